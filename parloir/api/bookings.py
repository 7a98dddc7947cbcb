"""Read, create, move and cancel bookings. Every change goes through `once`."""

from datetime import UTC

from django.http import HttpResponse
from django.utils.translation import gettext as _
from ninja import Body, Query, Router

from parloir.api.access import ApiRequest, Caller, count_reads_of, facility_of, needs
from parloir.api.availability import request_from_api
from parloir.api.booking_forms import booked_out, booking_out
from parloir.api.document import answers, say, takes_a_key
from parloir.api.fields import Word
from parloir.api.keys import once
from parloir.api.pages import page_of
from parloir.api.problems import CANNOT_CANCEL, CANNOT_MOVE, NOT_FOUND, Problem, problem_response
from parloir.api.refusals import refused
from parloir.api.schemas import (
    ActingFor,
    BookedOut,
    BookingOut,
    BookingsAsked,
    BookingsOut,
    BookingWanted,
    CancellationWanted,
    MoveWanted,
)
from parloir.bookings.models import Booking
from parloir.bookings.operations import BookingRefused, CannotCancel, CannotMove, book, move
from parloir.bookings.queries import booking_at, bookings_between
from parloir.clients.scopes import Scope
from parloir.scheduling.rules import no_such_time
from parloir.workflows import operations as conduct

of_a_facility = Router(tags=["Bookings"])
router = Router(tags=["Bookings"])
AS_USUAL = CancellationWanted()


@of_a_facility.get(
    "/{slug}/bookings",
    response=answers(200, BookingsOut, 404, 422),
    **needs(Scope.READ_BOOKINGS),
)
def list_bookings(request: ApiRequest, slug: Word, asked: Query[BookingsAsked]) -> HttpResponse:
    """Return the bookings of at most 31 days, in pages."""
    facility = facility_of(request.auth, slug)
    found = bookings_between(facility=facility, first=asked.first, last=asked.last)
    if asked.state is not None:
        found = found.filter(state=asked.state)
    page, after = page_of(found, after=asked.after, size=asked.size)
    count_reads_of(request.auth, facility, bookings=page)
    return say(BookingsOut(items=[booking_out(booking) for booking in page], next=after))


@router.get(
    "/{booking_id}", response=answers(200, BookingOut, 404, 422), **needs(Scope.READ_BOOKINGS)
)
def get_booking(request: ApiRequest, booking_id: Word) -> HttpResponse:
    """Return one booking."""
    booking = _booking_named(request.auth, booking_id)
    count_reads_of(request.auth, booking.facility, bookings=[booking])
    return say(booking_out(booking))


@router.post(
    "",
    response=answers(201, BookedOut, 400, 404, 409, 422),
    **takes_a_key(needs(Scope.WRITE_BOOKINGS)),
)
def create_booking(request: ApiRequest, wanted: BookingWanted) -> HttpResponse:
    """Book a visit. The visitor gets the usual letter with the PIN.

    The rules are those of the visitor's site. A refused request is answered with 422 and every rule
    that refuses it. If somebody else was faster, get the availability again.
    """
    return once(request, lambda: _book(request.auth, wanted))


@router.post(
    "/{booking_id}/cancel",
    response=answers(200, BookingOut, 400, 404, 409, 422),
    **takes_a_key(needs(Scope.WRITE_BOOKINGS)),
)
def cancel_booking(
    request: ApiRequest, booking_id: Word, wanted: Body[CancellationWanted] = AS_USUAL
) -> HttpResponse:
    """Cancel a booking. Its time is free again, and the visitor gets a letter.

    If the body is left out, the facility cancels.
    """
    return once(request, lambda: _cancel(request.auth, booking_id, wanted))


@router.post(
    "/{booking_id}/move",
    response=answers(200, BookingOut, 400, 404, 409, 422),
    **takes_a_key(needs(Scope.WRITE_BOOKINGS)),
)
def move_booking(request: ApiRequest, booking_id: Word, wanted: MoveWanted) -> HttpResponse:
    """Give a booking another time. It keeps its PIN, and the visitor gets a letter.

    The booking never loses its old time before it has the new one. The rules are those of a new
    booking.
    """
    return once(request, lambda: _move(request.auth, booking_id, wanted))


def _book(caller: Caller, wanted: BookingWanted) -> HttpResponse:
    booking_request = request_from_api(
        caller, wanted.facility, wanted.kind, wanted.inmate, wanted.visitor
    )
    skipped = no_such_time(wanted.starts_at, booking_request.facility.zone)
    if skipped is not None:
        return refused([skipped], booking_request.facility)
    try:
        booking = book(
            booking_request=booking_request,
            starts_at=wanted.starts_at.astimezone(UTC),
            by=caller.actor,
            now=caller.now,
        )
    except BookingRefused as error:
        return refused(error.refusals, booking_request.facility)
    return say(booked_out(booking), status=201)


def _cancel(caller: Caller, booking_id: str, wanted: CancellationWanted) -> HttpResponse:
    booking = _booking_named(caller, booking_id)
    cancelled = True
    try:
        if wanted.acting_for == ActingFor.VISITOR:
            conduct.cancel_booking(booking=booking, by=caller.actor, now=caller.now)
        else:
            cancelled = conduct.cancel_for_facility(
                booking=booking, by=caller.actor, now=caller.now
            )
    except CannotCancel:
        cancelled = False
    if not cancelled:
        return problem_response(Problem(CANNOT_CANCEL, _why_not(booking)))
    return say(booking_out(booking))


def _move(caller: Caller, booking_id: str, wanted: MoveWanted) -> HttpResponse:
    booking = _booking_named(caller, booking_id)
    facility = booking.facility
    skipped = no_such_time(wanted.starts_at, facility.zone)
    if skipped is not None:
        return refused([skipped], facility)
    starts_at = wanted.starts_at.astimezone(UTC)
    try:
        moved = move(booking=booking, starts_at=starts_at, by=caller.actor, now=caller.now)
    except BookingRefused as error:
        return refused(error.refusals, facility)
    except CannotMove:
        return problem_response(Problem(CANNOT_MOVE))
    return say(booking_out(moved))


def _why_not(booking: Booking) -> str:
    if booking.closed_at is not None:
        return _("Nothing was changed: this booking is closed already.")
    return _(
        "Nothing was changed: it is too late for the visitor to cancel, or the visit is live. "
        "Only an officer ends a visit that is live."
    )


def _booking_named(caller: Caller, booking_id: str) -> Booking:
    booking = booking_at(*caller.client.facilities.all(), public_id=booking_id)
    if booking is None:
        raise Problem(NOT_FOUND, _("No booking of your facilities has this id."))
    return booking
