"""Facts about a person that are taken back give their displaced visits back."""

from datetime import timedelta

import pytest
from django.db import transaction

from parloir.audit.models import AuditEvent
from parloir.bookings.claims import claims_of
from parloir.bookings.models import Booking, Quota, Repair, SlotClaim
from parloir.bookings.operations import cancel, reserve
from parloir.bookings.operations.repairs import accept_alternative
from parloir.bookings.queries import request_of_booking
from parloir.bookings.states import BookingState
from parloir.facilities.models import Facility
from parloir.facts.closures import close_time, reopen
from parloir.facts.devices import put_in_service
from parloir.facts.inmates import (
    cancel_commitment,
    change_inmate,
    commit_inmate,
    forbid_visits,
    move_inmate,
    release_inmate,
)
from parloir.facts.relations import (
    approve_visitor,
    end_separation,
    lift_no_contact,
    separate_inmates,
    set_no_contact,
    take_off_list,
)
from parloir.facts.visitor_accounts import close_account, reopen_account
from parloir.notices.models import Notice
from parloir.people.models import ApprovedVisitor, Commitment, Inmate
from tests.factories.companions import allow_parties, make_companion
from tests.factories.moments import MINUTE, NINE_ON_MONDAY, SECOND, TUESDAY, WEDNESDAY, at
from tests.factories.people import OPERATOR, as_visitor
from tests.factories.places import AreaFactory, make_jail
from tests.factories.visits import make_booking, request_for

pytestmark = pytest.mark.django_db

HOUR = 60 * MINUTE
TUESDAY_AT_TEN = at(TUESDAY, 10)
WEDNESDAY_AT_TEN = at(WEDNESDAY, 10)
NOON = NINE_ON_MONDAY + 3 * HOUR
AT_NINE = {"by": OPERATOR, "now": NINE_ON_MONDAY}
AT_NOON = {"by": OPERATOR, "now": NOON}


@pytest.fixture
def jail() -> Facility:
    return make_jail()


@pytest.fixture
def booking(jail) -> Booking:
    return make_booking(jail, starts_at=TUESDAY_AT_TEN)


def fresh(booking) -> Booking:
    return Booking.objects.select_related("facility", "inmate", "visitor__user").get(pk=booking.pk)


def release(booking, **when):
    return release_inmate(inmate=fresh(booking).inmate, **(when or AT_NINE))


def come_back(booking, **when):
    inmate = fresh(booking).inmate
    return change_inmate(inmate=inmate, status=Inmate.Status.HELD, **(when or AT_NOON))


def letters(kind) -> int:
    return Notice.objects.filter(kind=kind).count()


def is_restored(booking) -> bool:
    row = fresh(booking)
    repair = Repair.objects.filter(booking=booking).latest("pk")
    claimed = set(SlotClaim.objects.filter(booking=row).values_list("resource", "tick"))
    if row.state == BookingState.BOOKED:
        assert repair.settlement == Repair.Settlement.RESTORED
        assert claimed == {(one.resource, one.tick) for one in claims_of(row)}
        return True
    assert (row.state, repair.state) == (BookingState.DISPLACED, Repair.State.OPEN)
    assert claimed == set()
    return False


def test_who_comes_back_has_their_visits_again_and_the_party_is_told_once(jail):
    allow_parties(jail, (2, 0))
    booking = make_booking(jail, starts_at=TUESDAY_AT_TEN)
    leo = make_companion(booking.visitor)
    together = make_booking(
        jail, starts_at=WEDNESDAY_AT_TEN, visitor=booking.visitor, inmate=booking.inmate,
        adults=(leo,),
    )  # fmt: skip
    pins = (booking.pin_hash, together.pin_hash)
    assert len(release(booking).repaired.displaced) == 2
    impact = come_back(booking)
    assert [one.pk for one in impact.restored] == [booking.pk, together.pk]
    assert not impact.is_empty
    assert is_restored(booking)
    assert is_restored(together)
    assert (fresh(booking).pin_hash, fresh(together).pin_hash) == pins
    told = Notice.objects.filter(kind="booking_restored")
    assert sorted(told.values_list("email", flat=True)) == sorted(
        [booking.visitor.user.email, booking.visitor.user.email, leo.user.email]
    )


def test_a_second_return_restores_nothing_and_tells_nobody(booking):
    release(booking)
    come_back(booking)
    assert come_back(booking).is_empty
    again = {"by": OPERATOR, "now": NOON + MINUTE}
    assert change_inmate(inmate=fresh(booking).inmate, language="es", **again).is_empty
    assert letters("booking_restored") == 1


