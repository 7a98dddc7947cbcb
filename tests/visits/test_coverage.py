"""Live minutes and watched minutes, by officer and by day in the facility's time zone."""

from datetime import date, timedelta

import pytest

from parloir.accounts.models import Role
from parloir.visits.coverage import coverage_of
from parloir.visits.models import Visit, WatchSpan
from parloir.visits.officers_present import FRESH
from parloir.visits.operations import end
from parloir.visits.states import Outcome
from parloir.visits.supervision import come_on_duty, stay_on_duty
from tests.factories.moments import MINUTE, MONDAY, SECOND, at
from tests.factories.people import OFFICER, make_staff
from tests.factories.places import make_jail, make_round_the_clock
from tests.factories.visits import TEN_ON_MONDAY, make_booking, make_live

pytestmark = pytest.mark.django_db

TEN_THIRTY = TEN_ON_MONDAY + 30 * MINUTE


def held(jail) -> Visit:
    visit = make_live(make_booking(jail))
    end(visit=visit, outcome=Outcome.COMPLETED, by=OFFICER, now=TEN_THIRTY, ended_by="clock")
    return visit


def watched(visit, officer: str, first: int, last: int, *, since=TEN_ON_MONDAY) -> None:
    """Watch from one minute of the visit to another."""
    WatchSpan.objects.create(
        visit=visit, connection=officer, officer_ref=officer,
        from_at=since + first * MINUTE, to_at=since + last * MINUTE,
    )  # fmt: skip


def monday(jail, *, now=TEN_THIRTY):
    (day,) = coverage_of(facility=jail, first=MONDAY, last=MONDAY, now=now)
    return day


def test_a_day_without_visits():
    day = monday(make_jail())
    assert (day.visits, day.live, day.watched, day.share) == (0, 0 * MINUTE, 0 * MINUTE, None)


def test_two_officers_together_watch_a_minute_once_and_each_for_themselves():
    jail = make_jail()
    visit = held(jail)
    watched(visit, "dana", 0, 10)
    watched(visit, "chris", 5, 15)

    day = monday(jail)

    assert (day.visits, day.live, day.watched) == (1, 30 * MINUTE, 15 * MINUTE)
    assert day.share == 50
    assert day.by_officer == {"dana": 10 * MINUTE, "chris": 10 * MINUTE}


def test_two_consoles_of_one_officer_count_once():
    jail = make_jail()
    visit = held(jail)
    watched(visit, "dana", 0, 10)
    watched(visit, "dana", 5, 12)

    assert monday(jail).by_officer == {"dana": 12 * MINUTE}


def test_what_lies_outside_the_visit_does_not_count():
    jail = make_jail()
    visit = held(jail)
    watched(visit, "dana", -5, 1)
    watched(visit, "dana", 29, 40)

    assert monday(jail).watched == 2 * MINUTE


def test_a_visit_that_is_live_counts_until_now():
    jail = make_jail()
    visit = make_live(make_booking(jail))
    watched(visit, "dana", 0, 4)

    day = monday(jail, now=TEN_ON_MONDAY + 8 * MINUTE)

    assert (day.live, day.watched) == (8 * MINUTE, 4 * MINUTE)


def test_other_facilities_are_not_counted():
    held(make_jail())
    assert monday(make_jail()).visits == 0


def test_a_visit_over_midnight_is_of_both_days():
    jail = make_round_the_clock()
    starts_at = at(MONDAY, 23, 50)
    visit = make_live(make_booking(jail, starts_at=starts_at))
    over = starts_at + 30 * MINUTE
    end(visit=visit, outcome=Outcome.COMPLETED, by=OFFICER, now=over, ended_by="clock")
    watched(visit, "dana", 5, 15, since=starts_at)

    first, second = coverage_of(
        facility=jail, first=MONDAY, last=MONDAY + timedelta(days=1), now=over
    )

    assert (first.live, second.live) == (10 * MINUTE, 20 * MINUTE)
    assert (first.watched, second.watched) == (5 * MINUTE, 5 * MINUTE)


@pytest.mark.parametrize(
    ("day", "hours"), [(date(2026, 3, 8), 23), (date(2026, 11, 1), 25), (date(2026, 3, 9), 24)]
)
def test_a_day_is_as_long_as_its_night_has_it(day, hours):
    jail = make_jail()
    starts_at = at(day - timedelta(days=1), 12)
    visit = make_live(make_booking(jail))
    Visit.objects.filter(pk=visit.pk).update(started_at=starts_at, ends_at=starts_at)

    (found,) = coverage_of(facility=jail, first=day, last=day, now=at(day + timedelta(days=2), 12))

    assert found.live == timedelta(hours=hours)


def heartbeat(visit, now, *, is_visible=True):
    stay_on_duty(
        connection="console", is_visible=is_visible, visits=[visit.public_id, "unknown"], now=now
    )


def spans() -> list[timedelta]:
    return [one.to_at - one.from_at for one in WatchSpan.objects.order_by("from_at")]


@pytest.fixture
def watched_visit() -> Visit:
    visit = make_live(make_booking(make_jail()))
    officer = make_staff(Role.OFFICER, visit.facility)
    come_on_duty(
        officer=officer, connection="console", facilities=[visit.facility.slug], now=TEN_ON_MONDAY
    )
    return visit


def test_heartbeats_grow_one_span_until_one_is_missed(watched_visit):
    heartbeat(watched_visit, TEN_ON_MONDAY)
    heartbeat(watched_visit, TEN_ON_MONDAY + 10 * SECOND)
    heartbeat(watched_visit, TEN_ON_MONDAY + 20 * SECOND)
    assert spans() == [20 * SECOND]

    heartbeat(watched_visit, TEN_ON_MONDAY + 20 * SECOND + FRESH)
    assert spans() == [20 * SECOND, 0 * SECOND]


def test_what_a_page_was_hidden_for_is_not_watched(watched_visit):
    heartbeat(watched_visit, TEN_ON_MONDAY)
    heartbeat(watched_visit, TEN_ON_MONDAY + 10 * SECOND)
    heartbeat(watched_visit, TEN_ON_MONDAY + 12 * SECOND, is_visible=False)
    heartbeat(watched_visit, TEN_ON_MONDAY + 20 * SECOND)
    heartbeat(watched_visit, TEN_ON_MONDAY + 25 * SECOND)
    assert spans() == [10 * SECOND, 5 * SECOND]


def test_a_page_that_cannot_be_seen_watches_nothing(watched_visit):
    heartbeat(watched_visit, TEN_ON_MONDAY, is_visible=False)
    assert spans() == []


def test_a_visit_of_another_facility_is_not_watched(watched_visit):
    stranger = make_live(make_booking(make_jail()))
    heartbeat(stranger, TEN_ON_MONDAY)
    assert spans() == []
