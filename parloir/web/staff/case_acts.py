"""The acts of a supervisor on a violation, each with its question and its operation."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django import forms
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy

from parloir.audit.actors import Actor
from parloir.sanctions.appeals import AppealRefused
from parloir.sanctions.models import Appeal, InmateRestriction, Restriction, Violation
from parloir.sanctions.policies import had_a_part_in
from parloir.sanctions.rulings import RulingRefused
from parloir.web.fields import MemorableDateField
from parloir.web.staff.decision_forms import ReasonForm, reason_field
from parloir.workflows import decisions

Operate = Callable[[Violation, Any, Mapping[str, Any], Actor, datetime], object]
Refusal = RulingRefused.Reason | AppealRefused.Reason

_NOTHING_WAS_CHANGED = gettext_lazy("It is so already. Nothing was changed.")
_IS_LIFTED = gettext_lazy("The restriction is lifted already.")
_IS_AHEAD = gettext_lazy("This day has not come yet. Give today or an earlier day.")
WHY_NO_RULING: Mapping[RulingRefused.Reason, Promise] = {
    RulingRefused.Reason.OWN_CASE: gettext_lazy(
        "You had a part in this case, so another supervisor decides it."
    ),
    RulingRefused.Reason.UNDER_REVIEW: gettext_lazy(
        "This case waits for its review: decide it there."
    ),
    RulingRefused.Reason.LIFTED: _IS_LIFTED,
    RulingRefused.Reason.DATE_IS_PAST: gettext_lazy("This day is over. Give today or a later day."),
    RulingRefused.Reason.DATE_IS_AHEAD: _IS_AHEAD,
    RulingRefused.Reason.NOT_SHORTER: gettext_lazy(
        "It ends on that day already, or before. Give an earlier day."
    ),
    RulingRefused.Reason.NOTHING_NEW: _NOTHING_WAS_CHANGED,
    RulingRefused.Reason.NO_REASON: _NOTHING_WAS_CHANGED,
    RulingRefused.Reason.NO_DATE: _NOTHING_WAS_CHANGED,
}
WHY_NO_APPEAL: Mapping[AppealRefused.Reason, Promise] = {
    AppealRefused.Reason.ALREADY_APPEALED: gettext_lazy(
        "This restriction was appealed before. Once is possible."
    ),
    AppealRefused.Reason.LIFTED: _IS_LIFTED,
    AppealRefused.Reason.DATE_IS_AHEAD: _IS_AHEAD,
    AppealRefused.Reason.TOO_EARLY: gettext_lazy(
        "The restriction was imposed after this day. Look at the date again."
    ),
    AppealRefused.Reason.TOO_LATE: gettext_lazy(
        "This day is after the last one on which an appeal is possible."
    ),
    AppealRefused.Reason.NO_TEXT: _NOTHING_WAS_CHANGED,
    AppealRefused.Reason.NOT_THEIRS: _NOTHING_WAS_CHANGED,
}


class RedateForm(forms.Form):
    occurred_date = MemorableDateField(label=gettext_lazy("When it really was"))
    reason = reason_field()


class ShortenForm(forms.Form):
    until_date = MemorableDateField(label=gettext_lazy("Restricted until and including"))
    reason = reason_field()


class PaperAppealForm(forms.Form):
    received_date = MemorableDateField(
        label=gettext_lazy("When the paper came"),
        help_text=gettext_lazy("This day decides whether it came in time."),
    )
    text = forms.CharField(
        label=gettext_lazy("What the visitor writes"),
        max_length=4000,
        widget=forms.Textarea(attrs={"rows": 8}),
        error_messages={"required": gettext_lazy("Copy what the visitor has written.")},
    )


@dataclass(frozen=True, slots=True)
class Act:
    """One act; `field_of` maps reasons of a refusal to the form field that they concern."""

    name: str
    title: Promise
    question: Promise
    hint: Promise
    button: Promise
    done: Promise
    form: type[forms.Form]
    operate: Operate
    is_of_restriction: bool = False
    is_of_inmate: bool = False
    field_of: Mapping[Refusal, str] = field(default_factory=dict)

    def carry_out(
        self,
        violation: Violation,
        restriction: Restriction | None,
        data: Mapping[str, Any],
        by: Actor,
        now: datetime,
    ) -> Refusal | None:
        """Do it. Return why it was refused; None where it was done."""
        try:
            self.operate(violation, restriction, data, by, now)
        except (RulingRefused, AppealRefused) as refused:
            return refused.reason
        return None


def say_why_refused(refusal: Refusal) -> str:
    if isinstance(refusal, RulingRefused.Reason):
        return str(WHY_NO_RULING[refusal])
    return str(WHY_NO_APPEAL[refusal])


def acts_open_to(violation: Violation, restriction: Restriction | None, by: Actor) -> list[Act]:
    """Return the acts that are possible in the present state of the case."""
    state = Violation.State(violation.state)
    runs = restriction is not None and not restriction.is_lifted
    waits = restriction is not None and restriction.awaits_second
    inmates: InmateRestriction | None = getattr(violation, "inmaterestriction", None)
    inmates_runs = inmates is not None and not inmates.is_lifted
    open_now = {
        "confirm": waits and restriction is not None and not had_a_part_in(restriction, by),
        "shorten": runs,
        "lift": runs,
        "shorten-inmates": inmates_runs,
        "lift-inmates": inmates_runs,
        "dismiss": state == Violation.State.UPHELD,
        "reinstate": state == Violation.State.DISMISSED,
        "redate": state == Violation.State.UPHELD,
        "appeal": runs and getattr(restriction, "appeal", None) is None,
    }
    return [act for name, act in ACTS.items() if open_now[name]]


def _on_violation(decide: Callable[..., object]) -> Operate:
    return lambda violation, _restriction, data, by, now: decide(
        violation=violation, **data, by=by, now=now
    )


def _on_restriction(decide: Callable[..., object], **more: object) -> Operate:
    return lambda _violation, restriction, data, by, now: decide(
        restriction=restriction, **more, **data, by=by, now=now
    )


def _on_inmates_restriction(decide: Callable[..., object]) -> Operate:
    return lambda violation, _restriction, data, by, now: decide(
        restriction=violation.inmaterestriction, **data, by=by, now=now
    )


_THE_VISITOR_IS_TOLD = gettext_lazy("Done. The visitor gets a mail that says what and why.")
_RECOMPUTED = gettext_lazy(
    "What follows from it and from later violations is computed again, and the visitor is told."
)
_DONE = gettext_lazy("Done.")
_NO_VISITOR_HEARS = gettext_lazy("No visitor is told. The violation still counts on the ladder.")
_DATES: Mapping[Refusal, str] = {
    RulingRefused.Reason.DATE_IS_PAST: "until_date",
    RulingRefused.Reason.NOT_SHORTER: "until_date",
}
_OCCURRED: Mapping[Refusal, str] = {
    RulingRefused.Reason.DATE_IS_AHEAD: "occurred_date",
    RulingRefused.Reason.NOTHING_NEW: "occurred_date",
}
_RECEIVED: Mapping[Refusal, str] = dict.fromkeys(
    (
        AppealRefused.Reason.DATE_IS_AHEAD,
        AppealRefused.Reason.TOO_EARLY,
        AppealRefused.Reason.TOO_LATE,
    ),
    "received_date",
)

ACTS: dict[str, Act] = {
    act.name: act
    for act in (
        Act(
            name="confirm",
            title=gettext_lazy("Confirm that it is permanent"),
            question=gettext_lazy("Do you agree that this restriction is permanent?"),
            hint=gettext_lazy("If you do not, shorten or lift it instead."),
            button=gettext_lazy("Confirm"),
            done=_THE_VISITOR_IS_TOLD,
            form=ReasonForm,
            operate=_on_restriction(decisions.confirm_restriction),
            is_of_restriction=True,
        ),
        Act(
            name="shorten",
            title=gettext_lazy("Shorten the restriction"),
            question=gettext_lazy("Until when is this restriction to hold?"),
            hint=gettext_lazy("The violation still counts on the ladder."),
            button=gettext_lazy("Shorten"),
            done=_THE_VISITOR_IS_TOLD,
            form=ShortenForm,
            operate=_on_restriction(decisions.shorten_restriction),
            is_of_restriction=True,
            field_of=_DATES,
        ),
        Act(
            name="lift",
            title=gettext_lazy("Lift the restriction"),
            question=gettext_lazy("Is this restriction to be lifted?"),
            hint=gettext_lazy("The violation still counts on the ladder."),
            button=gettext_lazy("Lift"),
            done=_THE_VISITOR_IS_TOLD,
            form=ReasonForm,
            operate=_on_restriction(decisions.lift_restriction),
            is_of_restriction=True,
        ),
        Act(
            name="shorten-inmates",
            title=gettext_lazy("Shorten the inmate's restriction"),
            question=gettext_lazy("Until when is the inmate's restriction to hold?"),
            hint=_NO_VISITOR_HEARS,
            button=gettext_lazy("Shorten"),
            done=_DONE,
            form=ShortenForm,
            operate=_on_inmates_restriction(decisions.shorten_inmate_restriction),
            is_of_inmate=True,
            field_of=_DATES,
        ),
        Act(
            name="lift-inmates",
            title=gettext_lazy("Lift the inmate's restriction"),
            question=gettext_lazy("Is the inmate's restriction to be lifted?"),
            hint=_NO_VISITOR_HEARS,
            button=gettext_lazy("Lift"),
            done=_DONE,
            form=ReasonForm,
            operate=_on_inmates_restriction(decisions.lift_inmate_restriction),
            is_of_inmate=True,
        ),
        Act(
            name="dismiss",
            title=gettext_lazy("Dismiss the violation"),
            question=gettext_lazy("Is this violation to be dismissed?"),
            hint=_RECOMPUTED,
            button=gettext_lazy("Dismiss"),
            done=_THE_VISITOR_IS_TOLD,
            form=ReasonForm,
            operate=_on_violation(decisions.dismiss_violation),
        ),
        Act(
            name="reinstate",
            title=gettext_lazy("Uphold the violation again"),
            question=gettext_lazy("Was it a mistake to dismiss this violation?"),
            hint=_RECOMPUTED,
            button=gettext_lazy("Uphold again"),
            done=_THE_VISITOR_IS_TOLD,
            form=ReasonForm,
            operate=_on_violation(decisions.reinstate_violation),
        ),
        Act(
            name="redate",
            title=gettext_lazy("Correct its date"),
            question=gettext_lazy("On which day was it?"),
            hint=_RECOMPUTED,
            button=gettext_lazy("Correct"),
            done=_THE_VISITOR_IS_TOLD,
            form=RedateForm,
            operate=_on_violation(decisions.redate_violation),
            field_of=_OCCURRED,
        ),
        Act(
            name="appeal",
            title=gettext_lazy("Enter an appeal that came on paper"),
            question=gettext_lazy("What does the visitor write?"),
            hint=gettext_lazy("A supervisor who had no part in the case decides it."),
            button=gettext_lazy("Enter"),
            done=gettext_lazy("Entered. The visitor gets a mail that says by when we answer."),
            form=PaperAppealForm,
            operate=_on_restriction(decisions.appeal, channel=Appeal.Channel.PAPER),
            is_of_restriction=True,
            field_of=_RECEIVED,
        ),
    )
}