def test_the_restoration_is_in_the_audit_with_who_entered_the_return(booking):
    release(booking)
    come_back(booking)
    event = AuditEvent.objects.get(action="take_back")
    assert (event.actor_kind, event.subject_ref) == ("operator", booking.public_id)
    assert Repair.objects.get().settled_by == str(OPERATOR)


def test_who_is_released_again_loses_them_again(booking):
    release(booking)
    come_back(booking)
    release(booking, by=OPERATOR, now=NOON + HOUR)
    assert fresh(booking).state == BookingState.DISPLACED
    come_back(booking, by=OPERATOR, now=NOON + 2 * HOUR)
    assert is_restored(booking)
    assert letters("booking_displaced") == letters("booking_restored") == 2


@pytest.mark.parametrize(("before", "restored"), [(SECOND, True), (timedelta(0), False)])
def test_only_a_visit_whose_time_has_not_come_is_restored(booking, before, restored):
    release(booking)
    come_back(booking, by=OPERATOR, now=TUESDAY_AT_TEN - before)
    assert is_restored(booking) == restored


# --- Somebody has chosen something else ---------------------------------------------------------


def test_a_visit_that_was_cancelled_stays_cancelled(booking):
    release(booking)
    cancel(booking=fresh(booking), by=as_visitor(booking.visitor), now=NOON)
    assert come_back(booking).restored == ()
    assert fresh(booking).state == BookingState.CANCELLED


def displaced_by_a_closure(booking):
    closure, _impact = close_time(
        facility=booking.facility, starts_at=TUESDAY_AT_TEN, ends_at=TUESDAY_AT_TEN + HOUR,
        reason="Count", **AT_NINE,
    )  # fmt: skip
    return closure


def test_a_visit_that_was_moved_stays_where_it_is(booking):
    displaced_by_a_closure(booking)
    accept_alternative(
        booking=fresh(booking), starts_at=WEDNESDAY_AT_TEN, by=as_visitor(booking.visitor),
        now=NINE_ON_MONDAY,
    )  # fmt: skip
    release(booking)
    come_back(booking)
    assert fresh(booking).starts_at == WEDNESDAY_AT_TEN


def forbidden_on_tuesday(booking):
    forbid_visits(inmate=fresh(booking).inmate, until=TUESDAY, **AT_NINE)
    assert fresh(booking).state == BookingState.DISPLACED


@pytest.mark.parametrize("with_a_companion", [False, True])
def test_who_booked_another_visit_instead_keeps_that_one_alone(jail, booking, with_a_companion):
    forbidden_on_tuesday(booking)
    visitor = booking.visitor
    who = {"visitor": visitor}
    if with_a_companion:
        allow_parties(jail, (2, 0))
        who = {"visitor": make_companion(visitor), "adults": (visitor,)}
    later = {"starts_at": WEDNESDAY_AT_TEN, "now": NINE_ON_MONDAY + SECOND}
    make_booking(jail, inmate=booking.inmate, **later, **who)
    impact = forbid_visits(inmate=fresh(booking).inmate, until=None, **AT_NOON)
    assert impact.restored == ()
    assert not is_restored(booking)


def test_another_visit_counts_as_instead_only_with_this_inmate_and_while_it_is_booked(
    jail, booking
):
    forbidden_on_tuesday(booking)
    visitor = booking.visitor
    later = {"visitor": visitor, "now": NINE_ON_MONDAY + SECOND}
    make_booking(jail, starts_at=at(WEDNESDAY, 12), **later)
    cancelled = make_booking(jail, starts_at=WEDNESDAY_AT_TEN, inmate=booking.inmate, **later)
    cancel(booking=cancelled, by=as_visitor(visitor), now=NINE_ON_MONDAY + MINUTE)
    forbid_visits(inmate=fresh(booking).inmate, until=None, **AT_NOON)
    assert is_restored(booking)


def test_a_new_time_that_is_reserved_but_not_chosen_yet_gives_way(booking):
    forbidden_on_tuesday(booking)
    reserve(
        booking_request=request_of_booking(fresh(booking)), starts_at=WEDNESDAY_AT_TEN,
        by=as_visitor(booking.visitor), now=NOON, moves=fresh(booking),
    )  # fmt: skip
    forbid_visits(inmate=fresh(booking).inmate, until=None, **AT_NOON)
    assert is_restored(booking)
    assert not Booking.objects.filter(state=BookingState.RESERVED).exists()


