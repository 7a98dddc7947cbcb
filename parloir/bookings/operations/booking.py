"""Keep a chosen time, and book it."""

from collections.abc import Callable, Iterable, Sequence
from datetime import datetime, timedelta
from functools import partial
from secrets import choice

from django.db import IntegrityError, transaction

from parloir.audit.actors import Actor
from parloir.audit.operations import record
from parloir.bookings.availability.devices import Device
from parloir.bookings.availability.offers import free_devices, refusals_in
from parloir.bookings.availability.snapshot import build_snapshot
from parloir.bookings.booking_request import BookingRequest
from parloir.bookings.claims import claim, claims_that_are_new, claims_with
from parloir.bookings.models import Booking, BookingCompanion
from parloir.bookings.operations.locking import LockedParty, lock_party
from parloir.bookings.operations.notify import append_booking_change, tell_adults
from parloir.bookings.operations.reservations import Reservations, reservations_of
from parloir.bookings.pins import give_new_pin
from parloir.bookings.rules.catalog import OCCUPANCY_RULES
from parloir.bookings.rules.occupancy_facts import AvailabilitySnapshot
from parloir.bookings.states import BookingState
from parloir.scheduling.intervals import Interval
from parloir.scheduling.refusals import Refusal, Rule
from parloir.scheduling.wall_time import local_date

TRIES = 12
"""Each try that meets a claim sees what the others have taken since, so that few are needed."""

RESERVATION_TTL = timedelta(minutes=10)
"""How long a chosen time is kept while the visitor checks and finishes."""


class BookingRefused(Exception):
    """The rules that say no; `bookings.texts.refusal_texts` turns them into words."""

    def __init__(self, refusals: list[Refusal]) -> None:
        super().__init__(", ".join(refusal.rule for refusal in refusals))
        self.refusals = refusals


class SlotTaken(BookingRefused):
    """Somebody else was faster: offer other times."""


def reserve(
    *,
    booking_request: BookingRequest,
    starts_at: datetime,
    by: Actor,
    now: datetime,
    moves: Booking | None = None,
) -> Booking:
    """Keep a time for `RESERVATION_TTL`. It takes the place of what the visitor had kept before.

    With `moves`, it is where that booking will be moved to, and may overlap it. Raises as `book`.
    """
    return judged(
        "reserve",
        booking_request,
        by,
        now,
        partial(_reserve, booking_request, starts_at, by=by, now=now, moves=moves),
    )


def book(
    *, booking_request: BookingRequest, starts_at: datetime, by: Actor, now: datetime
) -> Booking:
    """Book a visit and tell the party. Raises BookingRefused with every rule that says no.

    It is a SlotTaken where only the bookings of others are in the way. Of many who want the
    last free time exactly one gets it: the claims and the booking are one transaction, and a
    claim that is taken undoes all of it. A time that the visitor has kept is judged as of the
    moment in which it was chosen.
    """
    return judged(
        "book", booking_request, by, now, partial(_book, booking_request, starts_at, by=by, now=now)
    )


def book_walk_in(
    *, booking_request: BookingRequest, starts_at: datetime, by: Actor, now: datetime
) -> Booking:
    """A visit for people who already stand there: its start may lie up to the grace back.

    Raises BookingRefused, as `book`.
    """
    grace = timedelta(minutes=booking_request.facility.grace_minutes)
    booking = partial(_book, booking_request, starts_at, by=by, now=now, judged_at=now - grace)
    return judged("book", booking_request, by, now, booking)


def refuse_as_taken(*, booking_request: BookingRequest, by: Actor, now: datetime) -> None:
    """For who has seen that somebody else has this inmate then, and asks for nothing more.

    Of fifty who want one time the last need not wait for all rules to be asked for those before
    them. Raises SlotTaken; the refusal is on record.
    """
    refusal = Refusal(Rule.INMATE_BUSY)
    record_refusal("book", booking_request, refusal, by=by, now=now)
    raise SlotTaken([refusal])


def judged(
    action: str,
    booking_request: BookingRequest,
    by: Actor,
    now: datetime,
    attempt: Callable[[bool], Booking],
) -> Booking:
    """Try until the rules or the constraint have given an answer; a refusal is on record.

    The rules are asked in the transaction that books, so that what they saw still holds. The
    attempt is told whether others have come in between: then `one_of` many is not the first.
    """
    try:
        for tried in range(TRIES):
            try:
                with transaction.atomic():
                    return attempt(tried > 0)
            except IntegrityError:  # a claim of somebody else, or a PIN that is in use
                continue
        raise SlotTaken([Refusal(Rule.ALREADY_TAKEN)])
    except BookingRefused as error:
        record_refusal(action, booking_request, error.refusals[0], by=by, now=now)
        raise


