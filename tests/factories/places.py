from datetime import date, time

import factory
from factory.django import DjangoModelFactory

from parloir.facilities.models import (
    Agency,
    Area,
    Facility,
    Monitor,
    State,
    Station,
    VisitingHours,
    VisitKind,
)


class StateFactory(DjangoModelFactory):
    class Meta:
        model = State
        django_get_or_create = ("code",)

    code = "MO"
    name = "Missouri"


class AgencyFactory(DjangoModelFactory):
    """The one agency of all facilities, unless a test names another."""

    class Meta:
        model = Agency
        django_get_or_create = ("name",)

    name = "Jackson County"


class FacilityFactory(DjangoModelFactory):
    """The facility of `procedure.md`, without hours: see `jail`."""

    class Meta:
        model = Facility

    slug = factory.Sequence(lambda n: f"jail-{n}")
    agency = factory.SubFactory(AgencyFactory)
    state = factory.SubFactory(StateFactory)
    name = factory.Sequence(lambda n: f"Jail {n:05}")
    official_name = factory.Sequence(lambda n: f"Detention Center {n:05}")
    short_zone_name = "Central"
    time_zone = "America/Chicago"
    street = "1300 Cherry Street"
    city = "Kansas City"
    postal_code = "64106"
    phone = "+18165550100"
    effective_date = date(2018, 11, 19)


class AreaFactory(DjangoModelFactory):
    class Meta:
        model = Area

    facility = factory.SubFactory(FacilityFactory)
    name = factory.Sequence(lambda n: f"Area {n:05}")


class MonitorFactory(DjangoModelFactory):
    class Meta:
        model = Monitor

    facility = factory.SubFactory(FacilityFactory)
    name = factory.Sequence(lambda n: f"Monitor {n:05}")


class StationFactory(DjangoModelFactory):
    class Meta:
        model = Station

    area = factory.SubFactory(AreaFactory)
    name = factory.Sequence(lambda n: f"Station {n:05}")


def open_every_day(facility: Facility, kind: VisitKind, *windows: tuple[time, time]) -> None:
    open_on(facility, kind, range(7), *windows)


def open_on(facility: Facility, kind: VisitKind, weekdays, *windows: tuple[time, time]) -> None:
    VisitingHours.objects.bulk_create(
        VisitingHours(facility=facility, kind=kind, weekday=day, opens=opens, closes=closes)
        for day in weekdays
        for opens, closes in windows
    )


def make_jail(*, monitors: int = 4, stations: int = 6, **fields) -> Facility:
    """Return the facility of `procedure.md`: the hours of P14 and P15, one area, devices."""
    jail = FacilityFactory(**fields)
    open_every_day(jail, VisitKind.REMOTE, (time(8), time(17, 30)), (time(18), time(21, 30)))
    open_on(jail, VisitKind.ONSITE, range(5), (time(8), time(19)))
    area = AreaFactory(facility=jail)
    MonitorFactory.create_batch(monitors, facility=jail)
    StationFactory.create_batch(stations, area=area)
    return jail


def make_round_the_clock(*, monitors: int = 4, stations: int = 6, **fields) -> Facility:
    """Return a facility that is always open, with a grid of five minutes."""
    fields = {"grid_minutes": 5, "grace_minutes": 30, **fields}
    facility = FacilityFactory(**fields)
    for kind in VisitKind:
        open_every_day(facility, kind, (time(0), time(0)))
    area = AreaFactory(facility=facility)
    MonitorFactory.create_batch(monitors, facility=facility)
    StationFactory.create_batch(stations, area=area)
    return facility