@pytest.mark.parametrize(("on", "restored"), [(TUESDAY_AT_TEN, False), (WEDNESDAY_AT_TEN, True)])
def test_a_reservation_of_another_visit_is_kept(jail, booking, on, restored):
    release(booking)
    asked = request_for(jail, visitor=booking.visitor)
    reserve(booking_request=asked, starts_at=on, by=as_visitor(booking.visitor), now=NOON)
    come_back(booking)
    assert is_restored(booking) == restored
    assert Booking.objects.filter(state=BookingState.RESERVED).count() == 1


# --- Something else stands in the way -----------------------------------------------------------


def test_the_last_monitor_that_others_have_is_not_taken_from_them():
    jail = make_jail(monitors=1)
    booking = make_booking(jail, starts_at=TUESDAY_AT_TEN)
    release(booking)
    others = make_booking(jail, starts_at=TUESDAY_AT_TEN)
    come_back(booking)
    assert not is_restored(booking)
    assert fresh(others).state == BookingState.BOOKED
    assert letters("booking_restored") == 0


def test_another_station_and_monitor_will_do():
    jail = make_jail(monitors=2, stations=2)
    booking = make_booking(jail, starts_at=TUESDAY_AT_TEN)
    release(booking)
    others = make_booking(jail, starts_at=TUESDAY_AT_TEN)
    come_back(booking)
    assert is_restored(booking)
    assert fresh(booking).station_id != others.station_id
    assert fresh(booking).monitor_id != others.monitor_id


@pytest.mark.parametrize(("most", "restored"), [(1, False), (2, True)])
def test_a_quota_that_is_used_meanwhile_is_kept(jail, booking, most, restored):
    Quota.objects.create(facility=jail, of="visitor", period="week", most=most)
    release(booking)
    make_booking(jail, starts_at=WEDNESDAY_AT_TEN, visitor=booking.visitor)
    come_back(booking)
    assert is_restored(booking) == restored


def test_nobody_is_booked_twice_at_one_time(jail, booking):
    release(booking)
    make_booking(jail, starts_at=TUESDAY_AT_TEN, visitor=booking.visitor)
    come_back(booking)
    assert not is_restored(booking)


def test_a_closure_that_came_meanwhile_is_kept(booking):
    release(booking)
    displaced_by_a_closure(booking)
    come_back(booking)
    assert not is_restored(booking)


def test_a_companion_who_may_not_come_any_more_is_kept_away(jail):
    allow_parties(jail, (2, 0))
    booking = make_booking(jail, starts_at=WEDNESDAY_AT_TEN)
    leo = make_companion(booking.visitor)
    together = make_booking(
        jail, starts_at=TUESDAY_AT_TEN, inmate=booking.inmate, visitor=booking.visitor,
        adults=(leo,),
    )  # fmt: skip
    release(together)
    set_no_contact(inmate=fresh(together).inmate, visitor=leo, reason="Court", **AT_NINE)
    impact = come_back(together)
    assert [one.pk for one in impact.restored] == [booking.pk]
    assert not is_restored(together)


@pytest.mark.parametrize(("hours", "restored"), [(22, True), (23, False)])
def test_the_waiting_time_after_a_new_intake_is_kept(jail, booking, hours, restored):
    Facility.objects.filter(pk=jail.pk).update(intake_wait_hours=hours)
    release(booking)
    change_inmate(
        inmate=fresh(booking).inmate, status=Inmate.Status.HELD, intake_at=NOON, **AT_NOON
    )
    assert is_restored(booking) == restored


# --- Every fact about a person that can be taken back -------------------------------------------


def to_another_unit_and_back(booking):
    home = booking.inmate.area
    full = AreaFactory(facility=booking.facility)
    move_inmate(inmate=fresh(booking).inmate, area=full, **AT_NINE)
    return lambda: move_inmate(inmate=fresh(booking).inmate, area=home, **AT_NOON)


def to_another_facility_and_back(booking):
    home = booking.inmate.area
    there = AreaFactory(facility=make_jail(agency=booking.facility.agency))
    move_inmate(inmate=fresh(booking).inmate, area=there, **AT_NINE)
    return lambda: move_inmate(inmate=fresh(booking).inmate, area=home, **AT_NOON)


def no_visits_for_a_while(booking):
    forbidden_on_tuesday(booking)
    return lambda: forbid_visits(inmate=fresh(booking).inmate, until=None, **AT_NOON)


