"""Schedule a visit, second part: date and time, check, "Finish" (P11)."""

from dataclasses import replace
from datetime import datetime, timedelta

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from parloir.accounts.policies import as_visitor
from parloir.bookings.availability.offers import refusals_for
from parloir.bookings.booking_request import BookingRequest
from parloir.bookings.models import Booking, MakeUp
from parloir.bookings.operations import BookingRefused, book, refuse_as_taken
from parloir.bookings.queries import booking_of
from parloir.bookings.texts.make_ups import say_made_up_for
from parloir.bookings.texts.wording import say_address, say_kind, say_names, visit_rules
from parloir.clock import current_time
from parloir.facilities.models import VisitKind
from parloir.facilities.wording import say_minutes, say_moment
from parloir.people.models import Visitor
from parloir.web.query_values import day_in, instant_in
from parloir.web.visitor.access import for_visitors
from parloir.web.visitor.choosing import (
    MAKE_UP,
    WRITES,
    Choosing,
    UnknownCompanion,
    request_with,
)
from parloir.web.visitor.reservations import (
    choose_first,
    offer_others,
    reservation_note,
    reserve_and_check,
)
from parloir.web.visitor.schedule_companions import choose_companions_again, say_who_comes
from parloir.web.visitor.schedule_gate import obstacle_at
from parloir.web.visitor.schedule_whom import (
    STEPS,
    can_bring_companions,
    inmate_named,
    kind_named,
    not_yet,
)
from parloir.web.visitor.when_page import when_page


@for_visitors
def choose_when(
    request: HttpRequest, visitor: Visitor, kind: str, slug: str, inmate_id: str
) -> HttpResponse:
    """Show dates and times (GET). Choosing one (POST) reserves it and goes on to check it."""
    booking_request = _booking_request(request, visitor, kind, slug, inmate_id)
    if booking_request is None:
        return choose_companions_again(request, kind, slug, inmate_id)
    now, choosing = current_time(), _choosing(request, booking_request)
    if request.method == "POST":
        return _reserve(request, choosing, now=now)
    asks_for_companions = can_bring_companions(visitor, booking_request.facility)
    back = (
        choosing.companions_url
        if asks_for_companions
        else reverse("schedule_inmate", args=[kind, slug])
    )
    obstacle = obstacle_at(booking_request.facility, visitor, now=now)
    if obstacle is not None and obstacle.stops:
        return not_yet(request, booking_request.kind, obstacle, back_url=back)
    starts_at = instant_in(request.GET, now=now)
    page = when_page(choosing=choosing, wanted=day_in(request.GET), starts_at=starts_at, now=now)
    other = VisitKind.REMOTE if booking_request.kind == VisitKind.ONSITE else VisitKind.ONSITE
    context = {
        "title": _("Choose a date and a time"),
        "booking_request": booking_request,
        "kind_words": say_kind(booking_request.kind),
        "page": page,
        "obstacle": obstacle,
        "made_up_for": _made_up_for(booking_request),
        "party": say_who_comes(choosing, is_asked=asks_for_companions),
        "choose_url": choosing.when_url(day=page.day),
        "other_kind": other,
        "other_url": choosing.other_kind_url(other, page.day),
        "back_url": back,
        "step": 3,
        "steps": STEPS,
    }
    return render(request, "visitor/schedule/when.html", context)


@for_visitors
def check_and_finish(
    request: HttpRequest, visitor: Visitor, kind: str, slug: str, inmate_id: str
) -> HttpResponse:
    """Show everything to check (GET) and "Finish" (POST), at the address that names the time."""
    booking_request = _booking_request(request, visitor, kind, slug, inmate_id)
    if booking_request is None:
        return choose_companions_again(request, kind, slug, inmate_id)
    now, choosing = current_time(), _choosing(request, booking_request)
    starts_at = instant_in(request.GET, now=now)
    if starts_at is None:
        return choose_first(request, choosing)
    there = booking_of(booking_request.inmate, starts_at=starts_at, now=now)
    if there is not None and _is_that_very_visit(there, booking_request):
        return redirect("booked", there.public_id)
    if request.method == "POST":
        is_taken = there is not None and there.visitor_id != visitor.pk
        return _finish(request, choosing, starts_at, is_taken=is_taken, now=now)
    refusals = refusals_for(booking_request=booking_request, starts_at=starts_at, now=now)
    if refusals:
        return offer_others(request, choosing, starts_at, refusals, now=now)
    context = {
        "facts": _facts(booking_request, starts_at),
        "reservation_note": reservation_note(request, choosing, starts_at, now=now),
        "rules": visit_rules(booking_request.facility),
        "writes_field": WRITES,
        "writes": booking_request.writes,
        "back_url": choosing.when_url(starts_at=starts_at),
        "step": 4,
        "steps": STEPS,
    }
    return render(request, "visitor/schedule/check.html", context)


