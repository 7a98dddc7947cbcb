"""Disputed accounts: what both sides say, what was measured, and the decision of a person."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django import forms
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from parloir.accounts.models import Role
from parloir.bookings.queries import adults_of
from parloir.disputes.models import Dispute
from parloir.disputes.operations import DisputeDecisionRefused, decide_dispute
from parloir.disputes.policies import may_decide_dispute
from parloir.disputes.queries import disputes_at
from parloir.ledger.models import SettledAccount
from parloir.ledger.quality import quality_of
from parloir.ledger.wording import account_in_words
from parloir.sides import Side
from parloir.web.staff.decision_forms import decision_field, reason_field
from parloir.web.staff.evidence import name_of
from parloir.web.staff.looks import note_look_at_case
from parloir.web.staff.sections import show
from parloir.web.staff.staff_context import StaffContext, staff_page

Decision = Dispute.Decision
Refusal = DisputeDecisionRefused.Reason

_DECIDED_MEANWHILE = gettext_lazy("This case was decided meanwhile. Nothing was changed.")
WHY_REFUSED: Mapping[Refusal, Promise] = {
    Refusal.ALREADY_DECIDED: _DECIDED_MEANWHILE,
    Refusal.OWN_VISIT: gettext_lazy(
        "You acted in this visit, so another supervisor decides. Nothing was changed."
    ),
    # The form checks these two first.
    Refusal.NO_REASON: _DECIDED_MEANWHILE,
    Refusal.NOTHING_NEW: _DECIDED_MEANWHILE,
}


class DisputeForm(forms.Form):
    """Offers what the account does not say already."""

    decision = decision_field([])
    reason = reason_field()

    def __init__(self, *args: Any, fault: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        says_already = fault or Decision.TOOK_PLACE
        choices = [choice for choice in Decision.choices if choice[0] != says_already]
        self.fields["decision"].choices = choices  # type: ignore[attr-defined]
        self.fields["reason"].help_text = _(
            "The visitor reads it. Say what you saw and why you decide so."
        )


@dataclass(frozen=True, slots=True)
class _Said:
    """`who` is a person of the visitor's side, where several may speak; empty for the inmate."""

    words: str
    who: str
    said_at: datetime


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@staff_page(Role.SUPERVISOR)
def dispute(request: HttpRequest, staff: StaffContext, dispute_id: str) -> HttpResponse:
    case = disputes_at(staff.slugs_for(Role.SUPERVISOR)).filter(public_id=dispute_id).first()
    if case is None:
        raise Http404
    if request.method == "POST" and not case.is_open:
        messages.warning(request, str(_DECIDED_MEANWHILE))
        return redirect("dispute", dispute_id=case.public_id)
    settled = SettledAccount.objects.get(visit=case.visit)
    form = DisputeForm(request.POST or None, fault=settled.fault)
    if request.method == "POST" and form.is_valid():
        return _decide(request, staff, case, form)
    note_look_at_case(staff, "look_at_dispute", on=case, about=case.visit.booking)
    context = {
        "dispute": case,
        "booking": case.visit.booking,
        "account": account_in_words(case.visit),
        "quality": quality_of(case.visit),
        "sides": _sides(case),
        "may_decide": may_decide_dispute(case.visit, staff.actor),
        "decided_by": name_of(case.decided_by),
        "form": form,
    }
    return show(request, staff, "dispute.html", context, 422 if form.is_bound else 200)


def _sides(case: Dispute) -> list[dict[str, Any]]:
    """Return what each side says. Statements are deleted some time after the decision."""
    nothing = _("Nothing.") if case.is_open else _("Nothing, or it is deleted by now.")
    headings = {Side.VISITOR: _("What the visitor says"), Side.INMATE: _("What the inmate says")}
    adults = {one.user.public_id: one.full_name for one in adults_of(case.visit.booking)}
    said = list(case.statements.all())
    return [
        {
            "heading": headings[side],
            "statements": [
                _Said(one.words, adults.get(one.author_ref, ""), one.said_at)
                for one in said
                if one.side == side
            ],
            "nothing": nothing,
        }
        for side in Side
    ]


def _decide(
    request: HttpRequest, staff: StaffContext, case: Dispute, form: DisputeForm
) -> HttpResponse:
    try:
        decide_dispute(
            dispute=case,
            decision=Decision(form.cleaned_data["decision"]),
            reason=form.cleaned_data["reason"],
            by=staff.actor,
            now=staff.now,
        )
    except DisputeDecisionRefused as refused:
        messages.warning(request, str(WHY_REFUSED[refused.reason]))
        return redirect("dispute", dispute_id=case.public_id)
    messages.success(
        request,
        _("Decided. The visitor gets a mail, and the inmate reads it at the station."),
    )
    return redirect("reviews")
