from datetime import UTC, datetime, time, timedelta

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.utils import translation

from parloir.facilities.models import (
    Closure,
    Facility,
    State,
    Station,
    VisitingHours,
    VisitKind,
)
from parloir.facilities.queries import find_facilities, states_with_facilities, weekly_hours
from parloir.facilities.wording import say_date, say_minutes, say_moment, say_time
from parloir.scheduling.weekly_hours import WeeklyHours
from tests.factories.moments import MINUTE, MONDAY, at
from tests.factories.places import AgencyFactory, FacilityFactory, StateFactory, make_jail

pytestmark = pytest.mark.django_db


# --- P9: the directory ------------------------------------------------------------------------


@pytest.fixture
def jackson() -> Facility:
    return FacilityFactory(
        slug="jackson", name="Jackson County Jail", official_name="Jackson County Detention Center"
    )


def test_only_states_with_facilities_are_listed(jackson):
    State.objects.get_or_create(code="KS", name="Kansas")
    assert [(one.name, one.count) for one in states_with_facilities()] == [("Missouri", 1)]


@pytest.mark.parametrize("text", ["", " Jackson County Jail ", "detention", "JACKSON", "county"])
def test_a_facility_is_found_under_its_state_by_either_name(jackson, text):
    assert list(find_facilities(state=jackson.state, text=text)) == [jackson]


def test_a_facility_is_not_found_under_another_state_or_name(jackson):
    kansas = StateFactory(code="KS", name="Kansas")
    assert list(find_facilities(state=kansas)) == []
    assert list(find_facilities(text="Lafayette")) == []


# --- Configuration that cannot be ------------------------------------------------------------


def test_hours_are_read_as_the_notice_has_them():
    jail = make_jail()
    assert weekly_hours(facility=jail, kind=VisitKind.ONSITE) == WeeklyHours.on(
        range(5), (time(8), time(19))
    )
    assert weekly_hours(facility=jail, kind=VisitKind.REMOTE) == WeeklyHours.every_day(
        (time(8), time(17, 30)), (time(18), time(21, 30))
    )


def hours(jail, opens, closes, weekday=0) -> VisitingHours:
    return VisitingHours(
        facility=jail, kind=VisitKind.ONSITE, weekday=weekday, opens=opens, closes=closes
    )


@pytest.mark.parametrize(
    ("opens", "closes"),
    [
        (time(18), time(20)),  # overlaps 8 to 19
        (time(20, 1), time(21)),
        (time(21), time(20)),
        (time(20), time(20)),
    ],
)
def test_hours_that_cannot_be_are_refused_with_words(opens, closes):
    with pytest.raises(ValidationError, match="whole five minutes"):
        hours(make_jail(), opens, closes).clean()


@pytest.mark.parametrize(
    ("opens", "closes", "weekday"),
    [(time(19), time(20), 0), (time(20), time(0), 0), (time(9), time(12), 5)],
)
def test_hours_beside_others_are_taken(opens, closes, weekday):
    window = hours(make_jail(), opens, closes, weekday)
    window.clean()
    window.save()
    window.clean()
    weekly_hours(facility=window.facility, kind=VisitKind.ONSITE)


@pytest.mark.parametrize("field", ["visit_minutes", "grid_minutes", "turnover_minutes"])
def test_lengths_are_whole_ticks_in_the_database(field):
    jail = make_jail()
    with pytest.raises(IntegrityError), transaction.atomic():
        Facility.objects.update(**{field: 7})
    Facility.objects.update(**{field: 35})
    jail.refresh_from_db()
    assert getattr(jail, field) == 35


def test_a_closure_has_one_scope_and_ends_after_it_starts():
    jail = make_jail()
    monitor, station = jail.monitors.first(), Station.objects.first()
    times = {"facility": jail, "starts_at": at(MONDAY, 8), "ends_at": at(MONDAY, 9)}
    for scope in ({}, {"monitor": monitor}, {"station": station}, {"area": jail.areas.first()}):
        assert Closure.objects.create(**times, **scope).pk
    with pytest.raises(IntegrityError), transaction.atomic():
        Closure.objects.create(**times, monitor=monitor, station=station)
    with pytest.raises(IntegrityError), transaction.atomic():
        Closure.objects.create(**(times | {"ends_at": at(MONDAY, 8)}))


@pytest.mark.parametrize(
    ("zone", "is_one"), [("America/Chicago", True), ("Central", False), ("", False)]
)
def test_a_time_zone_is_one_that_exists(zone, is_one):
    jail = FacilityFactory.build(agency=AgencyFactory(), state=StateFactory(), time_zone=zone)
    if is_one:
        jail.clean_fields()
    else:
        with pytest.raises(ValidationError) as caught:
            jail.clean_fields()
        assert set(caught.value.message_dict) == {"time_zone"}


# --- Words ------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("instant", "words"),
    [
        (datetime(2026, 11, 25, 0, 30, tzinfo=UTC), "Tuesday, 24 November, 6:30 PM Central"),
        (datetime(2026, 7, 1, 17, 0, tzinfo=UTC), "Wednesday, 1 July, 12:00 PM Central"),
    ],
)
def test_a_moment_is_said_with_day_date_and_zone(instant, words):
    with translation.override("en"):
        assert say_moment(instant, FacilityFactory.build(state=None)) == words


def test_a_time_and_a_date_are_said_plainly():
    with translation.override("en"):
        assert say_time(at(MONDAY, 18, 30), FacilityFactory.build(state=None)) == "6:30 PM"
        assert say_date(MONDAY) == "Monday, 11 May 2026"


@pytest.mark.parametrize(
    ("minutes", "words"),
    [
        (1, "1 minute"),
        (30, "30 minutes"),
        (60, "1 hour"),
        (90, "1 hour and 30 minutes"),
        (120, "2 hours"),
        (24 * 60, "1 day"),
        (48 * 60, "2 days"),
        (25 * 60, "25 hours"),
    ],
)
def test_a_duration_is_said_in_words(minutes, words):
    with translation.override("en"):
        assert say_minutes(minutes * MINUTE) == words
        assert say_minutes(timedelta(minutes=minutes)) == words
