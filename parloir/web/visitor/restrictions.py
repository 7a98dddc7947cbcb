"""A visitor's violations and restrictions, and their appeals."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import assert_never

from django import forms
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from parloir.accounts.policies import as_visitor
from parloir.bookings.texts.wording import say_address
from parloir.clock import current_time
from parloir.facilities.models import Facility
from parloir.facilities.wording import say_date
from parloir.people.models import Visitor
from parloir.sanctions.appeals import AppealRefused, refusal_of_appeal
from parloir.sanctions.models import Appeal, Restriction, Violation
from parloir.sanctions.queries import last_day_to_appeal, violations_of
from parloir.scheduling.wall_time import local_date
from parloir.web.visitor.access import for_visitors, posted
from parloir.workflows.decisions import appeal
from parloir.workflows.wording import say_what_for

Reason = AppealRefused.Reason


class AppealForm(forms.Form):
    text = forms.CharField(
        label=gettext_lazy("What do you want us to know?"),
        help_text=gettext_lazy(
            "Say in your own words what happened and why the restriction is not right."
        ),
        max_length=4000,
        widget=forms.Textarea(attrs={"rows": 8}),
        error_messages={"required": gettext_lazy("Write what you want us to know.")},
    )


@dataclass(frozen=True, slots=True)
class Entry:
    """One violation, as the visitor reads it."""

    violation: Violation
    restriction: Restriction | None
    appeal: Appeal | None
    facts: list[tuple[str, str]]
    sentence: str
    runs: bool
    can_appeal: bool
    last_day: str
    decisions: list[str]


@for_visitors
def my_restrictions(request: HttpRequest, visitor: Visitor) -> HttpResponse:
    now = current_time()
    entries = [_entry(one, now) for one in violations_of(visitor=visitor)]
    context = {
        "running": [one for one in entries if one.runs],
        "past": [one for one in entries if not one.runs],
    }
    return render(request, "visitor/restrictions/list.html", context)


@for_visitors
def appeal_restriction(request: HttpRequest, visitor: Visitor, restriction_id: str) -> HttpResponse:
    """Ask for the text and file the appeal. If it is not possible any more, say so."""
    restriction = _own(visitor, restriction_id)
    now = current_time()
    today = local_date(now, restriction.facility.zone)
    refused = refusal_of_appeal(restriction, today, today=today)
    if refused:
        messages.warning(request, _why_refused(refused, restriction))
        return redirect("my_restrictions")
    form = AppealForm(posted(request))
    if form.is_valid():
        return _file(request, visitor, restriction, form.cleaned_data["text"], now)
    context = {
        "form": form,
        "facts": _facts(restriction.violation, restriction),
        "answer_by": say_date(today + timedelta(days=restriction.facility.appeal_answer_days)),
        "paper_url": reverse("appeal_on_paper", args=[restriction.public_id]),
        "back_url": reverse("my_restrictions"),
    }
    return render(
        request, "visitor/restrictions/appeal.html", context, status=422 if form.is_bound else 200
    )


@for_visitors
def appeal_on_paper(request: HttpRequest, visitor: Visitor, restriction_id: str) -> HttpResponse:
    """Show a form to print on one sheet, with the postal address."""
    restriction = _own(visitor, restriction_id)
    facility = restriction.facility
    context = {
        "facts": [
            (_("Your name"), visitor.full_name),
            (_("Number of the case"), restriction.public_id),
            *_facts(restriction.violation, restriction),
        ],
        "facility": facility,
        "address": say_address(facility),
        "phone": facility.phone_for(visitor.phone),
        "last_day": say_date(last_day_to_appeal(restriction)),
        "answer_days": facility.appeal_answer_days,
        "back_url": reverse("my_restrictions"),
    }
    return render(request, "visitor/restrictions/paper.html", context)


def _file(
    request: HttpRequest, visitor: Visitor, restriction: Restriction, text: str, now: datetime
) -> HttpResponse:
    try:
        filed = appeal(
            restriction=restriction,
            text=text,
            channel=Appeal.Channel.PAGE,
            received_date=local_date(now, restriction.facility.zone),
            by=as_visitor(visitor.user),
            now=now,
        )
    except AppealRefused as error:
        messages.warning(request, _why_refused(error.reason, restriction))
    else:
        messages.success(
            request,
            _("We have your appeal. We write to you by %(answer)s.")
            % {"answer": say_date(filed.answer_by_date)},
        )
    return redirect("my_restrictions")


def _why_refused(reason: AppealRefused.Reason, restriction: Restriction) -> str:
    match reason:
        case Reason.ALREADY_APPEALED:
            return _("You have appealed this restriction before. Once is possible.")
        case Reason.LIFTED:
            return _("This restriction is lifted: there is nothing to appeal any more.")
        case Reason.TOO_LATE:
            return _(
                "The last day to appeal this restriction was %(last)s. You can still write or "
                "call: %(phone)s."
            ) % {
                "last": say_date(last_day_to_appeal(restriction)),
                "phone": restriction.facility.phone_for(restriction.visitor.phone),
            }
        case Reason.NO_TEXT | Reason.NOT_THEIRS | Reason.DATE_IS_AHEAD | Reason.TOO_EARLY:
            return _("This can't be appealed now. Please call the facility.")
        case _:
            assert_never(reason)


def _entry(violation: Violation, now: datetime) -> Entry:
    restriction: Restriction | None = getattr(violation, "restriction", None)
    filed: Appeal | None = getattr(restriction, "appeal", None)
    today = local_date(now, violation.facility.zone)
    can_appeal = (
        restriction is not None
        and filed is None
        and not restriction.is_lifted
        and today <= last_day_to_appeal(restriction)
    )
    return Entry(
        violation=violation,
        restriction=restriction,
        appeal=filed,
        facts=_facts(violation, restriction),
        sentence=_say_state(violation, restriction, today),
        runs=violation.state == Violation.State.UNDER_REVIEW
        or (restriction is not None and not restriction.is_over(today)),
        can_appeal=can_appeal,
        last_day=say_date(last_day_to_appeal(restriction)) if restriction and can_appeal else "",
        decisions=_reasons(violation, filed),
    )


def _facts(violation: Violation, restriction: Restriction | None) -> list[tuple[str, str]]:
    facility: Facility = violation.facility
    facts = [
        (_("What for"), say_what_for(violation)),
        (_("Visit of"), say_date(violation.occurred_date)),
        (_("Facility"), facility.name),
    ]
    if restriction is not None and not restriction.is_lifted:
        until = restriction.until_date
        facts.append(
            (_("Until and including"), say_date(until) if until else _("no end date")),
        )
    return facts


def _say_state(violation: Violation, restriction: Restriction | None, today: date) -> str:
    if violation.state == Violation.State.UNDER_REVIEW:
        return _("A person looks at it and decides. You can book visits meanwhile.")
    if violation.state == Violation.State.DISMISSED:
        return _("It was dismissed: nothing is held against you.")
    if restriction is None:
        return _("It is on record, and nothing else follows: you can book visits.")
    if restriction.is_lifted:
        return _("The restriction is lifted: you can book visits.")
    until = restriction.until_date
    if until is None:
        return _("Visits there, on-site and remote, are not open to you.")
    if until < today:
        return _("The restriction is over: you can book visits.")
    return _(
        "Visits there, on-site and remote, are not open to you until and including %(until)s. "
        "Visits after that day can be booked now already."
    ) % {"until": say_date(until)}


def _reasons(violation: Violation, filed: Appeal | None) -> list[str]:
    """Return the reasons for the decisions, as they were written."""
    review = getattr(violation, "review", None)
    written = [
        *([review.reason] if review is not None else []),
        *([filed.reason] if filed is not None else []),
        *(one.reason for one in violation.rulings.all() if not one.on_inmate),
    ]
    return [reason for reason in written if reason]


def _own(visitor: Visitor, restriction_id: str) -> Restriction:
    """Return a restriction of the visitor; any other is answered with 404."""
    found = (
        Restriction.objects.filter(visitor=visitor, public_id=restriction_id)
        .select_related("facility__state", "violation__facility", "violation__review")
        .first()
    )
    if found is None:
        raise Http404
    return found
