"""Bookings that lost their time: why, other times, and how to restore them."""

from collections import Counter
from collections.abc import Callable, Iterable
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from parloir.bookings.availability.alternatives import alternatives_for
from parloir.bookings.models import Repair
from parloir.bookings.operations.repairs import accept_alternative, give_up
from parloir.bookings.operations.restoring import outlook_of, restore
from parloir.bookings.operations.settlement import RepairRefused
from parloir.bookings.queries import open_repairs
from parloir.bookings.texts.refusal_texts import sentence_for
from parloir.facilities.models import Facility
from parloir.scheduling.refusals import Refusal
from parloir.web.query_values import instant_in
from parloir.web.staff.looks import note_list, note_look_at_case
from parloir.web.staff.sections import REPAIRERS, show
from parloir.web.staff.staff_context import StaffContext, staff_page

MOST_SETTLED = 20


@never_cache
@require_safe
@staff_page(*REPAIRERS)
def repairs(request: HttpRequest, staff: StaffContext) -> HttpResponse:
    note_list(staff, "list_repairs", *REPAIRERS)
    slugs = staff.slugs_for(*REPAIRERS)
    settled = (
        Repair.objects.filter(state=Repair.State.SETTLED, facility__slug__in=slugs)
        .select_related("facility", "booking__visitor", "booking__inmate")
        .order_by("-settled_at")[:MOST_SETTLED]
    )
    found = list(open_repairs(slugs))
    context = {"open": found, "settled": settled, "facilities": _facilities_of(found)}
    return show(request, staff, "repairs.html", context)


@never_cache
@require_safe
@staff_page(*REPAIRERS)
def repair(request: HttpRequest, staff: StaffContext, repair_id: str) -> HttpResponse:
    case = _case(staff, repair_id)
    note_look_at_case(staff, "look_at_repair", on=case, about=case.booking)
    is_open = case.state == Repair.State.OPEN
    outlook = outlook_of(case.booking, now=staff.now) if is_open else None
    refusals = outlook.refusals if outlook else ()
    context = {
        "case": case,
        "booking": case.booking,
        "why": [sentence_for(one, facility=case.facility) for one in refusals],
        "has_another": bool(outlook and outlook.has_another),
        "times": alternatives_for(case.booking, now=staff.now) if is_open else [],
    }
    return show(request, staff, "repair.html", context)


@require_POST
@staff_page(*REPAIRERS)
def settle_repair(request: HttpRequest, staff: StaffContext, repair_id: str) -> HttpResponse:
    """Settle one booking; `how` is restore, cancel, or the instant of another time."""
    case = _case(staff, repair_id)
    settle = _settlements(staff, case).get(request.POST.get("how", "")) or _at(request, staff, case)
    if settle is None:
        messages.warning(request, _("Choose what becomes of this visit."))
        return redirect("repair", repair_id=repair_id)
    try:
        settle()
    except RepairRefused as refused:
        messages.warning(request, _why_not(refused.refusals, case))
        return redirect("repair", repair_id=repair_id)
    messages.success(request, _("Done. The visitor gets a mail."))
    return redirect("repairs")


def _facilities_of(cases: Iterable[Repair]) -> list[tuple[Facility, int]]:
    """Return each facility, by name, with the number of its cases."""
    counts = Counter(case.facility for case in cases)
    return sorted(counts.items(), key=lambda one: one[0].name)


def _settlements(staff: StaffContext, case: Repair) -> dict[str, Callable[[], Any]]:
    booking, by, now = case.booking, staff.actor, staff.now
    return {
        "restore": lambda: restore(booking=booking, by=by, now=now),
        "cancel": lambda: give_up(booking=booking, by=by, now=now),
    }


def _at(request: HttpRequest, staff: StaffContext, case: Repair) -> Callable[[], Any] | None:
    starts_at = instant_in(request.POST, "how", now=staff.now)
    if starts_at is None:
        return None
    return lambda: accept_alternative(
        booking=case.booking, starts_at=starts_at, by=staff.actor, now=staff.now
    )


def _why_not(refusals: list[Refusal], case: Repair) -> str:
    if refusals:
        return sentence_for(refusals[0], facility=case.facility)
    return _("This was settled meanwhile. Nothing was changed.")


def _case(staff: StaffContext, repair_id: str) -> Repair:
    case = (
        Repair.objects.filter(public_id=repair_id, facility__slug__in=staff.slugs_for(*REPAIRERS))
        .select_related(
            "facility",
            "booking__facility",
            "booking__visitor__user",
            "booking__inmate__area",
            "booking__station__area",
            "booking__monitor",
        )
        .first()
    )
    if case is None:
        raise Http404
    return case
