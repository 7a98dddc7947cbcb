"""Where a visitor wants to visit, so that the agency there looks at their photo and ID."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _

from parloir.accounts.policies import as_visitor
from parloir.clock import current_time
from parloir.facilities.models import Facility, State
from parloir.people.identity_operations import ask_agency
from parloir.people.identity_queries import own_identity
from parloir.people.models import Visitor
from parloir.web.visitor.access import for_visitors
from parloir.web.visitor.directory import facility_picks, state_picks


@for_visitors
def where_to_visit(request: HttpRequest, visitor: Visitor) -> HttpResponse:
    """Show the states, or the facilities that have a text in their name."""
    text = request.GET.get("q", "").strip()[:100]
    context = {
        "title": _("Where do you want to visit?"),
        "states": state_picks("where_in_state"),
        "text": text,
        "facilities": facility_picks("ask_agency", text=text) if text else [],
        "back_url": reverse("my_identity"),
    }
    return render(request, "visitor/schedule/state.html", context)


@for_visitors
def where_in_state(request: HttpRequest, visitor: Visitor, code: str) -> HttpResponse:
    state = get_object_or_404(State, code=code.upper())
    context = {
        "title": _("Where do you want to visit?"),
        "state": state,
        "facilities": facility_picks("ask_agency", state=state),
        "back_url": reverse("where_to_visit"),
    }
    return render(request, "visitor/schedule/facility.html", context)


@for_visitors
def ask_agency_page(request: HttpRequest, visitor: Visitor, slug: str) -> HttpResponse:
    """Show what asking the facility's agency means (GET), and ask it (POST)."""
    facility = get_object_or_404(Facility.objects.select_related("agency"), slug=slug)
    if request.method == "POST":
        ask_agency(
            visitor=visitor,
            agency=facility.agency,
            by=as_visitor(visitor.user),
            now=current_time(),
        )
        return redirect(_next(request))
    context = {
        "facility": facility,
        "agency": facility.agency,
        "is_asked": facility.agency in own_identity(visitor).at,
        "ask_url": reverse("ask_agency", args=[slug]),
        "next": "",
        "back_url": reverse("where_in_state", args=[facility.state_id]),
    }
    return render(request, "visitor/identity/ask.html", context)


def _next(request: HttpRequest) -> str:
    """Return the page of this site that the visitor came from, else that of their pictures."""
    wanted = request.POST.get("next", "")
    is_ours = url_has_allowed_host_and_scheme(wanted, allowed_hosts=None)
    return wanted if is_ours else reverse("my_identity")
