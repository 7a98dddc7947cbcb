"""A facility's ladder and its own grounds. A change applies to everybody immediately."""

from typing import Any

from django import forms
from django.contrib import admin
from django.db.models import QuerySet
from django.forms.models import BaseInlineFormSet
from django.http import HttpRequest
from django.utils.translation import gettext_lazy

from parloir.sanctions.catalogue import own_grounds
from parloir.sanctions.grounds import GROUNDS
from parloir.sanctions.models import Ground, GroundText, LadderPolicy, LadderStep, check_steps
from parloir.web.admin_site.facts import FactAdmin
from parloir.web.admin_site.own_rows import own_rows
from parloir.web.admin_site.scoped import ScopedInline
from parloir.web.admin_site.texts import TextInline


class PolicyForm(forms.ModelForm):  # type: ignore[type-arg]
    counted = forms.MultipleChoiceField(
        label=gettext_lazy("Grounds that count"),
        choices=list(GROUNDS.items()),
        widget=forms.CheckboxSelectMultiple,
        required=False,
        initial=list(GROUNDS),
        help_text=gettext_lazy("Grounds of the facility's own say so themselves."),
    )

    class Meta:
        model = LadderPolicy
        fields = ["facility", "whose", "window_days", "counted", "confirm_permanent"]


class StepsFormSet(BaseInlineFormSet):  # type: ignore[type-arg]
    """Validates that steps are numbered from 1 without gaps, and only the last is permanent."""

    def clean(self) -> None:
        super().clean()
        rows = [
            form.cleaned_data
            for form in self.forms
            if form.is_valid() and form.cleaned_data and not form.cleaned_data.get("DELETE")
        ]
        check_steps((row["position"], row.get("days")) for row in rows if row.get("position"))


class StepInline(ScopedInline, admin.TabularInline):  # type: ignore[type-arg]
    model = LadderStep
    formset = StepsFormSet
    extra = 2


@admin.register(LadderPolicy)
class LadderPolicyAdmin(FactAdmin):
    form = PolicyForm
    inlines = [StepInline]
    list_display = ["facility", "whose", "window_days", "confirm_permanent"]
    list_filter = ["facility", "whose"]

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> list[str]:
        return ["facility", "whose"] if obj else []


class GroundTextInline(TextInline):
    model = GroundText


@admin.register(Ground)
class GroundAdmin(FactAdmin):
    """A ground is never deleted, since records name it: it is taken out of use."""

    list_display = ["text", "facility", "code", "counts", "in_use"]
    list_filter = ["facility", "in_use"]
    fields = ["facility", "code", "counts", "in_use"]
    inlines = [GroundTextInline]

    def get_queryset(self, request: HttpRequest) -> QuerySet[Ground]:
        return own_rows(own_grounds(), user=request.user)

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> list[str]:
        return ["facility", "code"] if obj else []

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False
