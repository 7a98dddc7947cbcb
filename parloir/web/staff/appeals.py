"""Appeals: the visitor's text, the evidence, and the decision of another person."""

from collections.abc import Mapping

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from parloir.accounts.models import Role
from parloir.sanctions.appeals import AppealDecisionRefused
from parloir.sanctions.models import Appeal
from parloir.sanctions.policies import had_a_part_in
from parloir.sanctions.queries import appeals
from parloir.scheduling.wall_time import local_date
from parloir.web.staff.decision_forms import AppealForm
from parloir.web.staff.evidence import decided_before, evidence_of, name_of
from parloir.web.staff.looks import note_look_at_case
from parloir.web.staff.sections import show
from parloir.web.staff.staff_context import StaffContext, staff_page
from parloir.workflows.decisions import decide_appeal

Refusal = AppealDecisionRefused.Reason

_DECIDED_MEANWHILE = gettext_lazy("This appeal was decided meanwhile. Nothing was changed.")
WHY_REFUSED: Mapping[Refusal, Promise] = {
    Refusal.HAD_A_PART: gettext_lazy(
        "You had a part in this case, so a supervisor who had none decides the appeal. "
        "Nothing was changed."
    ),
    Refusal.LIFTED: gettext_lazy("The restriction was lifted meanwhile. Nothing was changed."),
    Refusal.NOT_SHORTER: gettext_lazy(
        "It ends on that day already, or before. Give an earlier day."
    ),
    Refusal.ALREADY_DECIDED: _DECIDED_MEANWHILE,
    # The form checks these three first.
    Refusal.NO_REASON: _DECIDED_MEANWHILE,
    Refusal.NO_DATE: _DECIDED_MEANWHILE,
    Refusal.DATE_IS_PAST: _DECIDED_MEANWHILE,
}


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@staff_page(Role.SUPERVISOR)
def appeal(request: HttpRequest, staff: StaffContext, appeal_id: str) -> HttpResponse:
    case = (
        appeals()
        .filter(
            public_id=appeal_id, restriction__facility__slug__in=staff.slugs_for(Role.SUPERVISOR)
        )
        .first()
    )
    if case is None:
        raise Http404
    restriction = case.restriction
    today = local_date(staff.now, restriction.facility.zone)
    form = AppealForm(request.POST or None, today=today)
    if request.method == "POST" and form.is_valid():
        refused = _decide(staff, case, form)
        if refused is None:
            messages.success(request, _("Decided. The visitor gets a mail that says what and why."))
            return redirect("reviews")
        if refused != Refusal.NOT_SHORTER:
            messages.warning(request, str(WHY_REFUSED[refused]))
            return redirect("appeal", appeal_id=case.public_id)
        form.add_error("until_date", str(WHY_REFUSED[refused]))
    note_look_at_case(staff, "look_at_appeal", on=case, about=restriction.violation)
    context = evidence_of(restriction.violation) | {
        "appeal": case,
        "restriction": restriction,
        "decisions": decided_before(restriction.violation),
        "decided_by": name_of(case.decided_by),
        "may_decide": not had_a_part_in(restriction, staff.actor),
        "is_overdue": case.is_overdue(today),
        "form": form,
    }
    return show(request, staff, "appeal.html", context, 422 if form.is_bound else 200)


def _decide(staff: StaffContext, case: Appeal, form: AppealForm) -> Refusal | None:
    """Return why the decision was refused; None where it was made."""
    try:
        decide_appeal(
            appeal=case,
            decision=Appeal.Decision(form.cleaned_data["decision"]),
            reason=form.cleaned_data["reason"],
            until_date=form.cleaned_data["until_date"],
            by=staff.actor,
            now=staff.now,
        )
    except AppealDecisionRefused as refused:
        return refused.reason
    return None
