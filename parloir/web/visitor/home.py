"""The first page: what this site is or, when signed in, what comes next."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache

from parloir.accounts.policies import as_visitor
from parloir.bookings.queries import upcoming_bookings
from parloir.bookings.rules.eligibility import refusal_of
from parloir.bookings.texts.refusal_texts import sentence_for
from parloir.clock import current_time
from parloir.facilities.queries import find_facilities
from parloir.people.companion_queries import invitations_to
from parloir.people.identity_queries import OwnIdentity, own_identity
from parloir.people.models import Visitor
from parloir.sanctions.queries import restrictions_on
from parloir.scheduling.wall_time import local_date
from parloir.web.visitor.access import visitor_of
from parloir.web.visitor.cards import line_of, next_visit
from parloir.web.visitor.identity_wording import has_to_choose, say_refusals
from parloir.web.visitor.make_ups import cards_of_make_ups

MOST_AHEAD = 20


@never_cache
def home(request: HttpRequest) -> HttpResponse:
    visitor = visitor_of(request)
    if visitor is None:
        return render(request, "visitor/welcome.html", {"facilities": find_facilities()})
    now, by = current_time(), as_visitor(visitor.user)
    upcoming = list(upcoming_bookings(visitor=visitor, now=now)[:MOST_AHEAD])
    displaced = [booking for booking in upcoming if booking.is_displaced]
    ahead = [booking for booking in upcoming if booking.is_open]
    identity = own_identity(visitor)
    context = {
        "visitor": visitor,
        "displaced": [line_of(booking, by=by, now=now) for booking in displaced],
        "make_ups": cards_of_make_ups(visitor, now=now),
        "next": next_visit(ahead[0], by=by, now=now) if ahead else None,
        "later": [line_of(booking, by=by, now=now) for booking in ahead[1:4]],
        "invitations": invitations_to(visitor),
        "is_waiting": identity.is_waiting,
        "has_to_choose": has_to_choose(identity),
        "to_take": _to_take(identity),
        "restrictions": _restrictions(visitor),
    }
    return render(request, "visitor/home.html", context)


def _to_take(identity: OwnIdentity) -> list[dict[str, str]]:
    """Return the pieces that the visitor has to take, with the reasons of refused ones."""
    return [
        {
            "name": str(piece.label),
            "why": " ".join(say_refusals(identity, piece)) or _("Not taken yet."),
            "url": reverse("take_picture", args=[piece.value]),
        }
        for piece in identity.to_be_taken
    ]


def _restrictions(visitor: Visitor) -> list[str]:
    now = current_time()
    return [
        sentence_for(refusal_of(restriction), facility=restriction.facility, to=visitor.phone)
        for restriction in restrictions_on(visitor=visitor)
        if restriction.until_date is None
        or restriction.until_date >= local_date(now, restriction.facility.zone)
    ]
