"""Schedule a visit, first part: state, facility (P9) and inmate (P10)."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from parloir.bookings.queries import party_limits
from parloir.clock import current_time
from parloir.facilities.models import Facility, State, VisitKind
from parloir.people.companion_queries import possible_companions
from parloir.people.models import Inmate, Visitor
from parloir.people.namesakes import marks_of
from parloir.people.queries import find_inmates
from parloir.people.search import Found, SearchTooShort
from parloir.throttling.operations import try_once
from parloir.web.visitor.access import SEARCHES, for_visitors
from parloir.web.visitor.directory import facility_picks, state_picks
from parloir.web.visitor.schedule_gate import Obstacle, obstacle_anywhere, obstacle_at

STEPS = 4

BUTTONS: dict[str, Promise] = {
    VisitKind.ONSITE: gettext_lazy("Schedule an onsite visit"),
    VisitKind.REMOTE: gettext_lazy("Schedule a remote visit"),
}


def kind_named(kind: str) -> VisitKind:
    if kind not in VisitKind.values:
        raise Http404
    return VisitKind(kind)


@for_visitors
def choose_state(request: HttpRequest, visitor: Visitor, kind: str) -> HttpResponse:
    wanted = kind_named(kind)
    obstacle = obstacle_anywhere(visitor)
    if obstacle is not None:
        return not_yet(request, wanted, obstacle, back_url=reverse("home"))
    text = request.GET.get("q", "").strip()[:100]
    context = {
        "kind": wanted,
        "title": BUTTONS[wanted],
        "states": state_picks("schedule_state", kind),
        "text": text,
        "facilities": facility_picks("schedule_inmate", kind, text=text) if text else [],
        "back_url": reverse("home"),
        "step": 1,
        "steps": STEPS,
    }
    return render(request, "visitor/schedule/state.html", context)


@for_visitors
def choose_facility(request: HttpRequest, visitor: Visitor, kind: str, code: str) -> HttpResponse:
    wanted = kind_named(kind)
    state = get_object_or_404(State, code=code.upper())
    context = {
        "kind": wanted,
        "title": BUTTONS[wanted],
        "state": state,
        "facilities": facility_picks("schedule_inmate", kind, state=state),
        "back_url": reverse("schedule", args=[kind]),
        "step": 1,
        "steps": STEPS,
    }
    return render(request, "visitor/schedule/facility.html", context)


@for_visitors
def choose_inmate(request: HttpRequest, visitor: Visitor, kind: str, slug: str) -> HttpResponse:
    wanted = kind_named(kind)
    facility = get_object_or_404(Facility.objects.select_related("state"), slug=slug)
    obstacle = obstacle_at(facility, visitor, now=current_time())
    back = reverse("schedule_state", args=[kind, facility.state_id])
    if obstacle is not None and obstacle.stops:
        return not_yet(request, wanted, obstacle, back_url=back)
    text = request.GET.get("q", "").strip()[:100]
    found: Found[Inmate] = Found([])
    error = ""
    if "q" in request.GET:
        found, error = _search(visitor, facility, text)
    page = (
        "schedule_companions"
        if found.people and can_bring_companions(visitor, facility)
        else "schedule_when"
    )
    context = {
        "kind": wanted,
        "facility": facility,
        "phone": facility.phone_for(visitor.phone),
        "obstacle": obstacle,
        "text": text,
        "is_searched": "q" in request.GET,
        "error": error,
        "picks": _inmate_picks(wanted, facility, found, page=page),
        "has_more": found.has_more,
        "back_url": back,
        "step": 2,
        "steps": STEPS,
    }
    return render(request, "visitor/schedule/inmate.html", context)


def can_bring_companions(visitor: Visitor, facility: Facility) -> bool:
    """Return whether to ask for companions: some are allowed, and there are some to choose."""
    return bool(party_limits(facility)) and not possible_companions(visitor).is_empty


def inmate_named(slug: str, public_id: str) -> Inmate:
    """Return an inmate of the facility; any other is answered with 404."""
    return get_object_or_404(
        Inmate.objects.select_related("facility__state", "area"),
        public_id=public_id,
        facility__slug=slug,
    )


def _inmate_picks(
    kind: VisitKind, facility: Facility, found: Found[Inmate], *, page: str
) -> list[dict[str, str]]:
    return [
        {
            "url": reverse(page, args=[kind, facility.slug, inmate.public_id]),
            "name": inmate.full_name,
            "hint": mark,
        }
        for inmate, mark in zip(found.people, marks_of(found, facility=facility), strict=True)
    ]


def _search(visitor: Visitor, facility: Facility, text: str) -> tuple[Found[Inmate], str]:
    """Return the inmates found, and why there are none in words."""
    now = current_time()
    if try_once(SEARCHES, key=visitor.public_id, now=now) is not None:
        return Found([]), _(
            "You have searched many times within a few minutes. Please wait ten minutes, then "
            "search again; nothing else is lost."
        )
    try:
        return find_inmates(facility=facility, text=text), ""
    except SearchTooShort:
        return Found([]), _(
            "Type at least three letters of the first or last name, or the whole master ID number."
        )


def not_yet(
    request: HttpRequest, kind: VisitKind, obstacle: Obstacle, *, back_url: str
) -> HttpResponse:
    context = {
        "title": BUTTONS[kind],
        "obstacle": obstacle,
        "here": request.get_full_path(),
        "back_url": back_url,
    }
    return render(request, "visitor/schedule/not_yet.html", context)
