"""Find a person, with their visits and violations at the facilities of the user."""

from contextlib import suppress

from django.contrib import messages
from django.db.models import Q
from django.http import Http404, HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from parloir.bookings.models import Booking
from parloir.factors.queries import has_factor
from parloir.people.identity_queries import identity_at
from parloir.people.known_visitors import is_unknown_account, visitors_known_at
from parloir.people.models import Inmate, Visitor
from parloir.people.queries import find_inmates
from parloir.people.search import Found, SearchTooShort, search_people
from parloir.sanctions.catalogue import with_ground_texts
from parloir.sanctions.models import InmateRestriction, Restriction, Violation
from parloir.web.staff.known_people import agencies_between, known_visitor, record_look
from parloir.web.staff.looks import note_look_at_inmate, note_search
from parloir.web.staff.new_passwords import HANDERS_OUT
from parloir.web.staff.sections import ACCOUNT_KEEPERS, LOOKERS, show
from parloir.web.staff.staff_context import StaffContext, staff_page

MOST_FOUND = 20
MOST_BOOKINGS = 30


@never_cache
@require_safe
@staff_page(*LOOKERS)
def people(request: HttpRequest, staff: StaffContext) -> HttpResponse:
    """Find visitors who have asked the user's agencies, by name or email, and inmates of the user's
    facilities, by name or master ID."""
    text = request.GET.get("text", "").strip()
    if "@" in text and is_unknown_account(text, agencies=staff.agencies_for(*LOOKERS)):
        messages.info(
            request,
            _(
                "An account with this email address exists. This person has not asked to visit "
                "here, so nothing about them is shown. They ask for it themselves, when they "
                "choose a facility."
            ),
        )
    visitors, inmates = _visitors(text, staff), _inmates(text, staff)
    if text:
        note_search(
            staff,
            *LOOKERS,
            visitors=visitors.people if visitors else [],
            inmates=inmates.people if inmates else [],
        )
    context = {
        "text": text,
        "is_too_short": bool(text) and visitors is None and inmates is None,
        "visitors": visitors,
        "inmates": inmates,
    }
    return show(request, staff, "people.html", context)


@never_cache
@require_safe
@staff_page(*LOOKERS)
def visitor(request: HttpRequest, staff: StaffContext, visitor_id: str) -> HttpResponse:
    person = known_visitor(staff, visitor_id, *LOOKERS)
    slugs = staff.slugs_for(*LOOKERS)
    record_look(staff, person, *LOOKERS)
    context = {
        "person": person,
        "may_hand_out_password": bool(agencies_between(staff, person, *HANDERS_OUT)),
        "has_factor": has_factor(person.user),
        "identity": identity_at(person, agencies_between(staff, person, *LOOKERS)[0]),
        "keeps_accounts": bool(agencies_between(staff, person, *ACCOUNT_KEEPERS)),
        "bookings": _bookings(Q(visitor=person), slugs),
        "violations": with_ground_texts(
            Violation.objects.filter(visitor=person, facility__slug__in=slugs)
            .select_related("facility", "inmate")
            .order_by("-recorded_at")
        ),
        "restrictions": Restriction.objects.filter(visitor=person, facility__slug__in=slugs)
        .select_related("facility")
        .order_by("-imposed_at"),
    }
    return show(request, staff, "visitor.html", context)


@never_cache
@require_safe
@staff_page(*LOOKERS)
def inmate(request: HttpRequest, staff: StaffContext, inmate_id: str) -> HttpResponse:
    slugs = staff.slugs_for(*LOOKERS)
    person = (
        Inmate.objects.filter(public_id=inmate_id, facility__slug__in=slugs)
        .select_related("facility", "area")
        .first()
    )
    if person is None:
        raise Http404
    note_look_at_inmate(staff, person)
    context = {
        "person": person,
        "bookings": _bookings(Q(inmate=person), slugs),
        "violations": with_ground_texts(
            Violation.objects.filter(inmate=person)
            .select_related("facility", "visitor")
            .order_by("-recorded_at")
        ),
        "restrictions": InmateRestriction.objects.filter(inmate=person).order_by("-imposed_at"),
    }
    return show(request, staff, "inmate.html", context)


def _visitors(text: str, staff: StaffContext) -> Found[Visitor] | None:
    """Return the visitors found, or None if the text is too short."""
    known = visitors_known_at(staff.agencies_for(*LOOKERS))
    if "@" in text:
        return Found(list(known.filter(user__email=text.lower())))
    try:
        return search_people(known, text=text, most=MOST_FOUND)
    except SearchTooShort:
        return None


def _inmates(text: str, staff: StaffContext) -> Found[Inmate] | None:
    """Return the inmates found at all facilities of the user, or None if the text is too short."""
    found: list[Found[Inmate]] = []
    for facility in staff.facilities_for(*LOOKERS):
        with suppress(SearchTooShort):
            found.append(find_inmates(facility=facility, text=text))
    people = [inmate for one in found for inmate in one.people]
    return Found(people, any(one.has_more for one in found)) if found else None


def _bookings(whose: Q, slugs: frozenset[str]) -> list[Booking]:
    return list(
        Booking.objects.filter(whose, facility__slug__in=slugs)
        .select_related("facility", "visitor", "inmate", "visit")
        .order_by("-starts_at")[:MOST_BOOKINGS]
    )
