"""Which PIN admits to a visit and when, and why any other is refused (P13)."""

from datetime import timedelta

import pytest

from parloir.audit.models import AuditEvent
from parloir.bookings.models import Booking
from parloir.bookings.operations import cancel, close
from parloir.bookings.pins import pin_of
from parloir.bookings.states import BookingState
from parloir.facilities.models import Facility, VisitKind
from parloir.people.models import IdentityDocument, Inmate
from parloir.scheduling.refusals import Rule
from parloir.visits.admission import AdmissionRefused
from parloir.visits.states import AdmissionState, VisitState
from tests.factories.moments import MINUTE, SECOND, TUESDAY, at
from tests.factories.people import OFFICER, as_visitor, make_visitor, set_identity
from tests.factories.places import make_jail
from tests.factories.visits import (
    TEN_ON_MONDAY,
    admit_visitor,
    make_booking,
    make_live,
)
from tests.visits.admitting import at_monitor, refused

pytestmark = pytest.mark.django_db

OPENS = TEN_ON_MONDAY - 15 * MINUTE
CLOSES = TEN_ON_MONDAY + 10 * MINUTE


# --- P13: the time ----------------------------------------------------------------------------


@pytest.mark.parametrize("now", [OPENS, TEN_ON_MONDAY, CLOSES])
def test_a_pin_opens_from_15_minutes_before_to_10_after_both_included(now):
    booking = make_booking(make_jail())
    admission = admit_visitor(booking, now=now)
    assert admission.state == AdmissionState.GREETED
    assert admission.visit.state == VisitState.WAITING
    assert admission.visit.ends_at == booking.ends_at


@pytest.mark.parametrize(
    ("now", "rule"),
    [
        (OPENS - SECOND, Rule.PIN_TOO_EARLY),
        (CLOSES + SECOND, Rule.PIN_TOO_LATE),
        (TEN_ON_MONDAY + timedelta(days=1), Rule.PIN_WRONG_DAY),
        (TEN_ON_MONDAY - timedelta(minutes=59), Rule.PIN_TOO_EARLY),
    ],
)
def test_a_pin_at_another_time_is_refused_with_the_reason(now, rule):
    booking = make_booking(make_jail())
    assert refused(admit_visitor, booking, now=now) == rule


def test_a_pin_on_the_day_before_is_refused_as_another_day(now):
    booking = make_booking(make_jail(), starts_at=at(TUESDAY, 10))
    assert refused(admit_visitor, booking, now=now) == Rule.PIN_WRONG_DAY


def test_the_window_is_the_facilitys_own():
    booking = make_booking(make_jail(early_minutes=5, grace_minutes=20))
    assert refused(admit_visitor, booking, now=TEN_ON_MONDAY - 5 * MINUTE - SECOND) == (
        Rule.PIN_TOO_EARLY
    )
    assert admit_visitor(booking, now=TEN_ON_MONDAY + 20 * MINUTE).pk


def test_lateness_never_extends_the_visit():
    booking = make_booking(make_jail())
    visit = make_live(booking, now=CLOSES)
    assert visit.ends_at == booking.ends_at


# --- P13: which PIN ---------------------------------------------------------------------------


def test_a_pin_may_be_typed_with_spaces():
    booking = make_booking(make_jail())
    pin = pin_of(booking)
    admission = at_monitor(booking.monitor, f" {pin[:4]}-{pin[4:]} ", TEN_ON_MONDAY)
    assert admission.visit.booking == booking


@pytest.mark.parametrize("pin", ["", "abcdefgh", "1", "00000000", "123456789012345"])
def test_an_unknown_pin_is_refused(pin):
    booking = make_booking(make_jail())
    assert pin_of(booking) != pin
    assert refused(at_monitor, booking.monitor, pin, TEN_ON_MONDAY) == Rule.PIN_UNKNOWN


