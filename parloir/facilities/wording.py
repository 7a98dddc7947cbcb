"""Times and durations as text."""

from datetime import date, datetime, timedelta

from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext

from parloir.facilities.models import Facility
from parloir.scheduling.repeated_times import letters_of_showing


def say_moment(instant: datetime, facility: Facility) -> str:
    """'Tuesday, 24 November, 6:30 PM Central'; 'Sunday, 1 November, 1:30 AM CDT'."""
    local = instant.astimezone(facility.zone)
    words = date_format(local, pgettext("date and time, Django format", "l, j F, g:i A"))
    return _with_zone(words, _zone_at(instant, facility))


def say_time(instant: datetime, facility: Facility) -> str:
    """'6:30 PM'; in the hour that the clock shows twice, '1:30 AM CDT'."""
    words = _time_of(instant, facility)
    letters = letters_of_showing(instant, facility.zone)
    return _with_zone(words, letters) if letters else words


def say_clock(instant: datetime, facility: Facility) -> str:
    """'6:30 PM Central'; '1:30 AM CDT'."""
    return _with_zone(_time_of(instant, facility), _zone_at(instant, facility))


def _time_of(instant: datetime, facility: Facility) -> str:
    local = instant.astimezone(facility.zone)
    return date_format(local, pgettext("time, Django format", "g:i A"))


def _zone_at(instant: datetime, facility: Facility) -> str:
    return letters_of_showing(instant, facility.zone) or facility.short_zone_name


def _with_zone(words: str, zone: str) -> str:
    return _("%(moment)s %(zone)s") % {"moment": words, "zone": zone}


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
