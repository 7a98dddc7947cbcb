"""Move a visit to another time: choose a date, check both times, "Finish"."""

from datetime import datetime

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from parloir.accounts.policies import as_visitor
from parloir.bookings.availability.offers import refusals_for
from parloir.bookings.models import Booking
from parloir.bookings.operations import BookingRefused, CannotMove, move
from parloir.bookings.operations.repairs import accept_alternative
from parloir.bookings.operations.settlement import RepairRefused
from parloir.bookings.policies import may_move
from parloir.bookings.queries import bookings_of, request_of_booking
from parloir.bookings.texts.wording import say_kind, say_names
from parloir.clock import current_time
from parloir.facilities.wording import say_moment
from parloir.people.models import Visitor
from parloir.scheduling.wall_time import local_date
from parloir.web.query_values import day_in, instant_in
from parloir.web.visitor.access import for_visitors
from parloir.web.visitor.choosing import Choosing
from parloir.web.visitor.reservations import (
    choose_first,
    offer_others,
    reservation_note,
    reserve_and_check,
)
from parloir.web.visitor.when_page import when_page


@for_visitors
def change_time(request: HttpRequest, visitor: Visitor, booking_id: str) -> HttpResponse:
    """The dates and times (GET). Choosing a time (POST) keeps it and goes on to both times."""
    booking, now = _own(visitor, booking_id), current_time()
    if not may_move(booking, by=as_visitor(visitor.user), now=now):
        return _too_late(request, booking)
    choosing = Choosing(request_of_booking(booking), moves=booking)
    if request.method == "POST":
        return _reserve(request, choosing, booking, now=now)
    starts_at = instant_in(request.GET, now=now) or booking.starts_at
    wanted = day_in(request.GET) or local_date(booking.starts_at, booking.facility.zone)
    page = when_page(choosing=choosing, wanted=wanted, starts_at=starts_at, now=now)
    context = {
        "title": _("Choose a new time"),
        "old_time": "" if booking.is_displaced else say_moment(booking.starts_at, booking.facility),
        "booking_request": choosing.booking_request,
        "kind_words": say_kind(booking.kind),
        "page": page,
        "choose_url": choosing.when_url(day=page.day),
        "back_url": reverse("my_visit", args=[booking_id]),
    }
    return render(request, "visitor/schedule/when.html", context)


@for_visitors
def check_new_time(request: HttpRequest, visitor: Visitor, booking_id: str) -> HttpResponse:
    """Show the old time and the new one side by side (GET), and "Finish" (POST)."""
    booking, now = _own(visitor, booking_id), current_time()
    choosing = Choosing(request_of_booking(booking), moves=booking)
    starts_at = instant_in(request.GET, now=now)
    if starts_at is None:
        return choose_first(request, choosing)
    if _is_there_already(booking, starts_at):
        return redirect("booked", booking_id)
    if request.method == "POST":
        return _finish(request, choosing, booking, starts_at, now=now)
    if not may_move(booking, by=as_visitor(visitor.user), now=now):
        return _too_late(request, booking)
    refusals = refusals_for(
        booking_request=choosing.booking_request,
        starts_at=starts_at,
        now=now,
        excluding=choosing.excluding,
    )
    if refusals:
        return offer_others(request, choosing, starts_at, refusals, now=now)
    context = {
        "booking": booking,
        "old": say_moment(booking.starts_at, booking.facility),
        "new": say_moment(starts_at, booking.facility),
        "reservation_note": reservation_note(request, choosing, starts_at, now=now),
        "facts": _what_stays(choosing),
        "back_url": choosing.when_url(starts_at=starts_at),
    }
    return render(request, "visitor/schedule/check_new_time.html", context)


def _reserve(
    request: HttpRequest, choosing: Choosing, booking: Booking, *, now: datetime
) -> HttpResponse:
    starts_at = instant_in(request.POST, now=now)
    if starts_at is None:
        return choose_first(request, choosing)
    if _is_there_already(booking, starts_at):
        messages.info(request, _("That is the time that your visit has; it stays as it is."))
        return redirect("my_visit", booking.public_id)
    return reserve_and_check(request, choosing, starts_at, now=now)


def _finish(
    request: HttpRequest,
    choosing: Choosing,
    booking: Booking,
    starts_at: datetime,
    *,
    now: datetime,
) -> HttpResponse:
    take = accept_alternative if booking.is_displaced else move
    try:
        take(
            booking=booking,
            starts_at=starts_at,
            by=as_visitor(choosing.booking_request.visitor.user),
            now=now,
        )
    except CannotMove:
        # Two simultaneous presses: the second finds the visit where the first one has put it.
        booking.refresh_from_db()
        if _is_there_already(booking, starts_at):
            return redirect("booked", booking.public_id)
        return _too_late(request, booking)
    except RepairRefused as refused:
        if not refused.refusals:  # settled meanwhile: the page of the visit shows how
            return redirect("my_visit", booking.public_id)
        return offer_others(request, choosing, starts_at, refused.refusals, now=now)
    except BookingRefused as refused:
        return offer_others(request, choosing, starts_at, refused.refusals, now=now)
    return redirect("booked", booking.public_id)


def _too_late(request: HttpRequest, booking: Booking) -> HttpResponse:
    messages.warning(
        request,
        _("The time can't be changed here any more. Please call the facility: %(phone)s.")
        % {"phone": booking.facility.phone_for(booking.visitor.phone)},
    )
    return redirect("my_visit", booking.public_id)


def _is_there_already(booking: Booking, starts_at: datetime) -> bool:
    return booking.is_open and booking.starts_at == starts_at


def _what_stays(choosing: Choosing) -> list[tuple[str, str]]:
    booking_request = choosing.booking_request
    facts = [
        (_("Visit with"), booking_request.inmate.full_name),
        (_("Kind"), say_kind(booking_request.kind)),
        (_("Facility"), booking_request.facility.official_name),
    ]
    if booking_request.companions:
        facts.append((_("Who comes"), say_names(booking_request.names)))
    return facts


def _own(visitor: Visitor, booking_id: str) -> Booking:
    """Return a booking of the visitor; any other is answered with 404."""
    return get_object_or_404(bookings_of(visitor), public_id=booking_id)