def test_the_refusal_of_a_pin_of_another_facility_names_that_facility():
    booking, other = make_booking(make_jail()), make_jail()
    with pytest.raises(AdmissionRefused) as caught:
        at_monitor(other.monitors.first(), pin_of(booking), TEN_ON_MONDAY)
    assert caught.value.refusal.rule == Rule.PIN_WRONG_FACILITY
    assert caught.value.refusal.facts["facility"] == booking.facility.name


def test_a_pin_of_a_remote_visit_is_refused_at_a_monitor():
    jail = make_jail()
    booking = make_booking(jail, kind=VisitKind.REMOTE)
    monitor = jail.monitors.first()
    assert refused(at_monitor, monitor, pin_of(booking), TEN_ON_MONDAY) == Rule.PIN_IS_REMOTE


def test_a_pin_in_use_is_refused_at_another_monitor():
    jail = make_jail()
    booking = make_booking(jail)
    admit_visitor(booking, now=TEN_ON_MONDAY)
    other = jail.monitors.exclude(pk=booking.monitor_id).first()
    assert refused(at_monitor, other, pin_of(booking), TEN_ON_MONDAY) == Rule.PIN_IN_USE


def test_a_used_pin_is_refused(now):
    booking = make_booking(make_jail())
    close(booking=booking, state=BookingState.FULFILLED, by=OFFICER, now=TEN_ON_MONDAY + MINUTE)
    booking.refresh_from_db()
    assert refused(admit_visitor, booking, now=TEN_ON_MONDAY + 2 * MINUTE) == Rule.PIN_USED


def test_a_pin_of_a_cancelled_booking_is_refused(now):
    booking = make_booking(make_jail())
    cancel(booking=booking, by=as_visitor(booking.visitor), now=now)
    assert refused(admit_visitor, booking, now=TEN_ON_MONDAY) == Rule.BOOKING_CANCELLED


def test_a_booking_cancelled_while_the_pin_is_looked_at_is_refused(monkeypatch, now):
    booking = make_booking(make_jail())

    def cancelled_meanwhile(*args):
        cancel(booking=Booking.objects.get(pk=booking.pk), by=OFFICER, now=now)

    monkeypatch.setattr("parloir.visits.admission.refusal_at_monitor", cancelled_meanwhile)
    assert refused(admit_visitor, booking, now=TEN_ON_MONDAY) == Rule.BOOKING_CANCELLED


def test_a_pin_that_two_facilities_have_opens_here(monkeypatch):
    monkeypatch.setattr("parloir.bookings.pins.new_digits", lambda count: "55556666")
    here, there = make_booking(make_jail()), make_booking(make_jail())
    assert at_monitor(here.monitor, "55556666", TEN_ON_MONDAY).visit.booking == here
    assert at_monitor(there.monitor, "55556666", TEN_ON_MONDAY).visit.booking == there


def test_approval_is_needed_to_be_admitted_whatever_it_takes_to_book():
    jail = make_jail(approval=Facility.Approval.TO_BE_ADMITTED)
    visitor = make_visitor(state=IdentityDocument.State.WAITING)
    booking = make_booking(jail, visitor=visitor)
    assert refused(admit_visitor, booking, now=TEN_ON_MONDAY) == Rule.NOT_APPROVED
    set_identity(visitor, IdentityDocument.State.APPROVED)
    assert admit_visitor(booking, now=TEN_ON_MONDAY).pk


def test_a_pin_for_an_inmate_who_was_released_is_refused():
    booking = make_booking(make_jail())
    Inmate.objects.update(status=Inmate.Status.RELEASED)
    assert refused(admit_visitor, booking, now=TEN_ON_MONDAY) == Rule.INMATE_UNAVAILABLE


def test_a_refused_pin_leaves_an_event_without_the_pin():
    booking = make_booking(make_jail())
    refused(admit_visitor, booking, now=OPENS - SECOND)
    event = AuditEvent.objects.latest("id")
    assert (event.action, event.outcome, event.subject_ref, event.details) == (
        "enter_pin", "refused", booking.monitor.public_id, {"rule": "pin_too_early"},
    )  # fmt: skip
