"""Schedule a visit: choose companions, if the facility allows any."""

from datetime import datetime
from urllib.parse import urlencode

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from parloir.bookings.booking_request import BookingRequest
from parloir.bookings.queries import party_limits
from parloir.bookings.rules.eligibility import check_party
from parloir.bookings.rules.people_facts import facts_of_request
from parloir.bookings.texts.refusal_texts import sentence_for
from parloir.bookings.texts.wording import say_names, say_parties
from parloir.clock import current_time
from parloir.facilities.models import Facility
from parloir.people.companion_queries import PossibleCompanions, possible_companions
from parloir.people.models import Minor, Visitor
from parloir.scheduling.wall_time import local_date
from parloir.web.visitor.access import for_visitors
from parloir.web.visitor.choosing import (
    COMPANIONS,
    MAKE_UP,
    Choosing,
    UnknownCompanion,
    request_with,
)
from parloir.web.visitor.schedule_gate import obstacle_at
from parloir.web.visitor.schedule_whom import STEPS, inmate_named, kind_named, not_yet

CHOSEN = "chosen"


@for_visitors
def choose_companions(
    request: HttpRequest, visitor: Visitor, kind: str, slug: str, inmate_id: str
) -> HttpResponse:
    """Show checkboxes that go into the address. A party that is too large is refused here."""
    inmate, wanted = inmate_named(slug, inmate_id), kind_named(kind)
    now = current_time()
    obstacle = obstacle_at(inmate.facility, visitor, now=now)
    search = reverse("schedule_inmate", args=[kind, slug])
    if obstacle is not None and obstacle.stops:
        return not_yet(request, wanted, obstacle, back_url=search)
    error = ""
    try:
        booking_request = request_with(visitor, inmate, wanted, choices=request.GET)
        error = _why_not(booking_request, now=now)
        if CHOSEN in request.GET and not error:
            choosing = Choosing(booking_request, make_up=request.GET.get(MAKE_UP, ""))
            return HttpResponseRedirect(choosing.when_url())
    except UnknownCompanion:
        error = _gone()
    possible = possible_companions(visitor)
    context = {
        "inmate": inmate,
        "facility": inmate.facility,
        "obstacle": obstacle,
        "limits": say_limits(inmate.facility),
        "people": _people(possible, chosen=request.GET.getlist(COMPANIONS), now=now),
        "chosen": CHOSEN,
        "companions_field": COMPANIONS,
        "make_up_field": MAKE_UP,
        "make_up": request.GET.get(MAKE_UP, ""),
        "error": error,
        "companions_url": _companions_url(request.get_full_path()),
        "back_url": search,
        "step": 2,
        "steps": STEPS,
    }
    return render(request, "visitor/schedule/companions.html", context)


def choose_companions_again(
    request: HttpRequest, kind: str, slug: str, inmate_id: str
) -> HttpResponse:
    """Redirect to the choice, as an address named somebody who can't be chosen any more."""
    messages.warning(request, _gone())
    address = reverse("schedule_companions", args=[kind, slug, inmate_id])
    named = {MAKE_UP: request.GET[MAKE_UP]} if MAKE_UP in request.GET else {}
    return redirect(f"{address}?{urlencode(named)}" if named else address)


def say_who_comes(choosing: Choosing, *, is_asked: bool) -> dict[str, str] | None:
    """Return who comes, and where to change it; None if the facility allows no companions."""
    booking_request = choosing.booking_request
    companions = [one.full_name for one in booking_request.companions]
    if is_asked or companions:
        words = say_names([_("You"), *companions]) if companions else _("Only you")
        return {"words": words, "action": _("Change"), "url": choosing.companions_url}
    if not party_limits(booking_request.facility):
        return None
    url = _companions_url(choosing.when_url())
    return {"words": _("Only you"), "action": _("Bring somebody along"), "url": url}


def _companions_url(back: str) -> str:
    return f"{reverse('my_companions')}?{urlencode({'next': back})}"


def say_limits(facility: Facility) -> str:
    """Return the largest parties in words, empty if the facility allows no companions."""
    limits = party_limits(facility)
    if not limits:
        return ""
    return _("One visit can have: %(parties)s. You are counted among the adults.") % {
        "parties": say_parties(limits)
    }


def _gone() -> str:
    return _("Somebody whom you chose can't come along any more. Please choose again.")


def _why_not(booking_request: BookingRequest, *, now: datetime) -> str:
    refusals = check_party(
        facts_of_request(booking_request), day=local_date(now, booking_request.facility.zone)
    )
    if not refusals:
        return ""
    own_number = booking_request.visitor.phone
    return sentence_for(refusals[0], facility=booking_request.facility, to=own_number)


def _people(
    possible: PossibleCompanions, *, chosen: list[str], now: datetime
) -> list[dict[str, object]]:
    people: list[tuple[Visitor | Minor, str]] = [(one, _("adult")) for one in possible.adults]
    people += [(child, say_age(child, now=now)) for child in possible.minors]
    return [
        {
            "id": person.public_id,
            "name": person.full_name,
            "hint": hint,
            "checked": person.public_id in chosen,
        }
        for person, hint in people
    ]


def say_age(child: Minor, *, now: datetime) -> str:
    years = child.age_on(now.date())
    return ngettext("%(years)d year old", "%(years)d years old", years) % {"years": years}
