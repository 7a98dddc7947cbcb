"""Public pages: the facilities, the procedure of each (P20), and how to install the site."""

from datetime import timedelta
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils.translation import gettext as _

from parloir.bookings.texts.wording import say_address, visit_rules
from parloir.facilities.directory import by_name
from parloir.facilities.hours_wording import HoursLine, say_weekly_hours
from parloir.facilities.models import Facility, VisitKind
from parloir.facilities.queries import find_facilities, weekly_hours
from parloir.facilities.wording import say_date, say_minutes
from parloir.sanctions.queries import ladder_of
from parloir.sanctions.wording import say_ladder


def facilities(request: HttpRequest) -> HttpResponse:
    """Show the states, and the facilities of each (P9)."""
    text = request.GET.get("q", "").strip()[:100]
    found = list(find_facilities(text=text).order_by("name"))
    states = by_name({facility.state for facility in found})
    found.sort(key=lambda facility: states.index(facility.state))
    return render(request, "visitor/public/facilities.html", {"facilities": found, "text": text})


def procedure(request: HttpRequest, slug: str) -> HttpResponse:
    """Show the procedure, generated from the facility's configuration. It prints on one sheet."""
    facility = get_object_or_404(Facility.objects.select_related("state"), slug=slug)
    context = {
        "facility": facility,
        "address": say_address(facility),
        "effective": say_date(facility.effective_date),
        "hours": _hours(facility),
        "rules": visit_rules(facility),
        "visit_length": _say(facility.visit_minutes),
        "early": _say(facility.early_minutes),
        "grace": _say(facility.grace_minutes),
        "answer": say_minutes(timedelta(hours=facility.answer_hours)),
        "make_up_days": _days_of_make_ups(facility),
        "ladder": say_ladder(ladder_of(facility).ladder),
        "appeal_days": _days(facility.appeal_days),
        "needs_approval_to_book": facility.approval == Facility.Approval.TO_BOOK,
    }
    return render(request, "visitor/public/procedure.html", context)


def install(request: HttpRequest) -> HttpResponse:
    return render(request, "visitor/public/install.html")


def _hours(facility: Facility) -> list[dict[str, Any]]:
    names = {VisitKind.REMOTE: _("Remote visits"), VisitKind.ONSITE: _("On-site visits")}
    lines: list[tuple[str, list[HoursLine]]] = [
        (name, say_weekly_hours(weekly_hours(facility=facility, kind=kind)))
        for kind, name in names.items()
    ]
    return [{"name": name, "lines": found} for name, found in lines]


def _say(minutes: int) -> str:
    return say_minutes(timedelta(minutes=minutes))


def _days_of_make_ups(facility: Facility) -> str:
    """Return how long a make-up visit can be booked, empty where none is owed."""
    if facility.make_up == Facility.MakeUpRule.NONE:
        return ""
    return _days(facility.make_up_days)


def _days(days: int) -> str:
    return say_minutes(timedelta(days=days))
