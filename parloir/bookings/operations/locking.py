"""Lock people, facts and bookings before a change, in the order of `parloir.locks`."""

from collections.abc import Iterable, Set
from dataclasses import dataclass, replace

from django.db.models import Q

from parloir.bookings.booking_request import BookingRequest
from parloir.bookings.models import Booking
from parloir.bookings.quota_kinds import all_who_share_with
from parloir.bookings.states import OPEN
from parloir.facilities.models import Facility
from parloir.locks import lock_name, lock_rows, share_lock, wait_for_lock
from parloir.people.models import Inmate, Visitor
from parloir.people.queries import inmates_separated_from

_FACTS = "facts"


@dataclass(frozen=True, slots=True)
class LockedParty:
    """A booking request with the inmate's current row, and the keys of the inmates whom this
    inmate must not meet.
    """

    booking_request: BookingRequest
    separated_from: frozenset[int]


def lock_facts() -> None:
    """Lock the facts that bookings are judged by, before one of them changes.

    Bookings that are being made finish first; later ones are judged by the new fact.
    """
    lock_name(_FACTS)


def lock_visitor(visitor: Visitor) -> None:
    """Lock a visitor: a transaction that books for them and one that restricts them wait for each
    other.
    """
    wait_for_lock(Visitor.objects.filter(pk=visitor.pk))


def lock_party(booking_request: BookingRequest) -> LockedParty:
    """Lock the people of a request, those who share a quota with them, the inmates separated from
    this one, and the facts, until the transaction ends.

    No constraint of the database covers quotas and separations, so two bookings that concern the
    same person are judged one after the other. The inmate is read again, because they may have
    been released or moved since the caller read them.
    """
    share_lock(_FACTS)
    inmates = _lock_people([booking_request])
    return LockedParty(
        booking_request=replace(booking_request, inmate=inmates[booking_request.inmate.pk]),
        separated_from=frozenset(inmates) - {booking_request.inmate.pk},
    )


def lock_separated_inmates(inmate: Inmate) -> list[Inmate]:
    """Lock the inmate and return the inmates, locked as well, whom this one must not meet.

    If two of them sign in at the same moment, the second one is judged after the first.
    """
    others = inmates_separated_from(inmate)
    if not others:
        return []
    rows = lock_rows(Inmate.objects.filter(pk__in={inmate.pk, *others}))
    return [one for one in rows if one.pk != inmate.pk]


def lock_bookings(
    bookings: Iterable[Booking],
    booking_requests: Iterable[BookingRequest],
    *,
    facilities: Iterable[int] = (),
) -> None:
    """Lock these bookings, their facilities and everybody whom they concern, and other facilities
    by their keys.
    """
    bookings = list(bookings)
    _lock_people(list(booking_requests))
    keys = {*facilities, *(booking.facility_id for booking in bookings)}
    wait_for_lock(Facility.objects.filter(pk__in=keys))
    wait_for_lock(Booking.objects.filter(pk__in=[booking.pk for booking in bookings]))


def lock_booking(pk: int) -> Booking:
    """Return the current row, locked: nobody else changes the booking, its visit or its claims."""
    return lock_rows(Booking.objects.filter(pk=pk))[0]


def lock_case(
    *visitors: Visitor,
    inmate: Inmate | None = None,
    booking_requests: Iterable[BookingRequest] = (),
) -> None:
    """Lock these visitors, and the inmate if there is one, before a decision about them.

    The decision may cancel their open bookings, and may book `booking_requests` again.
    """
    keys = {visitor.pk for visitor in visitors}
    booking_requests = list(booking_requests)
    if booking_requests:
        share_lock(_FACTS)
    _lock_people(booking_requests, visitors=keys, inmates={inmate.pk} if inmate else set())
    _lock_open_bookings(keys, inmate=inmate)


def lock_everybody_at(
    facility: Facility, *, visitors: Iterable[int], inmates: Iterable[int]
) -> None:
    """Lock these visitors and inmates, given by key, and all open bookings of the facility.

    For a change of what may be booked there.
    """
    lock_facts()
    _lock_people([], visitors=set(visitors), inmates=set(inmates))
    wait_for_lock(Booking.objects.filter(facility=facility, state__in=OPEN))


def _lock_open_bookings(visitors: Set[int], *, inmate: Inmate | None) -> None:
    """Lock all of them before one is changed. Once the people are locked, no booking is added."""
    whose = [Q(visitor__in=visitors), Q(companions__visitor__in=visitors)]
    if inmate is not None:
        whose.append(Q(inmate=inmate))
    # One query each: with "or" between them, every booking of history is read.
    still_open = Booking.objects.filter(closed_at__isnull=True)
    found = {key for one in whose for key in still_open.filter(one).values_list("pk", flat=True)}
    wait_for_lock(Booking.objects.filter(pk__in=found))


def _lock_people(
    booking_requests: list[BookingRequest],
    *,
    visitors: Set[int] = frozenset(),
    inmates: Set[int] = frozenset(),
) -> dict[int, Inmate]:
    adults = {one.pk for booking_request in booking_requests for one in booking_request.all_adults}
    wait_for_lock(Visitor.objects.filter(pk__in=adults | visitors | all_who_share_with(adults)))
    inmates = inmates | {booking_request.inmate.pk for booking_request in booking_requests}
    for booking_request in booking_requests:
        inmates |= set(inmates_separated_from(booking_request.inmate))
    return {one.pk: one for one in lock_rows(Inmate.objects.filter(pk__in=inmates))}
