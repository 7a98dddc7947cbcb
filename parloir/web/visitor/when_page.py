"""The page of times: a month of days, the times of one day, and why a day has none."""

import calendar
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from django.utils.dates import WEEKDAYS
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from parloir.bookings.availability.offers import DayOffer, last_date, load_offers, next_offer
from parloir.bookings.booking_request import BookingRequest
from parloir.bookings.texts.refusal_texts import sentence_for
from parloir.facilities.hours_wording import say_days_with_hours
from parloir.facilities.models import Facility, VisitKind
from parloir.facilities.queries import weekly_hours
from parloir.facilities.wording import say_minutes, say_time
from parloir.scheduling.intervals import Interval
from parloir.scheduling.refusals import Rule
from parloir.scheduling.wall_time import local_date, local_time, start_of_hour
from parloir.web.visitor.choosing import Choosing, value_of

_ONE_DAY = timedelta(days=1)
MORNING, NOON, EVENING = 5, 12, 17
MOST_UNFOLDED = 48


@dataclass(frozen=True, slots=True)
class WhenPage:
    """What the template shows; `next_day` is the next day with times, if `day` has none."""

    day: date
    title: str
    length: str
    month: dict[str, Any]
    parts: list[dict[str, Any]]
    why: str
    next_day: dict[str, str] | None


def when_page(
    *, choosing: Choosing, wanted: date | None, starts_at: datetime | None, now: datetime
) -> WhenPage:
    """Build the page for the day `wanted`; without one, for the first day that has times.

    `starts_at` is the time that was chosen before. Makes a fixed number of queries.
    """
    booking_request = choosing.booking_request
    today = local_date(now, booking_request.facility.zone)
    last = last_date(booking_request, now=now)
    day = min(max(wanted, today), last) if wanted else today
    span = _days_of_month(day, today=today, last=last) if wanted else (today, last)
    ahead = load_offers(
        booking_request=booking_request,
        first=span[0],
        last=span[1],
        now=now,
        excluding=choosing.excluding,
    )
    if not wanted and (first_free := ahead.first_with_times()):
        day = first_free.day
    first_of_month = day.replace(day=1)
    of_month = ahead.between(*_days_of_month(day, today=today, last=last))
    offers = {one.day: one for one in of_month}
    shown = offers[day]
    return WhenPage(
        day=day,
        title=say_day(day),
        length=say_minutes(timedelta(minutes=booking_request.facility.visit_minutes)),
        month=_month(choosing, first_of_month, offers, day=day, today=today, last=last),
        parts=_parts(
            shown.times, booking_request.facility, value_of(starts_at) if starts_at else ""
        ),
        why="" if shown.times else _why(shown, booking_request),
        next_day=None if shown.times else _next_day(choosing, offers, day=day, now=now),
    )


def _days_of_month(day: date, *, today: date, last: date) -> tuple[date, date]:
    """Return the first and the last date of the day's month that can be offered."""
    first = day.replace(day=1)
    return max(first, today), min(_month_after(first) - _ONE_DAY, last)


def say_day(day: date) -> str:
    """Return a day as in "Tuesday, 24 November"."""
    return date_format(day, pgettext("day, Django format", "l, j F"))


def _why(shown: DayOffer, booking_request: BookingRequest) -> str:
    """Return one sentence. If the weekday has no hours, it names the days that have some."""
    refusal = shown.refusals[0]
    days = say_days_with_hours(
        weekly_hours(facility=booking_request.facility, kind=booking_request.kind)
    )
    if refusal.rule == Rule.OUTSIDE_HOURS and days:
        if booking_request.kind == VisitKind.ONSITE:
            return _("No times on this day. On-site visits are held: %(days)s.") % {"days": days}
        return _("No times on this day. Remote visits are held: %(days)s.") % {"days": days}
    own_number = booking_request.visitor.phone
    return sentence_for(refusal, facility=booking_request.facility, to=own_number)


def _next_day(
    choosing: Choosing, offers: dict[date, DayOffer], *, day: date, now: datetime
) -> dict[str, str] | None:
    in_this_month = (one for one in offers.values() if one.day > day and one.times)
    found = next(in_this_month, None) or next_offer(
        booking_request=choosing.booking_request, after=day, now=now, excluding=choosing.excluding
    )
    if found is None:
        return None
    return {"url": choosing.when_url(day=found.day), "name": say_day(found.day)}


def _month(
    choosing: Choosing,
    first: date,
    offers: dict[date, DayOffer],
    *,
    day: date,
    today: date,
    last: date,
) -> dict[str, Any]:
    """Return the month as `components/month_calendar.html` expects it, Monday first."""
    before, after = first - _ONE_DAY, _month_after(first)
    return {
        "title": date_format(first, pgettext("month, Django format", "F Y")),
        "previous_url": choosing.when_url(day=max(before.replace(day=1), today))
        if before >= today.replace(day=1)
        else "",
        "next_url": choosing.when_url(day=after) if after <= last else "",
        "weekdays": [
            {"short": str(WEEKDAYS[number])[:2], "name": WEEKDAYS[number]} for number in range(7)
        ],
        "weeks": [
            [
                _month_day(
                    choosing,
                    one,
                    offers.get(one),
                    chosen=one == day,
                    blank=one < first or one >= after,
                )
                for one in week
            ]
            for week in calendar.Calendar().monthdatescalendar(first.year, first.month)
        ],
    }


def _month_day(
    choosing: Choosing, day: date, offered: DayOffer | None, *, chosen: bool, blank: bool
) -> dict[str, Any]:
    address = "" if offered is None or blank else choosing.when_url(day=day)
    has_times = offered is not None and bool(offered.times)
    return {
        "number": day.day,
        "name": say_day(day),
        "url": address if has_times else "",
        "why_url": "" if has_times else address,
        "chosen": chosen,
        "blank": blank,
    }


def _month_after(first: date) -> date:
    return (first + 31 * _ONE_DAY).replace(day=1)


def _parts(times: Sequence[Interval], facility: Facility, chosen: str) -> list[dict[str, Any]]:
    """Return the times as `components/times.html` expects them; many are folded by the hour."""
    is_folded = len(times) > MOST_UNFOLDED
    parts: dict[str, list[dict[str, Any]]] = {}
    for interval in times:
        value = value_of(interval.starts_at)
        name = (_hour_of if is_folded else _part_of_day)(interval.starts_at, facility)
        parts.setdefault(name, []).append(
            {
                "value": value,
                "label": say_time(interval.starts_at, facility),
                "checked": value == chosen,
            }
        )
    return [
        {
            "name": name,
            "times": found,
            "is_folded": is_folded,
            "is_open": number == 0 or any(time["checked"] for time in found),
        }
        for number, (name, found) in enumerate(parts.items())
    ]


def _hour_of(instant: datetime, facility: Facility) -> str:
    """Return the name of the hour that the facility's clock shows; no other hour of the day has
    it."""
    hour = start_of_hour(instant, facility.zone)
    return _("From %(time)s") % {"time": say_time(hour, facility)}


def _part_of_day(instant: datetime, facility: Facility) -> str:
    hour = local_time(instant, facility.zone).hour
    if hour < MORNING:
        return _("Night")
    if hour < NOON:
        return _("Morning")
    return _("Afternoon") if hour < EVENING else _("Evening")
