"""The demo's Jackson County is exactly as in `procedure.md`."""

from datetime import date, time

import pytest

from parloir.demo.places import JACKSON, ROUND_THE_CLOCK, build_places
from parloir.facilities.models import Facility, State, Station, VisitingHours, VisitKind
from parloir.facilities.queries import find_facilities, states_with_facilities
from parloir.sanctions.queries import ladder_of

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def places():
    build_places()


@pytest.fixture
def jackson() -> Facility:
    return Facility.objects.get(slug=JACKSON)


def windows_of(slug: str, kind: VisitKind) -> dict[int, list[tuple[time, time]]]:
    windows: dict[int, list[tuple[time, time]]] = {}
    for row in VisitingHours.objects.filter(facility__slug=slug, kind=kind):
        windows.setdefault(row.weekday, []).append((row.opens, row.closes))
    return windows


def test_jackson_begins_on_its_effective_date(jackson):
    assert jackson.effective_date == date(2018, 11, 19)


def test_jackson_has_stations_in_every_area(jackson):
    areas = list(jackson.areas.all())

    assert len(areas) == 4
    assert all(area.stations.count() == 3 for area in areas)


def test_remote_hours_are_those_of_the_notice_every_day():
    two_windows = [(time(8, 0), time(17, 30)), (time(18, 0), time(21, 30))]

    assert windows_of(JACKSON, VisitKind.REMOTE) == dict.fromkeys(range(7), two_windows)


def test_onsite_hours_are_those_of_the_notice_from_monday_to_friday():
    one_window = [(time(8, 0), time(19, 0))]

    assert windows_of(JACKSON, VisitKind.ONSITE) == dict.fromkeys(range(5), one_window)


def test_jackson_is_configured_as_the_notice_says(jackson):
    assert (
        jackson.visit_minutes,
        jackson.grid_minutes,
        jackson.early_minutes,
        jackson.grace_minutes,
        ladder_of(jackson).ladder.steps,
        jackson.horizon_days,
        jackson.monitors.count(),
        jackson.time_zone,
    ) == (30, 30, 15, 10, (90, None), 120, 4, "America/Chicago")


@pytest.mark.parametrize("text", ["Jackson County Jail", "Jackson County Detention Center"])
def test_either_name_of_jackson_finds_it_under_missouri(jackson, text):
    missouri = State.objects.get(name="Missouri")

    assert list(find_facilities(state=missouri, text=text)) == [jackson]


def test_only_states_with_facilities_are_listed():
    assert State.objects.count() == 56
    assert [state.name for state in states_with_facilities()] == ["Missouri"]


@pytest.mark.parametrize("kind", list(VisitKind))
def test_the_second_facility_never_closes(kind):
    all_day = [(time(0, 0), time(0, 0))]

    assert windows_of(ROUND_THE_CLOCK, kind) == dict.fromkeys(range(7), all_day)


def test_the_second_facility_takes_a_visit_at_any_minute():
    facility = Facility.objects.get(slug=ROUND_THE_CLOCK)

    assert (facility.grid_minutes, facility.grace_minutes, facility.visit_minutes) == (5, 30, 30)
    assert Station.objects.filter(area__facility=facility).count() >= facility.monitors.count()


def test_building_again_keeps_what_an_administrator_changed(jackson):
    VisitingHours.objects.filter(facility=jackson, kind=VisitKind.ONSITE).delete()
    Facility.objects.filter(pk=jackson.pk).update(grace_minutes=20)

    build_places()

    assert windows_of(JACKSON, VisitKind.ONSITE) == {}
    assert Facility.objects.get(slug=JACKSON).grace_minutes == 20
    assert Facility.objects.count() == 2
