"""Repair bookings that can no longer take place as booked, because facts have changed.

If possible, a booking immediately gets another station or monitor at the same time. Otherwise it
loses its time and goes on a list, and the visitor is offered up to three other times.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from django.db import IntegrityError, transaction

from parloir.audit.actors import CLOCK, Actor
from parloir.audit.operations import record
from parloir.bookings.availability.revalidation import Revalidation, revalidate
from parloir.bookings.models import Booking, Repair
from parloir.bookings.operations import (
    BookingRefused,
    CannotMove,
    cancel_by_facility,
    displace,
    leave_out_of,
    lock_party,
    move,
    reassign_devices,
)
from parloir.bookings.operations.notify import notify_party
from parloir.bookings.operations.refusals import record_refusal
from parloir.bookings.operations.settlement import RepairRefused, settle, settlement_by
from parloir.bookings.queries import request_of_booking
from parloir.bookings.rules.catalog import RULES_AFTER_BOOKING
from parloir.bookings.rules.eligibility import check_adult
from parloir.bookings.rules.people_facts import facts_of_request
from parloir.bookings.texts.left_out import left_out_for
from parloir.scheduling.refusals import Refusal, Rule

Settlement = Repair.Settlement


@dataclass(frozen=True, slots=True)
class Repaired:
    """The bookings that got other devices at the same time, and those that went on the list."""

    reassigned: tuple[Booking, ...]
    displaced: tuple[Booking, ...]


def repair_bookings(*, bookings: Iterable[Booking], by: Actor, now: datetime) -> Repaired:
    """Revalidate these bookings, and repair or displace those that the current facts refuse.

    Runs in the caller's transaction, in which the facts have changed, so that no booking is ever
    seen with facts that refuse it. The caller has locked all of them (`lock_bookings`).
    """
    reassigned, displaced = [], []
    for booking in bookings:
        _leave_out_companions_who_cannot(booking, by=by, now=now)
        revalidation = revalidate(booking, now=now)
        if revalidation.refusals:
            if open_repair(booking=booking, refusal=revalidation.refusals[0], by=by, now=now):
                displaced.append(booking)
        elif not _has_its_devices(booking, revalidation):
            if _reassign(booking, revalidation, by=by, now=now):
                reassigned.append(booking)
            elif open_repair(
                booking=booking, refusal=Refusal(Rule.NO_STATION_FREE), by=by, now=now
            ):
                displaced.append(booking)
    return Repaired(tuple(reassigned), tuple(displaced))


def open_repair(*, booking: Booking, refusal: Refusal, by: Actor, now: datetime) -> bool:
    """Take its time from a booking, put it on the list and notify the party.

    Returns False if the booking was already closed. Runs in the caller's transaction.
    """
    if not displace(booking=booking, by=by, now=now):
        return False
    repair = Repair.objects.create(
        booking=booking,
        facility=booking.facility,
        rule=refusal.rule,
        was_at=booking.starts_at,
        opened_at=now,
    )
    record(
        "open_repair",
        by=by,
        on=repair,
        at=now,
        facility=booking.facility.slug,
        rule=str(refusal.rule),
        booking=booking.public_id,
    )
    notify_party("booking_displaced", booking, now=now)
    return True


def accept_alternative(
    *, booking: Booking, starts_at: datetime, by: Actor, now: datetime
) -> Booking:
    """Move a displaced booking to this time, whether it was offered or not, and return it.

    Raises `RepairRefused` if it cannot be booked. Nothing is lost then: choose another time.
    """
    try:
        with transaction.atomic():
            # A change of facts, which may restore it, locks people before bookings too.
            lock_party(request_of_booking(booking))
            settle(booking, settlement_by(by), by=by, now=now)
            return move(booking=booking, starts_at=starts_at, by=by, now=now)
    except BookingRefused as refused:
        # The record that `move` wrote was rolled back together with the settlement.
        record_refusal("move", request_of_booking(booking), refused.refusals[0], by=by, now=now)
        raise RepairRefused(refused.refusals) from refused
    except CannotMove as late:
        raise RepairRefused from late


def give_up(*, booking: Booking, by: Actor, now: datetime) -> None:
    """Cancel a displaced booking that gets no other time, and notify the party.

    Raises `RepairRefused`.
    """
    with transaction.atomic():
        settle(booking, Settlement.CANCELLED, by=by, now=now)
        cancel_by_facility(booking=booking, by=by, now=now)


def cancel_lapsed_repairs(*, now: datetime) -> int:
    """Cancel the displaced bookings whose old time has come, and return how many they were."""
    overdue = Repair.objects.filter(state=Repair.State.OPEN, was_at__lte=now)
    lapsed = 0
    for repair in overdue.prefetch_related("booking__facility", "booking__visitor__user"):
        try:
            with transaction.atomic():
                settle(repair.booking, Settlement.LAPSED, by=CLOCK, now=now)
                cancel_by_facility(booking=repair.booking, by=CLOCK, now=now)
                lapsed += 1
        except RepairRefused:  # settled in this very moment
            continue
    return lapsed


def _has_its_devices(booking: Booking, revalidation: Revalidation) -> bool:
    has_station = revalidation.stations[0].pk == booking.station_id
    has_monitor = booking.monitor_id in {None, *(one.pk for one in revalidation.monitors[:1])}
    return has_station and has_monitor


def _reassign(booking: Booking, revalidation: Revalidation, *, by: Actor, now: datetime) -> bool:
    monitor = revalidation.monitors[0] if revalidation.monitors else None
    try:
        with transaction.atomic():
            reassign_devices(
                booking=booking, monitor=monitor, station=revalidation.stations[0], by=by, now=now
            )
    except IntegrityError:  # somebody else has just taken it
        return False
    return True


def _leave_out_companions_who_cannot(booking: Booking, *, by: Actor, now: datetime) -> None:
    """The visit itself stays with the visitor who booked it."""
    booking_request = request_of_booking(booking)
    if not booking_request.adults:
        return
    facts = facts_of_request(booking_request)
    for adult in facts.adults[1:]:
        refusals = check_adult(adult, facts, day=booking.visit_date, among=RULES_AFTER_BOOKING)
        if refusals:
            why = left_out_for(refusals[0].rule)
            leave_out_of(booking=booking, visitor=adult.visitor, why=why, by=by, now=now)
