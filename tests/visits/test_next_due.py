"""The worker sleeps until this moment: something moves then, and nothing moves before."""

from collections.abc import Callable
from datetime import datetime

import pytest

from parloir.accounts.models import Role
from parloir.bookings.models import Booking
from parloir.bookings.operations import RESERVATION_TTL, reserve
from parloir.facilities.models import VisitKind
from parloir.visits.due import DEVICE_IDLE_AFTER, run_due_transitions
from parloir.visits.interventions import pause
from parloir.visits.models import Visit
from parloir.visits.next_due import next_transition_at
from parloir.visits.officers_present import FRESH
from parloir.visits.pausing import CREDIT_PAUSE_EVERY
from parloir.visits.supervision import come_on_duty, stay_on_duty
from parloir.visits.unwatched_policy import ABSENT_AFTER, enforce, next_due
from tests.factories.moments import MINUTE, NINE_ON_MONDAY, SECOND
from tests.factories.people import OFFICER, as_visitor, make_staff
from tests.factories.places import make_jail
from tests.factories.visits import (
    TEN_ON_MONDAY,
    admit_visitor,
    get_ready,
    make_booking,
    make_live,
    request_for,
)

pytestmark = pytest.mark.django_db

NINE_FIFTY = TEN_ON_MONDAY - 10 * MINUTE
END = TEN_ON_MONDAY + 30 * MINUTE
GRACE = 10 * MINUTE
INSTANT = SECOND / 1_000_000

Scene = Callable[[], tuple[datetime, datetime]]
"""Set a scene up. Returns when it is looked at, and when something moves first."""


def nobody_comes_on_site() -> tuple[datetime, datetime]:
    make_booking(make_jail())
    return TEN_ON_MONDAY, TEN_ON_MONDAY + GRACE + INSTANT


def nobody_comes_remotely() -> tuple[datetime, datetime]:
    make_booking(make_jail(), kind=VisitKind.REMOTE)
    return TEN_ON_MONDAY, END + INSTANT


def both_are_early() -> tuple[datetime, datetime]:
    make_live(make_booking(make_jail()), now=NINE_FIFTY)
    return NINE_FIFTY, TEN_ON_MONDAY


def a_visit_is_live() -> tuple[datetime, datetime]:
    make_live(make_booking(make_jail()))
    return TEN_ON_MONDAY, END


def the_visitor_left_again() -> tuple[datetime, datetime]:
    from parloir.visits.operations import leave
    from tests.factories.people import KIOSK

    admission = admit_visitor(make_booking(make_jail()), now=TEN_ON_MONDAY)
    leave(admission=admission, by=KIOSK, now=TEN_ON_MONDAY)
    return TEN_ON_MONDAY, TEN_ON_MONDAY + GRACE + INSTANT


def a_device_is_left_alone() -> tuple[datetime, datetime]:
    admit_visitor(make_booking(make_jail()), now=NINE_FIFTY)
    return NINE_FIFTY, NINE_FIFTY + DEVICE_IDLE_AFTER + INSTANT


def the_inmate_does_not_come() -> tuple[datetime, datetime]:
    get_ready(admit_visitor(make_booking(make_jail()), now=NINE_FIFTY), now=NINE_FIFTY)
    return TEN_ON_MONDAY + 20 * MINUTE, END


def the_clock_is_stopped() -> tuple[datetime, datetime]:
    visit = make_live(make_booking(make_jail()))
    pause(visit=visit, by=OFFICER, now=TEN_ON_MONDAY + MINUTE)
    return TEN_ON_MONDAY + MINUTE, TEN_ON_MONDAY + MINUTE + CREDIT_PAUSE_EVERY


def a_time_is_reserved() -> tuple[datetime, datetime]:
    wanted = request_for(make_jail())
    reserve(
        booking_request=wanted,
        starts_at=TEN_ON_MONDAY,
        by=as_visitor(wanted.visitor),
        now=NINE_ON_MONDAY,
    )
    return NINE_ON_MONDAY, NINE_ON_MONDAY + RESERVATION_TTL


