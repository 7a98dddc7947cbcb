"""Explain why a visitor cannot see an inmate at a time, rule by rule."""

from datetime import datetime
from typing import Any

from django import forms
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from parloir.bookings.availability.explanation import answers_of_every_group
from parloir.bookings.booking_request import BookingRequest
from parloir.bookings.texts.refusal_texts import sentence_for
from parloir.facilities.models import Facility, VisitKind
from parloir.people.known_visitors import is_unknown_account, visitors_known_at
from parloir.people.models import Inmate
from parloir.people.queries import NumberNotClear, inmate_with_master_id
from parloir.web.fields import DayField
from parloir.web.staff.looks import note_question
from parloir.web.staff.sections import ASKERS, show
from parloir.web.staff.staff_context import StaffContext, staff_page
from parloir.web.typed_times import ShowingField, WallTimeField, typed_instant


class QuestionForm(forms.Form):
    facility = forms.ModelChoiceField(
        label=gettext_lazy("Facility"),
        queryset=Facility.objects.none(),
        to_field_name="slug",
        empty_label=None,
    )
    visitor = forms.EmailField(
        label=gettext_lazy("The visitor's email address"),
        error_messages={
            "required": gettext_lazy("Write the address that the visitor signs in with.")
        },
    )
    inmate = forms.CharField(
        label=gettext_lazy("The inmate's master ID number"),
        max_length=20,
        error_messages={"required": gettext_lazy("Write the whole number.")},
    )
    kind = forms.ChoiceField(label=gettext_lazy("Kind of visit"), choices=VisitKind.choices)
    day = DayField(
        label=gettext_lazy("Day"),
        error_messages={"required": gettext_lazy("Give the day.")},
    )
    time = WallTimeField(
        label=gettext_lazy("Time"),
        error_messages={"required": gettext_lazy("Give the time at which it would begin.")},
    )
    showing = ShowingField()

    def __init__(self, *args: Any, facilities: list[Facility], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choices = Facility.objects.filter(pk__in=[one.pk for one in facilities])
        choices = choices.select_related("agency")
        self.fields["facility"].queryset = choices  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if self.errors:
            return data
        agencies = [data["facility"].agency]
        visitor = visitors_known_at(agencies).filter(user__email=data["visitor"].lower()).first()
        if visitor is None and is_unknown_account(data["visitor"], agencies=agencies):
            self.add_error("visitor", _("This person has not asked to visit here."))
        elif visitor is None:
            self.add_error("visitor", _("Nobody is registered with this address."))
        inmate = self._inmate(data)
        starts_at = typed_instant(self, data["facility"])
        return data | {"who": visitor, "whom": inmate, "starts_at": starts_at}

    def _inmate(self, data: dict[str, Any]) -> Inmate | None:
        try:
            inmate = inmate_with_master_id(facility=data["facility"], master_id=data["inmate"])
        except NumberNotClear as error:
            numbers = ", ".join(error.numbers)
            self.add_error(
                "inmate",
                _("Several people have this number. Write it as one of these: %(numbers)s.")
                % {"numbers": numbers},
            )
            return None
        if inmate is None:
            self.add_error("inmate", _("Nobody at this facility has this number."))
        return inmate


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@staff_page(*ASKERS)
def why(request: HttpRequest, staff: StaffContext) -> HttpResponse:
    """Answer the question. It is a POST, so that no visitor's email is in an address."""
    form = QuestionForm(request.POST or None, facilities=staff.facilities_for(*ASKERS))
    answers = None
    if form.is_bound and form.is_valid():
        data = form.cleaned_data
        note_question(staff, data["who"], data["whom"], at=data["facility"])
        answers = _answers(form, staff.now)
    context = {"form": form, "answers": answers, "allows": all_allow(answers)}
    return show(request, staff, "why.html", context, 422 if form.errors else 200)


def all_allow(answers: list[dict[str, Any]] | None) -> bool:
    return answers is not None and all(answer["allows"] for answer in answers)


def _answers(form: QuestionForm, now: datetime) -> list[dict[str, Any]]:
    data = form.cleaned_data
    facility = data["facility"]
    booking_request = BookingRequest(
        visitor=data["who"],
        inmate=data["whom"],
        facility=facility,
        kind=VisitKind(data["kind"]),
    )
    answers = answers_of_every_group(
        booking_request=booking_request, starts_at=data["starts_at"], now=now
    )
    return [
        {
            "name": answer.name,
            "allows": answer.allows,
            "sentences": [sentence_for(one, facility=facility) for one in answer.refusals],
        }
        for answer in sorted(answers, key=lambda one: one.allows)  # what refuses comes first
    ]
