""" "That is not what happened": a visitor disputes the account of a visit."""

from datetime import datetime

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from parloir.accounts.policies import as_visitor
from parloir.bookings.queries import shared_with
from parloir.clock import current_time
from parloir.disputes.models import LONGEST_TEXT
from parloir.disputes.operations import dispute_account
from parloir.disputes.policies import DisputeRefused, refusal_of_dispute
from parloir.disputes.wording import dispute_in_words, say_why_refused
from parloir.ledger.wording import account_in_words
from parloir.people.models import Visitor
from parloir.visits.models import Visit
from parloir.web.visitor.access import for_visitors, posted


class DisputeForm(forms.Form):
    text = forms.CharField(
        label=gettext_lazy("What happened?"),
        help_text=gettext_lazy(
            "Say in your own words what you saw and heard, and when it stopped."
        ),
        max_length=LONGEST_TEXT,
        widget=forms.Textarea(attrs={"rows": 8}),
        error_messages={"required": gettext_lazy("Write what happened.")},
    )


@for_visitors
def dispute_visit(request: HttpRequest, visitor: Visitor, booking_id: str) -> HttpResponse:
    """Ask what happened, and keep it. If it is not possible (any more), say so: what was typed
    stays in the page."""
    visit = _visit_of(visitor, booking_id)
    by, now = as_visitor(visitor.user), current_time()
    form = DisputeForm(posted(request))
    if form.is_valid():
        refused = _keep(visit, form.cleaned_data["text"], visitor, now)
        if refused is None:
            messages.success(request, _("We have what you wrote. A person reads it and decides."))
            return redirect("my_visit", booking_id)
        form.add_error(None, say_why_refused(refused, visit))
    elif not form.is_bound and (refused := refusal_of_dispute(visit, by=by, now=now)):
        messages.warning(request, say_why_refused(refused, visit))
        return redirect("my_visit", booking_id)
    context = {
        "form": form,
        "booking": visit.booking,
        "account": account_in_words(visit),
        "dispute": dispute_in_words(visit, reader=by, now=now),
        "back_url": reverse("my_visit", args=[booking_id]),
    }
    status = 422 if form.is_bound else 200
    return render(request, "visitor/visits/dispute.html", context, status=status)


def _keep(visit: Visit, text: str, visitor: Visitor, now: datetime) -> DisputeRefused.Reason | None:
    """Return why it was refused; None where it is kept."""
    try:
        dispute_account(visit=visit, text=text, by=as_visitor(visitor.user), now=now)
    except DisputeRefused as error:
        return error.reason
    return None


def _visit_of(visitor: Visitor, booking_id: str) -> Visit:
    """Return a visit that is over, and that the visitor booked or came along to; any other is
    answered with 404."""
    return get_object_or_404(
        Visit.objects.select_related("facility", "booking__inmate", "booking__visitor__user"),
        booking__in=shared_with(visitor).values("pk"),
        booking__public_id=booking_id,
        ended_at__isnull=False,
    )
