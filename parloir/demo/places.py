"""The two facilities of the demo: one exactly by `procedure.md`, and one that is always open."""

from dataclasses import dataclass
from datetime import date, time
from typing import Any, Final

from django.db import transaction

from parloir.bookings.models import PartyLimit
from parloir.facilities.directory import fill_in_the_states
from parloir.facilities.models import (
    Agency,
    Area,
    Facility,
    Monitor,
    State,
    Station,
    VisitingHours,
    VisitKind,
    Weekday,
)
from parloir.facts.guard import writing_facts

Window = tuple[time, time]

EVERY_DAY: Final = tuple(Weekday)
MONDAY_TO_FRIDAY: Final = tuple(Weekday)[:5]
MIDNIGHT: Final = time(0, 0)
ALL_DAY: Final = (MIDNIGHT, MIDNIGHT)

AGENCY: Final = "Jackson and Lafayette Counties"

JACKSON: Final = "jackson-county-jail"
ROUND_THE_CLOCK: Final = "lafayette-county-demonstration-center"


@dataclass(frozen=True, kw_only=True)
class Place:
    slug: str
    fields: dict[str, Any]
    hours: dict[VisitKind, tuple[tuple[Weekday, ...], tuple[Window, ...]]]
    areas: tuple[str, ...]
    stations_an_area: int
    monitors: int
    parties: tuple[tuple[int, int], ...] = ()


PLACES: Final = (
    Place(
        slug=JACKSON,
        fields={
            "name": "Jackson County Jail",  # P9
            "official_name": "Jackson County Detention Center",
            "short_zone_name": "Central",
            "time_zone": "America/Chicago",
            "street": "1300 Cherry Street",
            "city": "Kansas City",
            "postal_code": "64106",
            "phone": "+18165550142",
            "effective_date": date(2018, 11, 19),  # P1
            "visit_minutes": 30,
            "grid_minutes": 30,
            "early_minutes": 15,  # P13
            "grace_minutes": 10,
            "horizon_days": 120,
        },
        hours={
            VisitKind.REMOTE: (  # P14
                EVERY_DAY,
                ((time(8, 0), time(17, 30)), (time(18, 0), time(21, 30))),
            ),
            VisitKind.ONSITE: (MONDAY_TO_FRIDAY, ((time(8, 0), time(19, 0)),)),  # P15
        },
        areas=("A · First floor", "B · Second floor", "C · Third floor", "D · Women's unit"),
        stations_an_area=3,
        monitors=4,
    ),
    Place(
        slug=ROUND_THE_CLOCK,
        fields={
            "name": "Lafayette County Demonstration Center",
            "official_name": "Lafayette County Demonstration Center (open round the clock)",
            "short_zone_name": "Central",
            "time_zone": "America/Chicago",
            "street": "1 Demonstration Way",
            "city": "Lexington",
            "postal_code": "64067",
            "phone": "+16605550117",
            "effective_date": date(2018, 11, 19),
            "visit_minutes": 30,
            "grid_minutes": 5,
            "early_minutes": 15,
            "grace_minutes": 30,
            "horizon_days": 120,
        },
        hours={
            VisitKind.REMOTE: (EVERY_DAY, (ALL_DAY,)),
            VisitKind.ONSITE: (EVERY_DAY, (ALL_DAY,)),
        },
        areas=("East", "West", "North", "South"),
        stations_an_area=5,
        monitors=20,
        parties=((2, 2),),
    ),
)


def build_places() -> list[Facility]:
    """Create and return both facilities. Existing ones and their bookings are kept."""
    fill_in_the_states(State)
    with writing_facts():
        agency, _ = Agency.objects.get_or_create(name=AGENCY)
        return [_build(place, agency) for place in PLACES]


@transaction.atomic
def _build(place: Place, agency: Agency) -> Facility:
    """Create a facility with its hours. An existing one keeps its hours, which an administrator may
    have changed."""
    facility, is_new = Facility.objects.get_or_create(
        slug=place.slug, defaults=place.fields | {"state_id": "MO", "agency": agency}
    )
    if not is_new:
        return facility
    VisitingHours.objects.bulk_create(
        VisitingHours(facility=facility, kind=kind, weekday=weekday, opens=opens, closes=closes)
        for kind, (weekdays, windows) in place.hours.items()
        for weekday in weekdays
        for opens, closes in windows
    )
    PartyLimit.objects.bulk_create(
        PartyLimit(facility=facility, adults=adults, minors=minors)
        for adults, minors in place.parties
    )
    Monitor.objects.bulk_create(
        Monitor(facility=facility, name=f"Monitor {number}")
        for number in range(1, place.monitors + 1)
    )
    areas = Area.objects.bulk_create(Area(facility=facility, name=name) for name in place.areas)
    Station.objects.bulk_create(
        Station(area=area, name=f"{area.name[0]}{number}")
        for area in areas
        for number in range(1, place.stations_an_area + 1)
    )
    return facility
