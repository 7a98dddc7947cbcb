"""Who is locked before something is booked, moved or closed: in the order of `parloir.locks`."""

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
    """Who wants to see whom, with the inmate as they are now, and the keys of those whom this
    inmate must not meet."""

    booking_request: BookingRequest
    separated_from: frozenset[int]


def lock_facts() -> None:
    """Before a fact changes that bookings are judged by: whoever is booking finishes first, and
    whoever comes later is judged by the new fact."""
    lock_name(_FACTS)


def lock_visitor(visitor: Visitor) -> None:
    """Whoever books for or restricts this visitor waits for the other, in one transaction each."""
    wait_for_lock(Visitor.objects.filter(pk=visitor.pk))


def lock_party(booking_request: BookingRequest) -> LockedParty:
    """What is counted for these people, or must not meet, stands still until the transaction ends,
    and so do the facts.

    No constraint can tell of quotas and of inmates kept apart: two bookings that concern the same
    person are judged one after the other. Whoever asked may have read the inmate before they were
    released or moved.
    """
    share_lock(_FACTS)
    inmates = _lock_people([booking_request])
    return LockedParty(
        booking_request=replace(booking_request, inmate=inmates[booking_request.inmate.pk]),
        separated_from=frozenset(inmates) - {booking_request.inmate.pk},
    )


def lock_separated_inmates(inmate: Inmate) -> list[Inmate]:
    """Those who must not meet this inmate. They and the inmate are locked, so that of two who come
    at once the second is judged after the first."""
    others = inmates_separated_from(inmate)
    if not others:
        return []
    rows = lock_rows(Inmate.objects.filter(pk__in={inmate.pk, *others}))
    return [one for one in rows if one.pk != inmate.pk]


def lock_bookings(bookings: Iterable[Booking], booking_requests: Iterable[BookingRequest]) -> None:
    """Everybody and everything that these bookings concern, at once."""
    bookings = list(bookings)
    _lock_people(list(booking_requests))
    wait_for_lock(Facility.objects.filter(pk__in={booking.facility_id for booking in bookings}))
    wait_for_lock(Booking.objects.filter(pk__in=[booking.pk for booking in bookings]))


def lock_booking(pk: int) -> Booking:
    """The booking as it is now; nobody else moves it, its visit or its claims meanwhile."""
    return lock_rows(Booking.objects.filter(pk=pk))[0]


def lock_case(
    *visitors: Visitor,
    inmate: Inmate | None = None,
    booking_requests: Iterable[BookingRequest] = (),
) -> None:
    """Before it is decided what these visitors, and perhaps this inmate, may do: open bookings of
    theirs may go, and what was requested may be booked again.
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
    """Before what may be booked there changes for all of them: visitors and inmates by key."""
    lock_facts()
    _lock_people([], visitors=set(visitors), inmates=set(inmates))
    wait_for_lock(Booking.objects.filter(facility=facility, state__in=OPEN))


def _lock_open_bookings(visitors: Set[int], *, inmate: Inmate | None) -> None:
    """All of them at once, before any is changed. Once the people are locked, none is added."""
    concerned = Q(visitor__in=visitors) | Q(companions__visitor__in=visitors)
    if inmate is not None:
        concerned |= Q(inmate=inmate)
    found = Booking.objects.filter(concerned, state__in=OPEN).values_list("pk", flat=True)
    wait_for_lock(Booking.objects.filter(pk__in=set(found)))


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
