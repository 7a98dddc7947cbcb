"""Whether a booking that was made rightly still stands, now that facts may have changed."""

from dataclasses import dataclass, replace
from datetime import datetime

from parloir.bookings.availability import check_others, free_devices
from parloir.bookings.eligibility import check_people
from parloir.bookings.models import Booking
from parloir.bookings.picture import look
from parloir.bookings.queries import wish_of
from parloir.facilities.models import Monitor, Station
from parloir.scheduling.refusals import Refusal, Rule
from parloir.scheduling.rules import broken_rules

STANDING = frozenset(
    {
        Rule.NOT_YET_IN_SERVICE,
        Rule.OUTSIDE_HOURS,
        Rule.CLOSED,
        Rule.RESTRICTED,
        Rule.COMPANION_CANNOT,
        Rule.NO_CONTACT,
        Rule.NOT_ON_LIST,
        Rule.INMATE_UNAVAILABLE,
        Rule.INMATE_NO_VISITS,
        Rule.INMATE_CAME_IN,
        Rule.INMATE_COMMITTED,
        Rule.KEPT_APART,
        Rule.NO_STATION_FREE,
        Rule.NO_MONITOR_FREE,
    }
)
"""The rules that a booking has to keep to until it takes place.

Notice, grid, quotas, the size of a party and whether those who come along have agreed were judged
when it was made, and a registration is judged again at admission.
"""


@dataclass(frozen=True, slots=True)
class Standing:
    """`monitors` and `stations` are those that this booking could have, its own first."""

    refusals: tuple[Refusal, ...]
    monitors: tuple[Monitor, ...]
    stations: tuple[Station, ...]


def standing_of(booking: Booking, *, now: datetime) -> Standing:
    """The rules of today, asked of a booking as if its own claims were not there."""
    day = booking.visit_date
    picture = look(wish=wish_of(booking), first=day, last=day, now=now, besides=[booking])
    time = replace(picture.time, length=booking.ends_at - booking.starts_at)
    refusals = [
        *check_people(picture.people, day=day),
        *broken_rules(start=booking.starts_at, facts=time),
        *check_others(booking.interval, picture),
    ]
    monitors, stations = free_devices(booking.interval, picture)
    return Standing(
        refusals=tuple(one for one in refusals if _still_counts(one)),
        monitors=tuple(sorted(monitors, key=lambda one: one.pk != booking.monitor_id)),
        stations=tuple(sorted(stations, key=lambda one: one.pk != booking.station_id)),
    )


def _still_counts(refusal: Refusal) -> bool:
    if refusal.rule == Rule.COMPANION_CANNOT:
        return refusal.facts.get("reason") in STANDING
    return refusal.rule in STANDING
