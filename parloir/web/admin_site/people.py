from typing import Any

from django import forms
from django.contrib import admin
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from parloir.accounts.models import User
from parloir.accounts.policies import actor_of
from parloir.clock import current_time
from parloir.people.models import (
    ApprovedVisitor,
    Commitment,
    Inmate,
    KeptApart,
    NoContact,
    Visitor,
)
from parloir.people.operations import set_inmate_pin
from parloir.web.admin_site.audited import AuditedAdmin, ShownAdmin


class InmateForm(forms.ModelForm):  # type: ignore[type-arg]
    new_pin = forms.RegexField(
        label=_("New PIN"),
        regex=r"^[0-9]{4,8}$",
        required=False,
        help_text=_("Four to eight digits. It is kept as a hash, so it cannot be shown again."),
        error_messages={"invalid": _("Write four to eight digits.")},
        widget=forms.TextInput(attrs={"autocomplete": "off", "inputmode": "numeric"}),
    )

    class Meta:
        model = Inmate
        fields = [
            "facility", "area", "master_id", "first_name", "last_name", "status", "language",
            "booked_in_at", "no_visits_until",
        ]  # fmt: skip

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        area, facility = data.get("area"), data.get("facility")
        if area is not None and facility is not None and area.facility_id != facility.pk:
            self.add_error("area", _("This area belongs to another facility."))
        if self.instance.pk is None and not data.get("new_pin") and "new_pin" not in self.errors:
            self.add_error("new_pin", _("Give the PIN that this person signs in with."))
        return data


@admin.register(Inmate)
class InmateAdmin(AuditedAdmin):
    form = InmateForm
    fields = [
        "facility", "area", "master_id", "first_name", "last_name", "status", "language",
        "booked_in_at", "no_visits_until", "new_pin",
    ]  # fmt: skip
    list_display = ["master_id", "last_name", "first_name", "facility", "area", "status"]
    list_filter = ["facility", "status"]
    list_select_related = ["facility", "area"]
    search_fields = ["master_id", "search_last", "search_first"]
    ordering = ["last_name", "first_name"]

    def save_model(self, request: HttpRequest, obj: Inmate, form: Any, change: bool) -> None:
        super().save_model(request, obj, form, change)
        pin = form.cleaned_data.get("new_pin")
        if pin and isinstance(request.user, User):
            set_inmate_pin(inmate=obj, pin=pin, by=actor_of(request.user), now=current_time())


class RelationAdmin(AuditedAdmin):
    """Rows that name people are found by their numbers and names, never listed in a menu."""

    autocomplete_fields = ["inmate", "visitor"]
    list_display = ["inmate", "visitor"]
    list_filter = ["inmate__facility"]
    list_select_related = ["inmate", "visitor"]


@admin.register(ApprovedVisitor)
class ApprovedVisitorAdmin(RelationAdmin):
    pass


@admin.register(NoContact)
class NoContactAdmin(RelationAdmin):
    list_display = ["inmate", "visitor", "reason"]


class KeptApartForm(forms.ModelForm):  # type: ignore[type-arg]
    class Meta:
        model = KeptApart
        fields = ["first", "second", "reason"]

    def clean(self) -> dict[str, Any]:
        """In the order in which the pair is kept, whichever was named first."""
        data = super().clean() or {}
        first, second = data.get("first"), data.get("second")
        if first is None or second is None:
            return data
        if first == second or first.facility_id != second.facility_id:
            self.add_error("second", _("Choose two people of one facility."))
            return data
        if first.pk > second.pk:
            data["first"], data["second"] = second, first
        return data


@admin.register(KeptApart)
class KeptApartAdmin(AuditedAdmin):
    form = KeptApartForm
    autocomplete_fields = ["first", "second"]
    list_display = ["first", "second", "reason"]
    list_filter = ["first__facility"]
    list_select_related = ["first", "second"]


@admin.register(Commitment)
class CommitmentAdmin(AuditedAdmin):
    autocomplete_fields = ["inmate"]
    list_display = ["inmate", "kind", "starts_at", "ends_at"]
    list_filter = ["inmate__facility", "kind"]
    list_select_related = ["inmate"]


@admin.register(Visitor)
class VisitorAdmin(ShownAdmin):
    """Who registered changes it themselves; here they are found for a list or an order."""

    fields = ["public_id", "first_name", "last_name", "registered_at"]
    list_display = ["last_name", "first_name", "registered_at"]
    search_fields = ["last_name", "first_name", "user__email"]
    ordering = ["last_name", "first_name"]
