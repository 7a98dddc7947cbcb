"""The supervisor's list, and the reviews that a person decides (P19)."""

from collections.abc import Mapping
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from parloir.accounts.models import Role
from parloir.bookings.models import Booking
from parloir.disputes.models import Dispute
from parloir.disputes.queries import disputes_at, open_disputes
from parloir.sanctions.catalogue import with_ground_texts
from parloir.sanctions.models import Appeal, Review, Violation
from parloir.sanctions.policies import may_decide_case
from parloir.sanctions.queries import (
    appeals,
    not_looked_at,
    open_appeals,
    open_reviews,
    waiting_for_a_second,
)
from parloir.sanctions.reviews import ReviewRefused
from parloir.scheduling.wall_time import local_date
from parloir.web.staff.decision_forms import ReviewForm
from parloir.web.staff.evidence import evidence_of, name_of
from parloir.web.staff.looks import note_list, note_look_at_case
from parloir.web.staff.sections import show
from parloir.web.staff.staff_context import StaffContext, staff_page
from parloir.workflows.decisions import decide_review

DECIDED_LATELY = 20
MOST_NEW = 50

Decision = Review.Decision

_DECIDED_MEANWHILE = gettext_lazy("This case was decided meanwhile. Nothing was changed.")
WHY_REFUSED: Mapping[ReviewRefused.Reason, Promise] = {
    ReviewRefused.Reason.NOT_THE_VISITORS: gettext_lazy(
        "Nobody is restricted for the inmate's conduct alone. Nothing was changed."
    ),
    ReviewRefused.Reason.OWN_CASE: gettext_lazy(
        "You recorded this case, so another supervisor decides it. Nothing was changed."
    ),
    ReviewRefused.Reason.ALREADY_DECIDED: _DECIDED_MEANWHILE,
    # The form checks these three first.
    ReviewRefused.Reason.NO_REASON: _DECIDED_MEANWHILE,
    ReviewRefused.Reason.NO_DATE: _DECIDED_MEANWHILE,
    ReviewRefused.Reason.DATE_IS_PAST: _DECIDED_MEANWHILE,
}


@never_cache
@require_safe
@staff_page(Role.SUPERVISOR)
def reviews(request: HttpRequest, staff: StaffContext) -> HttpResponse:
    note_list(staff, "list_cases", Role.SUPERVISOR)
    slugs = staff.slugs_for(Role.SUPERVISOR)
    seconds = list(waiting_for_a_second(slugs))
    context = {
        "appeals": [_deadline(one, staff) for one in open_appeals(slugs)],
        "open": open_reviews(slugs),
        "disputes": open_disputes(slugs),
        "seconds": list(
            zip(seconds, with_ground_texts(one.violation for one in seconds), strict=True)
        ),
        "new": with_ground_texts(not_looked_at(slugs)[:MOST_NEW]),
        "decided": _decided_lately(slugs),
    }
    return show(request, staff, "reviews.html", context)


def _deadline(appeal: Appeal, staff: StaffContext) -> dict[str, Any]:
    """Return the deadline with `left` in days: 0 is today, less is overdue."""
    today = local_date(staff.now, appeal.restriction.facility.zone)
    left = (appeal.answer_by_date - today).days
    return {"appeal": appeal, "left": left, "over": -left, "is_overdue": left < 0}


def _decided_lately(slugs: frozenset[str]) -> list[dict[str, Any]]:
    reviewed = (
        Review.objects.filter(state=Review.State.DECIDED, violation__facility__slug__in=slugs)
        .select_related("violation__facility", "violation__visitor")
        .order_by("-decided_at")[:DECIDED_LATELY]
    )
    appealed = (
        appeals()
        .filter(state=Appeal.State.DECIDED, restriction__facility__slug__in=slugs)
        .order_by("-decided_at")[:DECIDED_LATELY]
    )
    disputed = (disputes_at(slugs).filter(state=Dispute.State.DECIDED).order_by("-decided_at"))[
        :DECIDED_LATELY
    ]
    lines: list[dict[str, Any]] = [
        *(_line(one, one.violation, "review", _("Review")) for one in reviewed),
        *(_line(one, one.restriction.violation, "appeal", _("Appeal")) for one in appealed),
        *(_line(one, one.visit.booking, "dispute", _("What happened")) for one in disputed),
    ]
    lines.sort(key=lambda line: line["case"].decided_at, reverse=True)
    return lines[:DECIDED_LATELY]


def _line(
    case: Review | Appeal | Dispute, about: Violation | Booking, page: str, what: str
) -> dict[str, Any]:
    return {
        "case": case,
        "visitor": about.visitor,
        "facility": about.facility,
        "page": page,
        "what": what,
    }


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@staff_page(Role.SUPERVISOR)
def review(request: HttpRequest, staff: StaffContext, review_id: str) -> HttpResponse:
    case = (
        Review.objects.filter(
            public_id=review_id, violation__facility__slug__in=staff.slugs_for(Role.SUPERVISOR)
        )
        .select_related("violation__facility", "violation__visitor__user", "violation__inmate")
        .first()
    )
    if case is None:
        raise Http404
    today = local_date(staff.now, case.violation.facility.zone)
    form = ReviewForm(request.POST or None, today=today)
    if request.method == "POST" and form.is_valid():
        return _decide(request, staff, case, form)
    note_look_at_case(staff, "look_at_review", on=case, about=case.violation)
    context = evidence_of(case.violation) | {
        "case": case,
        "decided_by": name_of(case.decided_by),
        "may_decide": may_decide_case(case.violation, staff.actor),
        "form": form,
    }
    return show(request, staff, "review.html", context, 422 if form.is_bound else 200)


def _decide(
    request: HttpRequest, staff: StaffContext, case: Review, form: ReviewForm
) -> HttpResponse:
    try:
        decide_review(
            review=case,
            decision=Decision(form.cleaned_data["decision"]),
            reason=form.cleaned_data["reason"],
            until_date=form.cleaned_data["until_date"],
            by=staff.actor,
            now=staff.now,
        )
    except ReviewRefused as refused:
        messages.warning(request, str(WHY_REFUSED[refused.reason]))
        return redirect("review", review_id=case.public_id)
    messages.success(request, _("Decided. The visitor gets a mail that says what and why."))
    return redirect("reviews")
