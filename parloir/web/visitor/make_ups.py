"""Make-up visits that a visitor can book: the cards, and the way to the dates and times."""

from datetime import datetime
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.translation import gettext as _

from parloir.bookings.booking_request import BookingRequest
from parloir.bookings.models import Booking, MakeUp
from parloir.bookings.queries import adults_of, bookings_of, open_make_ups, party_of
from parloir.bookings.rules.make_ups import make_up_refusals
from parloir.bookings.texts.make_ups import say_made_up_for, say_offer
from parloir.bookings.texts.refusal_texts import sentence_for
from parloir.clock import current_time
from parloir.facilities.models import VisitKind
from parloir.people.companion_queries import possible_companions
from parloir.people.models import Minor, Visitor
from parloir.web.visitor.access import for_visitors
from parloir.web.visitor.choosing import Choosing


@for_visitors
def book_make_up(request: HttpRequest, visitor: Visitor, booking_id: str) -> HttpResponse:
    """Go on to the dates and times of the make-up visit that is owed for this booking.

    Where it was booked already, go to that visit; where nothing is owed any more, say so.
    """
    booking = get_object_or_404(
        bookings_of(visitor).select_related("make_up"), public_id=booking_id, make_up__isnull=False
    )
    spent_by = booking.make_up.spent_by()
    if spent_by is not None:
        return redirect("my_visit", spent_by.public_id)
    sentence = _why_not(booking, now=current_time())
    if sentence:
        messages.warning(request, sentence)
        return redirect("my_visit", booking_id)
    choosing = Choosing(_request_of_make_up(booking), make_up=booking.make_up.public_id)
    return redirect(choosing.when_url())


def cards_of_make_ups(visitor: Visitor, *, now: datetime) -> list[dict[str, Any]]:
    """Return a card for each make-up visit that the visitor can book now."""
    return [card_of_make_up(make_up) for make_up in open_make_ups(visitor, now=now)]


def card_of_make_up(make_up: MakeUp) -> dict[str, Any]:
    booking = make_up.owed_for
    return {
        "name": booking.inmate.full_name,
        "facility": booking.facility.name,
        "when": say_made_up_for(make_up),
        "offer": say_offer(make_up),
        "url": reverse("book_make_up", args=[booking.public_id]),
    }


def _why_not(booking: Booking, *, now: datetime) -> str:
    """Return why nothing can be booked from the booking's make-up, empty if something can."""
    refusals = make_up_refusals(booking.make_up, facility=booking.facility, now=now)
    if refusals:
        own_number = booking.visitor.phone
        return sentence_for(refusals[0], facility=booking.facility, to=own_number)
    if booking.inmate.facility_id != booking.facility_id:
        return _(
            "The person you want to see is not at this facility any more, so the make-up visit "
            "can't be booked here. Please call the facility: %(phone)s."
        ) % {"phone": booking.facility.phone_for(booking.visitor.phone)}
    return ""


def _request_of_make_up(booking: Booking) -> BookingRequest:
    """Return what was booked, with those companions who can still be chosen."""
    possible = possible_companions(booking.visitor)
    children = [person for person in party_of(booking) if isinstance(person, Minor)]
    return BookingRequest(
        visitor=booking.visitor,
        inmate=booking.inmate,
        facility=booking.facility,
        kind=VisitKind(booking.kind),
        adults=tuple(one for one in adults_of(booking)[1:] if one in possible.adults),
        minors=tuple(one for one in children if one in possible.minors),
        made_from=booking.make_up.pk,
    )