@pytest.mark.parametrize(
    "scene",
    [
        nobody_comes_on_site,
        nobody_comes_remotely,
        both_are_early,
        a_visit_is_live,
        the_visitor_left_again,
        a_device_is_left_alone,
        the_inmate_does_not_come,
        the_clock_is_stopped,
        a_time_is_reserved,
    ],
    ids=lambda scene: scene.__name__,
)
def test_the_next_moment_is_when_something_moves(scene: Scene):
    looked_at, moves_at = scene()
    run_due_transitions(now=looked_at)
    assert next_transition_at(now=looked_at) == moves_at
    assert run_due_transitions(now=moves_at - INSTANT) == 0
    assert run_due_transitions(now=moves_at) == 1


def test_before_a_booking_begins_its_beginning_is_the_next_moment():
    make_booking(make_jail())
    assert next_transition_at(now=NINE_ON_MONDAY) == TEN_ON_MONDAY


@pytest.mark.parametrize("late", [INSTANT, SECOND, MINUTE])
def test_a_visit_whose_people_were_ready_before_it_begins_when_its_start_has_come(late):
    """The worker looks a little after the moment that was named."""
    make_live(make_booking(make_jail()), now=NINE_FIFTY)
    assert next_transition_at(now=TEN_ON_MONDAY - INSTANT) == TEN_ON_MONDAY
    assert run_due_transitions(now=TEN_ON_MONDAY + late) == 1
    assert Visit.objects.get().is_live


def test_a_displaced_booking_lapses_when_its_time_comes():
    from parloir.bookings.models import Repair
    from parloir.bookings.states import BookingState

    booking = make_booking(make_jail())
    Booking.objects.filter(pk=booking.pk).update(state=BookingState.DISPLACED)
    Repair.objects.create(
        booking=booking,
        facility=booking.facility,
        rule="closed",
        was_at=booking.starts_at,
        opened_at=NINE_ON_MONDAY,
    )
    assert next_transition_at(now=NINE_ON_MONDAY) == TEN_ON_MONDAY
    assert run_due_transitions(now=TEN_ON_MONDAY) == 1


def test_an_empty_house_sleeps():
    make_jail()
    assert next_transition_at(now=NINE_ON_MONDAY) is None


def test_a_whole_visit_is_carried_by_its_moments_alone():
    """From one named moment to the next, a day ends as if it had been looked at twice a second."""
    make_live(make_booking(make_jail()), now=NINE_FIFTY)
    make_booking(make_jail(), kind=VisitKind.REMOTE)
    now, moved = NINE_FIFTY, 0
    while (due := next_transition_at(now=now)) is not None:
        assert due > now
        now = due
        moved += run_due_transitions(now=now)
    assert moved == 3  # one begins and ends, nobody comes to the other
    assert run_due_transitions(now=now + 600 * MINUTE) == 0


# --- While no officer is present ---------------------------------------------------------------


def test_a_console_is_waited_for_until_its_heartbeat_is_too_old():
    jail = make_jail(unattended="mark")
    officer = make_staff(Role.OFFICER, jail)
    come_on_duty(officer=officer, connection="c", facilities=[jail.slug], now=TEN_ON_MONDAY)
    stay_on_duty(connection="c", is_visible=True, visits=[], now=TEN_ON_MONDAY)
    enforce(now=TEN_ON_MONDAY)
    assert next_due(now=TEN_ON_MONDAY) == TEN_ON_MONDAY + FRESH

    enforce(now=TEN_ON_MONDAY + FRESH)
    assert next_due(now=TEN_ON_MONDAY + FRESH) == TEN_ON_MONDAY + FRESH + ABSENT_AFTER
    assert next_due(now=TEN_ON_MONDAY + FRESH + ABSENT_AFTER) is None


def test_a_facility_without_a_policy_waits_for_nobody():
    make_jail(unattended="allow")
    enforce(now=TEN_ON_MONDAY)
    assert next_due(now=TEN_ON_MONDAY) is None
