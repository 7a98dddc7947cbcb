"""The ladder of a facility and its own grounds; a change is applied to everybody at once."""

from typing import Any

from django import forms
from django.contrib import admin, messages
from django.core.exceptions import ValidationError
from django.db.models import QuerySet
from django.forms.models import BaseInlineFormSet
from django.http import HttpRequest
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from parloir.clock import current_time
from parloir.conduct.consequences import recompute_everybody
from parloir.facilities.models import Facility
from parloir.sanctions.grounds import GROUNDS
from parloir.sanctions.models import Ground, LadderPolicy, LadderStep
from parloir.web.admin_site.audited import AuditedAdmin, actor_in


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
    """Numbered from one without a gap; nothing comes after what is permanent."""

    def clean(self) -> None:
        super().clean()
        rows = [
            form.cleaned_data
            for form in self.forms
            if form.is_valid() and form.cleaned_data and not form.cleaned_data.get("DELETE")
        ]
        steps = sorted((row["position"], row.get("days")) for row in rows if row.get("position"))
        if [place for place, _days in steps] != list(range(1, len(steps) + 1)) or not steps:
            raise ValidationError(_("Number the steps 1, 2, 3 and so on: there is at least one."))
        if any(days is None for _place, days in steps[:-1]):
            raise ValidationError(_("Only the last step can be permanent."))


class StepInline(admin.TabularInline):  # type: ignore[type-arg]
    model = LadderStep
    formset = StepsFormSet
    extra = 2


class SettlingAdmin(AuditedAdmin):
    """What follows from offenses depends on these rows: see `recompute_everybody`."""

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def save_related(self, request: HttpRequest, form: Any, formsets: Any, change: bool) -> None:
        super().save_related(request, form, formsets, change)
        self.settle(request, form.instance.facility)

    def settle(self, request: HttpRequest, facility: Facility) -> None:
        changed = recompute_everybody(facility=facility, by=actor_in(request), now=current_time())
        if changed:
            sentence = ngettext(
                "%(n)d person's restrictions have changed by it.",
                "%(n)d persons' restrictions have changed by it.",
                changed,
            )
            messages.warning(request, sentence % {"n": changed})


@admin.register(LadderPolicy)
class LadderPolicyAdmin(SettlingAdmin):
    form = PolicyForm
    inlines = [StepInline]
    list_display = ["facility", "whose", "window_days", "confirm_permanent"]
    list_filter = ["facility", "whose"]

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> list[str]:
        return ["facility", "whose"] if obj else []

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Without one, the ladder of the notice holds again."""
        return AuditedAdmin.has_delete_permission(self, request, obj)

    def delete_model(self, request: HttpRequest, obj: Any) -> None:
        super().delete_model(request, obj)
        self.settle(request, obj.facility)

    def delete_queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> None:
        for obj in queryset:
            self.delete_model(request, obj)


@admin.register(Ground)
class GroundAdmin(SettlingAdmin):
    """Never deleted, since records name it: it goes out of use."""

    list_display = ["label_en", "facility", "code", "counts", "in_use"]
    list_filter = ["facility", "in_use"]
    fields = ["facility", "code", "label_en", "label_es", "counts", "in_use"]

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> list[str]:
        return ["facility", "code"] if obj else []