def record_refusal(
    action: str, booking_request: BookingRequest, refusal: Refusal, *, by: Actor, now: datetime
) -> None:
    record(
        action,
        by=by,
        on=booking_request.visitor,
        at=now,
        facility=booking_request.facility.slug,
        outcome="refused",
        rule=str(refusal.rule),
    )


def _reserve(
    booking_request: BookingRequest,
    starts_at: datetime,
    is_crowded: bool,
    *,
    by: Actor,
    now: datetime,
    moves: Booking | None,
) -> Booking:
    party = lock_party(booking_request)
    reservations = reservations_of(booking_request.visitor, now=now)
    excluding = [moves] if moves is not None else []
    snapshot = snapshot_of_day(party, reservations, starts_at, judged_at=now, excluding=excluding)
    refuse(refusals_in(snapshot, starts_at=starts_at))
    reservations.release(now=now)
    reservation = _new_booking(snapshot, starts_at, now, is_crowded)
    reservation.state = BookingState.RESERVED
    reservation.reserved_until = now + RESERVATION_TTL
    reservation.moves = moves
    reservation.save()
    _bring_along(reservation, booking_request)
    claim(claims_that_are_new(reservation, companions=booking_request.companions, excluding=moves))
    record("reserve", by=by, on=reservation, at=now, facility=booking_request.facility.slug)
    append_booking_change(reservation, now=now)
    return reservation


def _book(
    booking_request: BookingRequest,
    starts_at: datetime,
    is_crowded: bool,
    *,
    by: Actor,
    now: datetime,
    judged_at: datetime | None = None,
) -> Booking:
    party = lock_party(booking_request)
    reservations = reservations_of(booking_request.visitor, now=now)
    judged_at = judged_at or reservations.chosen_at(booking_request, starts_at) or now
    snapshot = snapshot_of_day(party, reservations, starts_at, judged_at=judged_at)
    refuse(refusals_in(snapshot, starts_at=starts_at))
    reservations.release(now=now)
    booking = _new_booking(snapshot, starts_at, now, is_crowded)
    give_new_pin(booking)
    booking.save()
    _bring_along(booking, booking_request)
    claim(claims_with(booking, booking_request.companions))
    record("book", by=by, on=booking, at=now, facility=booking.facility.slug, kind=booking.kind)
    tell_adults("booking_confirmed", booking, booking_request.all_adults, now=now)
    append_booking_change(booking, now=now)
    return booking


def one_of(devices: Sequence[Device], is_crowded: bool) -> Device:
    """Any of them in a crowd: the others who have to try again would take the same first one."""
    return choice(devices) if is_crowded else devices[0]


def snapshot_of_day(
    party: LockedParty,
    reservations: Reservations,
    starts_at: datetime,
    *,
    judged_at: datetime,
    excluding: Iterable[Booking] = (),
) -> AvailabilitySnapshot:
    """Of the date of `starts_at`, without what gives way: what is kept, and `excluding`."""
    day = local_date(starts_at, party.booking_request.facility.zone)
    return build_snapshot(
        booking_request=party.booking_request,
        first=day,
        last=day,
        now=judged_at,
        excluding=[*reservations.rows, *excluding],
        separated_from=party.separated_from,
    )


def refuse(refusals: list[Refusal]) -> None:
    if not refusals:
        return
    if all(refusal.rule in OCCUPANCY_RULES for refusal in refusals):
        raise SlotTaken(refusals)
    raise BookingRefused(refusals)


def _new_booking(
    snapshot: AvailabilitySnapshot, starts_at: datetime, now: datetime, is_crowded: bool
) -> Booking:
    booking_request = snapshot.booking_request
    visit = Interval(starts_at, starts_at + snapshot.time.length)
    monitors, stations = free_devices(visit, snapshot)
    return Booking(
        facility=booking_request.facility,
        kind=booking_request.kind,
        visitor=booking_request.visitor,
        inmate=booking_request.inmate,
        monitor=one_of(monitors, is_crowded) if booking_request.is_onsite else None,
        station=one_of(stations, is_crowded),
        starts_at=visit.starts_at,
        ends_at=visit.ends_at,
        turnover_minutes=booking_request.facility.turnover_minutes,
        booked_at=now,
    )


def _bring_along(booking: Booking, booking_request: BookingRequest) -> None:
    BookingCompanion.objects.bulk_create(
        BookingCompanion.of(booking, person) for person in booking_request.companions
    )
