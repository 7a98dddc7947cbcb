"""The page of a visit that needs a new time: why, and up to three other times."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from parloir.accounts.policies import as_visitor
from parloir.bookings.availability.alternatives import alternatives_for
from parloir.bookings.availability.revalidation import revalidate
from parloir.bookings.models import Booking
from parloir.bookings.operations.repairs import accept_alternative
from parloir.bookings.operations.settlement import RepairRefused
from parloir.bookings.policies import may_move
from parloir.bookings.queries import bookings_of
from parloir.bookings.texts.refusal_texts import sentence_for
from parloir.clock import current_time
from parloir.facilities.wording import say_moment
from parloir.people.models import Visitor
from parloir.web.query_values import instant_in
from parloir.web.visitor.access import for_visitors
from parloir.web.visitor.choosing import value_of


@for_visitors
def new_time(request: HttpRequest, visitor: Visitor, booking_id: str) -> HttpResponse:
    """Offer other times. If the booking has a time again meanwhile, show the booking."""
    booking = get_object_or_404(bookings_of(visitor), public_id=booking_id)
    if not booking.is_displaced:
        return redirect("my_visit", booking_id)
    if request.method == "POST":
        return _take(request, visitor, booking)
    now = current_time()
    why = revalidate(booking, now=now).refusals
    context = {
        "booking": booking,
        "when": say_moment(booking.starts_at, booking.facility),
        "why": sentence_for(why[0], facility=booking.facility, to=visitor.phone) if why else "",
        "times": [
            {
                "value": value_of(one.starts_at),
                "label": say_moment(one.starts_at, booking.facility),
            }
            for one in alternatives_for(booking, now=now)
        ],
        "may_look_for_others": may_move(booking, by=as_visitor(visitor.user), now=now),
        "back_url": reverse("my_visits"),
    }
    return render(request, "visitor/visits/new_time.html", context)


def _take(request: HttpRequest, visitor: Visitor, booking: Booking) -> HttpResponse:
    now = current_time()
    starts_at = instant_in(request.POST, now=now)
    if starts_at is None:
        messages.warning(request, _("Please choose a time first."))
        return redirect("new_time", booking.public_id)
    try:
        accept_alternative(
            booking=booking, starts_at=starts_at, by=as_visitor(visitor.user), now=now
        )
    except RepairRefused as refused:
        if refused.refusals:
            (first, *_others) = refused.refusals
            sentence = sentence_for(first, facility=booking.facility, to=visitor.phone)
            messages.warning(request, sentence)
        return redirect("new_time", booking.public_id)
    return redirect("booked", booking.public_id)
