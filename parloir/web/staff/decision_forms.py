"""Forms for people who decide: the decision, until when, and why."""

from datetime import date
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from parloir.sanctions.models import Appeal, Review
from parloir.web.fields import MemorableDateField


def reason_field() -> forms.CharField:
    return forms.CharField(
        label=gettext_lazy("Reason"),
        help_text=gettext_lazy("The visitor reads it. Say what you saw and why you decide so."),
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 5}),
        error_messages={"required": gettext_lazy("Write why you decide so.")},
    )


class ReasonForm(forms.Form):
    reason = reason_field()


class DatedDecisionForm(forms.Form):
    """A decision of which one choice needs a last day."""

    dated: str
    until_date = MemorableDateField(
        label=gettext_lazy("Restricted until and including"), required=False
    )
    reason = reason_field()

    def __init__(self, *args: Any, today: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.today = today

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if data.get("decision") != self.dated:
            data["until_date"] = None
            # A half-filled date of a decision that needs none is nothing to be corrected.
            self.errors.pop("until_date", None)
        elif "until_date" in data:
            self._check_date(data["until_date"])
        return data

    def _check_date(self, until: date | None) -> None:
        if until is None:
            self.add_error("until_date", _("Give the last day of the restriction."))
        elif until < self.today:
            self.add_error("until_date", _("This day is over. Give today or a later day."))


def decision_field(choices: list[tuple[str, Any]]) -> forms.ChoiceField:
    return forms.ChoiceField(
        label=gettext_lazy("Decision"),
        choices=choices,
        widget=forms.RadioSelect,
        error_messages={"required": gettext_lazy("Choose what you decide.")},
    )


class ReviewForm(DatedDecisionForm):
    dated = Review.Decision.RESTRICT
    decision = decision_field(Review.Decision.choices)
    field_order = ("decision", "until_date", "reason")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["until_date"].help_text = _("Only if you restrict until a date.")


class AppealForm(DatedDecisionForm):
    dated = Appeal.Decision.SHORTEN
    decision = decision_field(Appeal.Decision.choices)
    field_order = ("decision", "until_date", "reason")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["until_date"].help_text = _("Only if it ends earlier.")
