"""Reserve a chosen time, and book it."""

from collections.abc import Iterable
from datetime import datetime, timedelta

from parloir.audit.actors import Actor
from parloir.audit.operations import record
from parloir.bookings.availability.offers import free_devices, refusals_in
from parloir.bookings.availability.snapshot import build_snapshot
from parloir.bookings.booking_request import BookingRequest
from parloir.bookings.claims import claim, claims_that_are_new, claims_with
from parloir.bookings.models import Booking, BookingCompanion
from parloir.bookings.operations.attempts import Attempt, retry_on_conflict
from parloir.bookings.operations.locking import LockedParty, lock_party
from parloir.bookings.operations.notify import append_booking_change, notify_adults
from parloir.bookings.operations.refusals import (
    SlotTaken,
    raise_any,
    record_refusal,
    refusal_recorded,
)
from parloir.bookings.operations.reservations import Reservations, reservations_of
from parloir.bookings.pins import give_new_pin
from parloir.bookings.rules.occupancy_facts import AvailabilitySnapshot
from parloir.bookings.states import BookingState
from parloir.scheduling.intervals import Interval
from parloir.scheduling.refusals import Refusal, Rule
from parloir.scheduling.wall_time import local_date

RESERVATION_TTL = timedelta(minutes=10)
"""How long a chosen time is reserved while the visitor checks and finishes."""


def reserve(
    *,
    booking_request: BookingRequest,
    starts_at: datetime,
    by: Actor,
    now: datetime,
    moves: Booking | None = None,
) -> Booking:
    """Reserve a time for `RESERVATION_TTL`, and return the reservation.

    It replaces what the visitor had reserved before. With `moves`, it is the new time of that
    booking, and may overlap it. Raises the same exceptions as `book`.
    """
    with refusal_recorded("reserve", booking_request, by=by, now=now):
        for attempt in retry_on_conflict():
            with attempt:
                reservation = _reserve(
                    booking_request, starts_at, attempt, by=by, now=now, moves=moves
                )
    return reservation


def book(
    *, booking_request: BookingRequest, starts_at: datetime, by: Actor, now: datetime
) -> Booking:
    """Book a visit, notify the party and return the booking.

    Raises `BookingRefused` with every rule that refuses it, or its subclass `SlotTaken` when only
    the bookings of others are in the way. If many people want the last free time, exactly one
    gets it: the booking and its claims are one transaction, and a claim that is taken undoes all
    of it. A time that the visitor has reserved is judged as of the moment when it was chosen.
    """
    with refusal_recorded("book", booking_request, by=by, now=now):
        for attempt in retry_on_conflict():
            with attempt:
                booking = _book(booking_request, starts_at, attempt, by=by, now=now)
    return booking


def book_walk_in(
    *, booking_request: BookingRequest, starts_at: datetime, by: Actor, now: datetime
) -> Booking:
    """Book a visit for people who are already at the facility, and return the booking.

    Its start may be in the past, by the grace period at most. Raises `BookingRefused`, like
    `book`.
    """
    grace = timedelta(minutes=booking_request.facility.grace_minutes)
    with refusal_recorded("book", booking_request, by=by, now=now):
        for attempt in retry_on_conflict():
            with attempt:
                booking = _book(
                    booking_request, starts_at, attempt, by=by, now=now, judged_at=now - grace
                )
    return booking


def refuse_as_taken(*, booking_request: BookingRequest, by: Actor, now: datetime) -> None:
    """Record a refusal and raise `SlotTaken`, without asking any rule.

    The caller has seen that somebody else has this inmate at that time. When fifty people want
    one time, the last of them do not wait until all rules were asked for those before them.
    """
    refusal = Refusal(Rule.INMATE_BUSY)
    record_refusal("book", booking_request, refusal, by=by, now=now)
    raise SlotTaken([refusal])


def _reserve(
    booking_request: BookingRequest,
    starts_at: datetime,
    attempt: Attempt,
    *,
    by: Actor,
    now: datetime,
    moves: Booking | None,
) -> Booking:
    party = lock_party(booking_request)
    reservations = reservations_of(booking_request.visitor, now=now)
    excluding = [moves] if moves is not None else []
    snapshot = snapshot_of_day(party, reservations, starts_at, judged_at=now, excluding=excluding)
    raise_any(refusals_in(snapshot, starts_at=starts_at))
    reservations.release(now=now)
    reservation = _new_booking(snapshot, starts_at, now, attempt)
    reservation.state = BookingState.RESERVED
    reservation.reserved_until = now + RESERVATION_TTL
    reservation.moves = moves
    reservation.save()
    _add_companions(reservation, booking_request)
    claim(claims_that_are_new(reservation, companions=booking_request.companions, excluding=moves))
    record("reserve", by=by, on=reservation, at=now, facility=booking_request.facility.slug)
    append_booking_change(reservation, now=now)
    return reservation


def _book(
    booking_request: BookingRequest,
    starts_at: datetime,
    attempt: Attempt,
    *,
    by: Actor,
    now: datetime,
    judged_at: datetime | None = None,
) -> Booking:
    party = lock_party(booking_request)
    reservations = reservations_of(booking_request.visitor, now=now)
    judged_at = judged_at or reservations.chosen_at(booking_request, starts_at) or now
    snapshot = snapshot_of_day(party, reservations, starts_at, judged_at=judged_at)
    raise_any(refusals_in(snapshot, starts_at=starts_at))
    reservations.release(now=now)
    booking = _new_booking(snapshot, starts_at, now, attempt)
    give_new_pin(booking)
    booking.save()
    _add_companions(booking, booking_request)
    claim(claims_with(booking, booking_request.companions))
    record("book", by=by, on=booking, at=now, facility=booking.facility.slug, kind=booking.kind)
    notify_adults("booking_confirmed", booking, booking_request.all_adults, now=now)
    append_booking_change(booking, now=now)
    return booking


def snapshot_of_day(
    party: LockedParty,
    reservations: Reservations,
    starts_at: datetime,
    *,
    judged_at: datetime,
    excluding: Iterable[Booking] = (),
) -> AvailabilitySnapshot:
    """Return the snapshot of the date on which `starts_at` lies.

    The visitor's reservations and the bookings in `excluding` are left out: they give up their
    time for this one.
    """
    day = local_date(starts_at, party.booking_request.facility.zone)
    return build_snapshot(
        booking_request=party.booking_request,
        first=day,
        last=day,
        now=judged_at,
        excluding=[*reservations.rows, *excluding],
        separated_from=party.separated_from,
    )


def _new_booking(
    snapshot: AvailabilitySnapshot, starts_at: datetime, now: datetime, attempt: Attempt
) -> Booking:
    booking_request = snapshot.booking_request
    visit = Interval(starts_at, starts_at + snapshot.time.length)
    monitors, stations = free_devices(visit, snapshot)
    return Booking(
        facility=booking_request.facility,
        kind=booking_request.kind,
        visitor=booking_request.visitor,
        inmate=booking_request.inmate,
        monitor=attempt.choose(monitors) if booking_request.is_onsite else None,
        station=attempt.choose(stations),
        starts_at=visit.starts_at,
        ends_at=visit.ends_at,
        turnover_minutes=booking_request.facility.turnover_minutes,
        booked_at=now,
        made_from_id=booking_request.made_from,
        visitor_writes=booking_request.writes,
        counts=booking_request.made_from is None,
    )


def _add_companions(booking: Booking, booking_request: BookingRequest) -> None:
    BookingCompanion.objects.bulk_create(
        BookingCompanion.of(booking, person) for person in booking_request.companions
    )