def _reserve(request: HttpRequest, choosing: Choosing, *, now: datetime) -> HttpResponse:
    starts_at = instant_in(request.POST, now=now)
    if starts_at is None:
        return choose_first(request, choosing)
    there = booking_of(choosing.booking_request.inmate, starts_at=starts_at, now=now)
    if there is not None and _is_that_very_visit(there, choosing.booking_request):
        return redirect("booked", there.public_id)
    return reserve_and_check(request, choosing, starts_at, now=now)


def _finish(
    request: HttpRequest, choosing: Choosing, starts_at: datetime, *, is_taken: bool, now: datetime
) -> HttpResponse:
    booking_request = replace(choosing.booking_request, writes=WRITES in request.POST)
    choosing, by = (
        replace(choosing, booking_request=booking_request),
        as_visitor(booking_request.visitor.user),
    )
    try:
        if is_taken:
            refuse_as_taken(booking_request=booking_request, by=by, now=now)
        booking = book(booking_request=booking_request, starts_at=starts_at, by=by, now=now)
    except BookingRefused as refused:
        # Two simultaneous presses: the second meets the first one's booking.
        there = (
            None if is_taken else booking_of(booking_request.inmate, starts_at=starts_at, now=now)
        )
        if there is not None and _is_that_very_visit(there, booking_request):
            return redirect("booked", there.public_id)
        return offer_others(request, choosing, starts_at, refused.refusals, now=now)
    return redirect("booked", booking.public_id)


def _facts(booking_request: BookingRequest, starts_at: datetime) -> list[tuple[str, str]]:
    facility = booking_request.facility
    facts = [
        (_("Visit with"), booking_request.inmate.full_name),
        (_("When"), say_moment(starts_at, facility)),
        (_("How long"), say_minutes(timedelta(minutes=facility.visit_minutes))),
        (_("Kind"), say_kind(booking_request.kind)),
        (_("Facility"), facility.official_name),
    ]
    if booking_request.is_onsite:
        facts.append((_("Where"), say_address(facility)))
    if booking_request.companions:
        facts.append((_("Who comes"), say_names(booking_request.names)))
    if made_up_for := _made_up_for(booking_request):
        facts.append((_("Make-up for the visit of"), made_up_for))
    return facts


def _choosing(request: HttpRequest, booking_request: BookingRequest) -> Choosing:
    return Choosing(booking_request, make_up=request.GET.get(MAKE_UP, ""))


def _made_up_for(booking_request: BookingRequest) -> str:
    """Return when the visit was that a make-up is owed for, empty if the visit is no make-up."""
    if booking_request.made_from is None:
        return ""
    owed = MakeUp.objects.select_related("owed_for__facility")
    return say_made_up_for(owed.get(pk=booking_request.made_from))


def _booking_request(
    request: HttpRequest, visitor: Visitor, kind: str, slug: str, inmate_id: str
) -> BookingRequest | None:
    """Return None if the address names an unknown companion."""
    wanted, inmate = kind_named(kind), inmate_named(slug, inmate_id)
    try:
        return request_with(visitor, inmate, wanted, choices=request.GET)
    except UnknownCompanion:
        return None


def _is_that_very_visit(booking: Booking, booking_request: BookingRequest) -> bool:
    """Return whether this is the visitor's own booking, which was finished before."""
    return (
        booking.is_open
        and booking.visitor_id == booking_request.visitor.pk
        and booking.kind == booking_request.kind
    )