def a_day_in_court(booking):
    day = {"kind": Commitment.Kind.COURT, "starts_at": at(TUESDAY, 8), "ends_at": at(TUESDAY, 17)}
    court, _impact = commit_inmate(inmate=fresh(booking).inmate, **day, **AT_NINE)
    return lambda: cancel_commitment(commitment=court, **AT_NOON)


def an_order_by_mistake(booking):
    pair = {"inmate": booking.inmate, "visitor": booking.visitor}
    order, _impact = set_no_contact(**pair, reason="Court", **AT_NINE)
    return lambda: lift_no_contact(order=order, **AT_NOON)


def inmates_kept_apart(booking):
    other = make_booking(booking.facility, starts_at=booking.starts_at)
    assert other.inmate.pk != booking.inmate.pk
    pair, _impact = separate_inmates(
        one=booking.inmate, other=other.inmate, reason="Case", **AT_NINE
    )
    return lambda: end_separation(pair=pair, **AT_NOON)


def off_the_list(booking):
    pair = {"inmate": booking.inmate, "visitor": booking.visitor}
    entry = ApprovedVisitor.objects.create(**pair)
    Facility.objects.update(keeps_visitor_lists=True)
    take_off_list(entry=entry, **AT_NINE)
    return lambda: approve_visitor(**pair, **AT_NOON)


@pytest.mark.parametrize(
    "take_away",
    [
        to_another_unit_and_back,
        to_another_facility_and_back,
        no_visits_for_a_while,
        a_day_in_court,
        an_order_by_mistake,
        inmates_kept_apart,
        off_the_list,
    ],
)
def test_a_fact_about_a_person_that_is_taken_back_restores(booking, take_away):
    take_back = take_away(booking)
    assert Booking.objects.filter(state=BookingState.DISPLACED).count() == 1
    take_back()
    assert not Booking.objects.filter(state=BookingState.DISPLACED).exists()
    assert letters("booking_restored") == 1


def test_a_fact_about_a_place_that_is_taken_back_restores_nothing_by_itself(jail, booking):
    """Staff restore them together, when they are sure that it stays so."""
    closure = displaced_by_a_closure(booking)
    reopen(closure=closure, by=OPERATOR, now=NINE_ON_MONDAY + MINUTE)
    assert not is_restored(booking)


def test_a_change_that_took_nothing_back_restores_nothing(booking):
    """What staff have not restored yet is not restored by a change of something else."""
    closure = displaced_by_a_closure(booking)
    reopen(closure=closure, by=OPERATOR, now=NINE_ON_MONDAY + MINUTE)
    change_inmate(inmate=fresh(booking).inmate, language="es", **AT_NOON)
    assert not is_restored(booking)


def test_the_last_of_two_obstacles_restores(booking):
    displaced_by_a_closure(booking)
    release(booking)
    reopen(closure=booking.facility.closures.get(), by=OPERATOR, now=NINE_ON_MONDAY + MINUTE)
    assert not is_restored(booking)
    come_back(booking)
    assert is_restored(booking)


def test_a_device_back_in_service_restores_nothing_by_itself():
    jail = make_jail(stations=1)
    booking = make_booking(jail, starts_at=TUESDAY_AT_TEN)
    put_in_service(device=booking.station, in_service=False, **AT_NINE)
    assert fresh(booking).state == BookingState.DISPLACED
    put_in_service(device=booking.station, in_service=True, **AT_NOON)
    assert not is_restored(booking)


def test_a_closed_account_keeps_its_visits_and_they_are_restored_without_a_letter(booking):
    """Its PINs are told when the account is open again."""
    release(booking)
    close_account(visitor=booking.visitor, **AT_NINE)
    come_back(booking)
    assert is_restored(booking)
    reopen_account(visitor=fresh(booking).visitor, **AT_NOON)
    assert letters("booking_new_pin") == 1


def test_a_failure_while_restoring_leaves_the_inmate_released(booking, monkeypatch):
    """The return and what follows from it are one transaction."""
    release(booking)

    def fail(*args, **kwargs):
        raise RuntimeError("killed")

    monkeypatch.setattr("parloir.bookings.operations.restoring.notify_party", fail)
    with pytest.raises(RuntimeError), transaction.atomic():
        come_back(booking)
    assert fresh(booking).inmate.status == Inmate.Status.RELEASED
    assert not is_restored(booking)
    monkeypatch.undo()
    come_back(booking)
    assert is_restored(booking)
