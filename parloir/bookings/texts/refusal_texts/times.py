"""The texts about the requested time."""

from datetime import timedelta
from typing import cast

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from parloir.bookings.texts.refusal_texts.texts import date_in, moment_in, text_for, with_next
from parloir.facilities.models import Facility
from parloir.facilities.wording import say_clock, say_date, say_minutes, say_moment
from parloir.scheduling.intervals import Interval
from parloir.scheduling.refusals import Refusal, Rule


@text_for(Rule.NO_SUCH_TIME)
def _no_such_time(refusal: Refusal, facility: Facility) -> str:
    sentence = _("The clock skips this time on that night. Please choose another one.")
    return with_next(sentence, refusal, facility)


@text_for(Rule.NOT_YET_IN_SERVICE)
def _not_yet_in_service(refusal: Refusal, facility: Facility) -> str:
    words = {
        "facility": facility.name,
        "date": say_date(date_in(refusal, "effective_date") or facility.effective_date),
    }
    sentence = _("Video visits at %(facility)s begin on %(date)s. Please choose that day or later.")
    return sentence % words


@text_for(Rule.IN_THE_PAST)
def _in_the_past(refusal: Refusal, facility: Facility) -> str:
    sentence = _("The times of this day are over. Please choose a later one.")
    return with_next(sentence, refusal, facility)


@text_for(Rule.TOO_SOON)
def _too_soon(refusal: Refusal, facility: Facility) -> str:
    notice = timedelta(minutes=facility.notice_minutes)
    sentence = _("Visits are booked at least %(time)s ahead. Please choose a later time.") % {
        "time": say_minutes(notice)
    }
    return with_next(sentence, refusal, facility)


@text_for(Rule.TOO_FAR)
def _too_far(refusal: Refusal, facility: Facility) -> str:
    opens = date_in(refusal, "bookable_from_date")
    if opens is not None:
        return _("This day can be booked from %(date)s on.") % {"date": say_date(opens)}
    last = date_in(refusal, "last_date")
    if last is not None:
        return _("Days up to %(date)s can be booked now. Please choose an earlier one.") % {
            "date": say_date(last)
        }
    return ngettext(
        "Visits can be booked up to %(days)d day ahead. Please choose an earlier day.",
        "Visits can be booked up to %(days)d days ahead. Please choose an earlier day.",
        facility.horizon_days,
    ) % {"days": facility.horizon_days}


@text_for(Rule.OUTSIDE_HOURS)
def _outside_hours(refusal: Refusal, facility: Facility) -> str:
    windows = cast("tuple[Interval, ...]", refusal.facts.get("windows", ()))
    if not windows:
        sentence = _("There are no visiting hours for this kind of visit on this day.")
    else:
        spans = [
            _("%(opens)s to %(closes)s")
            % {
                "opens": say_clock(window.starts_at, facility),
                "closes": say_clock(window.ends_at, facility),
            }
            for window in windows
        ]
        sentence = _("Visiting hours on this day are %(hours)s.") % {
            "hours": _(" and ").join(spans)
        }
    return with_next(sentence, refusal, facility)


@text_for(Rule.OFF_GRID)
def _off_grid(refusal: Refusal, facility: Facility) -> str:
    grid = cast("timedelta", refusal.facts.get("grid", timedelta(minutes=facility.grid_minutes)))
    sentence = _("Visits begin every %(time)s. Please choose one of the times shown.") % {
        "time": say_minutes(grid)
    }
    return with_next(sentence, refusal, facility)


@text_for(Rule.CLOSED)
def _closed(refusal: Refusal, facility: Facility) -> str:
    until = moment_in(refusal, "closed_until")
    if until is None:
        sentence = _("The facility holds no visits on this day.")
    else:
        sentence = _("The facility holds no visits until %(when)s.") % {
            "when": say_moment(until, facility)
        }
    return with_next(sentence, refusal, facility)
