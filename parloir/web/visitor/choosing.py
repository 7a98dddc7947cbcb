"""The choices for a visit so far, and the addresses that contain them.

Every choice is in the address, so that nothing is lost by going back, by reloading, in a second
tab or in a bookmark.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from urllib.parse import urlencode

from django.http import QueryDict
from django.shortcuts import get_object_or_404
from django.urls import reverse

from parloir.bookings.booking_request import BookingRequest
from parloir.bookings.models import Booking, MakeUp
from parloir.facilities.models import VisitKind
from parloir.people.companion_queries import PossibleCompanions, possible_companions
from parloir.people.models import Inmate, Visitor
from parloir.scheduling.wall_time import local_date

COMPANIONS, MAKE_UP, WRITES = "with", "make-up", "write"


class UnknownCompanion(Exception):
    """The address names somebody who is not among the visitor's possible companions."""


@dataclass(frozen=True, slots=True)
class Choosing:
    """A visit for which a time is chosen: a new one, or one that is moved.

    `make_up` is the public id of the make-up from which a new one is booked.
    """

    booking_request: BookingRequest
    moves: Booking | None = None
    make_up: str = ""

    @property
    def excluding(self) -> Sequence[Booking]:
        """The booking that gives up its time, if one is moved."""
        return () if self.moves is None else (self.moves,)

    def when_url(self, *, day: date | None = None, starts_at: datetime | None = None) -> str:
        """Return the address of the page of dates, on which `starts_at` is the chosen time."""
        if starts_at is not None:
            day = local_date(starts_at, self.booking_request.facility.zone)
        path = (
            reverse("schedule_when", args=_place_of(self.booking_request))
            if self.moves is None
            else reverse("change_time", args=[self.moves.public_id])
        )
        return self._address(path, day=day.isoformat() if day else "", starts_at=starts_at)

    def check_url(self, *, starts_at: datetime, reserved_until: datetime | None = None) -> str:
        path = (
            reverse("schedule_check", args=_place_of(self.booking_request))
            if self.moves is None
            else reverse("change_time_check", args=[self.moves.public_id])
        )
        return self._address(
            path, starts_at=starts_at, until=value_of(reserved_until) if reserved_until else ""
        )

    @property
    def companions_url(self) -> str:
        return self._address(reverse("schedule_companions", args=_place_of(self.booking_request)))

    def other_kind_url(self, kind: VisitKind, day: date) -> str:
        booking_request = self.booking_request
        path = reverse(
            "schedule_when",
            args=[kind, booking_request.facility.slug, booking_request.inmate.public_id],
        )
        return self._address(path, day=day.isoformat())

    def _address(self, path: str, *, starts_at: datetime | None = None, **choices: str) -> str:
        query = [(name, value) for name, value in choices.items() if value]
        if starts_at is not None:
            query.append(("at", value_of(starts_at)))
        if self.moves is None:
            query += [(COMPANIONS, one.public_id) for one in self.booking_request.companions]
            query += [(MAKE_UP, self.make_up)] if self.make_up else []
            query += [(WRITES, "1")] if self.booking_request.writes else []
        return f"{path}?{urlencode(query)}" if query else path


def request_with(
    visitor: Visitor, inmate: Inmate, kind: VisitKind, *, choices: QueryDict
) -> BookingRequest:
    """Return the booking request that an address names. Raises UnknownCompanion.

    A make-up that was not granted to this visitor for a visit with this inmate is answered with
    404.
    """
    named = choices.getlist(COMPANIONS)
    possible = (
        possible_companions(visitor) if named else PossibleCompanions(minors=(), companionships=())
    )
    adults = tuple(one for one in possible.adults if one.public_id in named)
    minors = tuple(one for one in possible.minors if one.public_id in named)
    if len(adults) + len(minors) != len(set(named)):
        raise UnknownCompanion
    return BookingRequest(
        visitor=visitor,
        inmate=inmate,
        facility=inmate.facility,
        kind=kind,
        adults=adults,
        minors=minors,
        made_from=_make_up_named(choices, visitor=visitor, inmate=inmate),
        writes=WRITES in choices,
    )


def _make_up_named(choices: QueryDict, *, visitor: Visitor, inmate: Inmate) -> int | None:
    """Return the key of the make-up, or None if the address names none."""
    if MAKE_UP not in choices:
        return None
    owed = MakeUp.objects.filter(
        owed_for__visitor=visitor,
        owed_for__inmate=inmate,
        owed_for__facility=inmate.facility_id,
    )
    return int(get_object_or_404(owed, public_id=choices[MAKE_UP]).pk)


def value_of(instant: datetime) -> str:
    """Return an instant as addresses contain it."""
    return instant.strftime("%Y-%m-%dT%H:%MZ")


def _place_of(booking_request: BookingRequest) -> list[str]:
    return [booking_request.kind, booking_request.facility.slug, booking_request.inmate.public_id]
