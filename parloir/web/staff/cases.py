"""The page of one violation: its consequences, and the acts of a supervisor."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from parloir.accounts.models import Role
from parloir.sanctions.models import Violation
from parloir.sanctions.operations import look_at
from parloir.sanctions.policies import may_decide_case
from parloir.scheduling.wall_time import local_date
from parloir.web.staff.case_acts import ACTS, acts_open_to, say_why_refused
from parloir.web.staff.evidence import decided_before, evidence_of, name_of, restriction_of
from parloir.web.staff.looks import note_look_at_case
from parloir.web.staff.sections import READERS, show
from parloir.web.staff.staff_context import StaffContext, staff_page


@never_cache
@require_safe
@staff_page(*READERS)
def violation(request: HttpRequest, staff: StaffContext, violation_id: str) -> HttpResponse:
    case = _case(staff, violation_id, *READERS)
    note_look_at_case(staff, "look_at_case", on=case, about=case)
    restriction = restriction_of(case)
    is_supervisor = case.facility.slug in staff.slugs_for(Role.SUPERVISOR)
    may_decide = is_supervisor and may_decide_case(case, staff.actor)
    context = evidence_of(case) | {
        "restriction": restriction,
        "inmates_restriction": getattr(case, "inmaterestriction", None),
        "is_over": restriction is not None
        and restriction.is_over(local_date(staff.now, case.facility.zone)),
        "decisions": decided_before(case),
        "looked_by": name_of(case.looked_by),
        "may_look": is_supervisor and case.looked_at is None,
        "is_own_case": is_supervisor and not may_decide,
        "acts": acts_open_to(case, restriction, staff.actor) if may_decide else [],
        "review": getattr(case, "review", None),
    }
    return show(request, staff, "violation.html", context)


@require_POST
@staff_page(Role.SUPERVISOR)
def look_at_violation(request: HttpRequest, staff: StaffContext, violation_id: str) -> HttpResponse:
    look_at(violation=_case(staff, violation_id, Role.SUPERVISOR), by=staff.actor, now=staff.now)
    return redirect("reviews")


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@staff_page(Role.SUPERVISOR)
def act_on_violation(
    request: HttpRequest, staff: StaffContext, violation_id: str, name: str
) -> HttpResponse:
    """Ask one question and carry out the act. A refusal changes nothing and says its reason."""
    case = _case(staff, violation_id, Role.SUPERVISOR)
    act = ACTS.get(name)
    restriction = restriction_of(case)
    if act is None or (act.is_of_restriction and restriction is None):
        raise Http404
    if act.is_of_inmate and getattr(case, "inmaterestriction", None) is None:
        raise Http404
    form = act.form(request.POST or None)
    if request.method == "POST" and form.is_valid():
        refused = act.carry_out(case, restriction, form.cleaned_data, staff.actor, staff.now)
        if refused is None:
            messages.success(request, str(act.done))
            return redirect("violation", violation_id=case.public_id)
        form.add_error(act.field_of.get(refused), say_why_refused(refused))
    note_look_at_case(staff, "look_at_case", on=case, about=case)
    context: dict[str, Any] = {
        "violation": case,
        "act": act,
        "form": form,
        "restriction": restriction,
    }
    return show(request, staff, "act.html", context, 422 if form.is_bound else 200)


def _case(staff: StaffContext, violation_id: str, *roles: Role) -> Violation:
    case = (
        Violation.objects.filter(public_id=violation_id, facility__slug__in=staff.slugs_for(*roles))
        .select_related("facility__state", "visitor__user", "inmate", "inmaterestriction", "review")
        .first()
    )
    if case is None:
        raise Http404
    return case
