"""Times and durations as text."""

from datetime import date, datetime, timedelta

from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext

from parloir.facilities.models import Facility


def say_moment(instant: datetime, facility: Facility) -> str:
    """'Tuesday, 24 November, 6:30 PM Central'."""
    local = instant.astimezone(facility.zone)
    words = date_format(local, pgettext("date and time, Django format", "l, j F, g:i A"))
    return _("%(moment)s %(zone)s") % {"moment": words, "zone": facility.short_zone_name}


def say_time(instant: datetime, facility: Facility) -> str:
    """'6:30 PM'."""
    local = instant.astimezone(facility.zone)
    return date_format(local, pgettext("time, Django format", "g:i A"))


def say_clock(instant: datetime, facility: Facility) -> str:
    """'6:30 PM Central'."""
    return _("%(moment)s %(zone)s") % {
        "moment": say_time(instant, facility),
        "zone": facility.short_zone_name,
    }


def say_date(day: date) -> str:
    """'Tuesday, 24 November 2026'."""
    return date_format(day, pgettext("date, Django format", "l, j F Y"))


def say_minutes(duration: timedelta) -> str:
    """'30 minutes', '1 hour and 30 minutes', '2 days'."""
    minutes = round(duration.total_seconds() / 60)
    days, rest = divmod(minutes, 24 * 60)
    if days and not rest:
        return ngettext("%(n)d day", "%(n)d days", days) % {"n": days}
    hours, left = divmod(minutes, 60)
    in_hours = ngettext("%(n)d hour", "%(n)d hours", hours) % {"n": hours}
    in_minutes = ngettext("%(n)d minute", "%(n)d minutes", left) % {"n": left}
    if not hours:
        return in_minutes
    if not left:
        return in_hours
    return _("%(hours)s and %(minutes)s") % {"hours": in_hours, "minutes": in_minutes}
