"""Who is held before something is booked, moved or closed: in the order of `parloir.locks`."""

from collections.abc import Iterable, Set
from dataclasses import dataclass, replace

from django.db.models import Q

from parloir.bookings.models import Booking
from parloir.bookings.quota_kinds import all_who_share_with
from parloir.bookings.states import OPEN
from parloir.bookings.wish import Wish
from parloir.facilities.models import Facility
from parloir.locks import held, hold, hold_name, share_name
from parloir.people.models import Inmate, Visitor
from parloir.people.queries import inmates_kept_apart_from

_FACTS = "facts"


@dataclass(frozen=True, slots=True)
class HeldParty:
    """Who wants to see whom, with the inmate as they are now, and the keys of those whom this
    inmate must not meet."""

    wish: Wish
    kept_apart: frozenset[int]


def hold_facts() -> None:
    """Before a fact changes that bookings are judged by: whoever is booking finishes first, and
    whoever comes later is judged by the new fact."""
    hold_name(_FACTS)


def hold_visitor(visitor: Visitor) -> None:
    """Whoever books for or restricts this visitor waits for the other, in one transaction each."""
    hold(Visitor.objects.filter(pk=visitor.pk))


def hold_party(wish: Wish) -> HeldParty:
    """What is counted for these people, or must not meet, stands still until the transaction ends,
    and so do the facts.

    No constraint can tell of quotas and of inmates kept apart: two bookings that concern the same
    person are judged one after the other. Whoever asked may have read the inmate before they were
    released or moved.
    """
    share_name(_FACTS)
    inmates = _hold_people([wish])
    return HeldParty(
        wish=replace(wish, inmate=inmates[wish.inmate.pk]),
        kept_apart=frozenset(inmates) - {wish.inmate.pk},
    )


def hold_inmates_kept_apart(inmate: Inmate) -> list[Inmate]:
    """Those who must not meet this inmate. They and the inmate are held, so that of two who come
    at once the second is judged after the first."""
    others = inmates_kept_apart_from(inmate)
    if not others:
        return []
    rows = held(Inmate.objects.filter(pk__in={inmate.pk, *others}))
    return [one for one in rows if one.pk != inmate.pk]


def hold_all_of(bookings: Iterable[Booking], wishes: Iterable[Wish]) -> None:
    """Everybody and everything that these bookings concern, at once."""
    bookings = list(bookings)
    _hold_people(list(wishes))
    hold(Facility.objects.filter(pk__in={booking.facility_id for booking in bookings}))
    hold(Booking.objects.filter(pk__in=[booking.pk for booking in bookings]))


def hold_booking(pk: int) -> Booking:
    """The booking as it is now; nobody else moves it, its visit or its claims meanwhile."""
    return held(Booking.objects.filter(pk=pk))[0]


def hold_case(
    *visitors: Visitor, inmate: Inmate | None = None, wishes: Iterable[Wish] = ()
) -> None:
    """Before it is decided what these visitors, and perhaps this inmate, may do: open bookings of
    theirs may go, and what is wished for may be booked again.
    """
    keys = {visitor.pk for visitor in visitors}
    wishes = list(wishes)
    if wishes:
        share_name(_FACTS)
    _hold_people(wishes, visitors=keys, inmates={inmate.pk} if inmate else set())
    _hold_open_bookings(keys, inmate=inmate)


def hold_everybody_at(
    facility: Facility, *, visitors: Iterable[int], inmates: Iterable[int]
) -> None:
    """Before what may be booked there changes for all of them: visitors and inmates by key."""
    hold_facts()
    _hold_people([], visitors=set(visitors), inmates=set(inmates))
    hold(Booking.objects.filter(facility=facility, state__in=OPEN))


def _hold_open_bookings(visitors: Set[int], *, inmate: Inmate | None) -> None:
    """All of them at once, before any is changed. Once the people are held none is added."""
    concerned = Q(visitor__in=visitors) | Q(attendees__visitor__in=visitors)
    if inmate is not None:
        concerned |= Q(inmate=inmate)
    found = Booking.objects.filter(concerned, state__in=OPEN).values_list("pk", flat=True)
    hold(Booking.objects.filter(pk__in=set(found)))


def _hold_people(
    wishes: list[Wish],
    *,
    visitors: Set[int] = frozenset(),
    inmates: Set[int] = frozenset(),
) -> dict[int, Inmate]:
    adults = {one.pk for wish in wishes for one in wish.all_adults}
    hold(Visitor.objects.filter(pk__in=adults | visitors | all_who_share_with(adults)))
    inmates = inmates | {wish.inmate.pk for wish in wishes}
    for wish in wishes:
        inmates |= set(inmates_kept_apart_from(wish.inmate))
    return {one.pk: one for one in held(Inmate.objects.filter(pk__in=inmates))}
