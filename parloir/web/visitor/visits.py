"""A visitor's bookings: the list, one of them, on paper, in the calendar, cancelling."""

from datetime import datetime

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from parloir.accounts.policies import as_visitor
from parloir.audit.actors import Actor
from parloir.bookings.models import Booking
from parloir.bookings.operations import CannotCancel, CannotStayAway, stay_away
from parloir.bookings.policies import may_move
from parloir.bookings.queries import (
    bookings_of,
    open_make_up_of,
    past_bookings,
    shared_with,
    upcoming_bookings,
)
from parloir.bookings.states import WITH_A_PIN
from parloir.bookings.texts.calendar_files import FILE_NAME, calendar_file
from parloir.bookings.texts.wording import how_to_cancel, visit_rules
from parloir.clock import current_time
from parloir.disputes.wording import DisputeInWords, dispute_in_words
from parloir.ledger.wording import account_of_booking
from parloir.people.models import Visitor
from parloir.visits.models import Visit
from parloir.web.visitor.access import for_visitors
from parloir.web.visitor.cards import line_of, next_visit, outcome_of
from parloir.web.visitor.make_ups import card_of_make_up, cards_of_make_ups
from parloir.workflows.operations import cancel_booking

MOST_PAST = 50


@for_visitors
def my_visits(request: HttpRequest, visitor: Visitor) -> HttpResponse:
    now, by = current_time(), as_visitor(visitor.user)
    ahead = [line_of(one, by=by, now=now) for one in upcoming_bookings(visitor=visitor, now=now)]
    past = past_bookings(visitor=visitor, now=now).select_related("visit__settled_account")[
        :MOST_PAST
    ]
    context = {
        "make_ups": cards_of_make_ups(visitor, now=now),
        "displaced": [line for line in ahead if line["is_displaced"]],
        "upcoming": [line for line in ahead if not line["is_displaced"]],
        "past": [line_of(one, by=by, now=now) for one in past],
    }
    return render(request, "visitor/visits/list.html", context)


@for_visitors
def booked(request: HttpRequest, visitor: Visitor, booking_id: str) -> HttpResponse:
    """Show the booked visit after "Finish", with a large PIN."""
    return _show(request, visitor, booking_id, "visitor/visits/booked.html")


@for_visitors
def my_visit(request: HttpRequest, visitor: Visitor, booking_id: str) -> HttpResponse:
    return _show(request, visitor, booking_id, "visitor/visits/one.html")


@for_visitors
def on_paper(request: HttpRequest, visitor: Visitor, booking_id: str) -> HttpResponse:
    """Show one sheet to print."""
    return _show(request, visitor, booking_id, "visitor/visits/paper.html")


def _show(request: HttpRequest, visitor: Visitor, booking_id: str, template: str) -> HttpResponse:
    booking = get_object_or_404(
        shared_with(visitor).select_related("visit__settled_account"), public_id=booking_id
    )
    now, by = current_time(), as_visitor(visitor.user)
    card = next_visit(booking, by=by, now=now)
    is_ahead = booking.is_open and booking.ends_at > now
    make_up = open_make_up_of(booking, now=now) if card.is_own else None
    context = {
        "make_up": card_of_make_up(make_up) if make_up else None,
        "card": card,
        "booking": booking,
        "line": line_of(booking, by=by, now=now),
        "heading": _heading(booking, is_ahead=is_ahead),
        "is_ahead": is_ahead,
        "may_move": card.is_own and may_move(booking, by=by, now=now),
        "may_stay_away": not card.is_own and booking.starts_at > now,
        "outcome": outcome_of(booking),
        "account": account_of_booking(booking),
        "dispute": _dispute_of(booking, by=by, now=now),
        "sheet": {
            "pin": card.pin if is_ahead else "",
            "facts": card.facts,
            "bring": card.bring if is_ahead else [],
            "rules": visit_rules(booking.facility),
        },
        "how_to_cancel": how_to_cancel(booking),
        "email": visitor.user.email,
        "phone": booking.facility.phone_for(visitor.phone),
        "back_url": reverse("my_visits"),
    }
    return render(request, template, context)


def _dispute_of(booking: Booking, *, by: Actor, now: datetime) -> DisputeInWords | None:
    visit: Visit | None = getattr(booking, "visit", None)
    if visit is None or visit.is_open:
        return None
    return dispute_in_words(visit, reader=by, now=now)


def _heading(booking: Booking, *, is_ahead: bool) -> str:
    """Return the title of the page after "Finish", also when somebody comes back to it later."""
    if not is_ahead:
        return _("This visit")
    if booking.times_changed:
        return _("Your visit has a new time.")
    return _("You are booked.")


@for_visitors
def calendar_entry(request: HttpRequest, visitor: Visitor, booking_id: str) -> HttpResponse:
    booking = get_object_or_404(shared_with(visitor), public_id=booking_id)
    file = calendar_file(booking, reader=visitor, written_at=current_time())
    response = HttpResponse(file.content, content_type=f"{file.mime_type}; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="{FILE_NAME}"'
    return response


@for_visitors
def cancel_visit(request: HttpRequest, visitor: Visitor, booking_id: str) -> HttpResponse:
    """Ask, then cancel. If it is not possible any more, change nothing and say so."""
    booking = _own(visitor, booking_id)
    if booking.state not in WITH_A_PIN:
        return redirect("my_visit", booking_id)
    if request.method == "POST":
        return _cancel(request, visitor, booking)
    context = {
        "card": next_visit(booking, by=as_visitor(visitor.user), now=current_time()),
        "booking": booking,
        "back_url": reverse("my_visit", args=[booking_id]),
    }
    return render(request, "visitor/visits/cancel.html", context)


@for_visitors
def stay_away_from(request: HttpRequest, visitor: Visitor, booking_id: str) -> HttpResponse:
    """Withdraw a companion from a visit, after a question; the person who booked keeps it."""
    booking = get_object_or_404(shared_with(visitor).exclude(visitor=visitor), public_id=booking_id)
    if request.method == "POST":
        return _stay_away(request, visitor, booking)
    context = {
        "card": next_visit(booking, by=as_visitor(visitor.user), now=current_time()),
        "booking": booking,
        "back_url": reverse("my_visit", args=[booking_id]),
    }
    return render(request, "visitor/visits/stay_away.html", context)


def _stay_away(request: HttpRequest, visitor: Visitor, booking: Booking) -> HttpResponse:
    by, now = as_visitor(visitor.user), current_time()
    try:
        stay_away(booking=booking, companion=visitor, by=by, now=now)
    except CannotStayAway:
        messages.warning(request, _("This visit has begun, or it is over. Nothing was changed."))
        return redirect("my_visit", booking.public_id)
    messages.success(
        request,
        _("You don't come along to this visit. We tell %(name)s.")
        % {"name": booking.visitor.full_name},
    )
    return redirect("my_visits")


def _cancel(request: HttpRequest, visitor: Visitor, booking: Booking) -> HttpResponse:
    try:
        cancel_booking(booking=booking, by=as_visitor(visitor.user), now=current_time())
    except CannotCancel:
        messages.warning(
            request,
            _("It is too late to cancel here. Please call the facility: %(phone)s.")
            % {"phone": booking.facility.phone_for(visitor.phone)},
        )
        return redirect("my_visit", booking.public_id)
    messages.success(request, _("Your visit is cancelled. The time is free for others now."))
    return redirect("my_visits")


def _own(visitor: Visitor, booking_id: str) -> Booking:
    """Return a booking that the visitor made or comes along to; any other is answered with 404."""
    return get_object_or_404(bookings_of(visitor).select_related("visit"), public_id=booking_id)
