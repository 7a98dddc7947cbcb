from datetime import datetime
from typing import Any

from django import forms
from django.contrib import admin
from django.db.models import Q, QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from parloir.audit.actors import Actor
from parloir.facts.impact import ChangeImpact
from parloir.facts.inmates import add_inmate, change_inmate, change_inmates_pin
from parloir.people.inmate_pins import TEXTS, weakness_of
from parloir.people.models import (
    ApprovedVisitor,
    Commitment,
    Inmate,
    NoContact,
    Separation,
    Visitor,
)
from parloir.people.search import names_have
from parloir.typed_text.folding import fold_number
from parloir.web.admin_site.facts import FactAdmin, Saved
from parloir.web.admin_site.shown import ShownAdmin
from parloir.web.admin_site.typed_moments import MomentForm


class InmateForm(MomentForm):
    new_pin = forms.CharField(
        label=_("New PIN"),
        required=False,
        help_text=_(
            "Six to eight digits, not all the same, no run up or down, and not the end of the "
            "master ID number. It is kept as a hash, so it cannot be shown again."
        ),
        widget=forms.TextInput(attrs={"autocomplete": "off", "inputmode": "numeric"}),
    )

    class Meta:
        model = Inmate
        fields = [
            "facility",
            "area",
            "master_id",
            "first_name",
            "last_name",
            "year_of_birth",
            "status",
            "language",
            "intake_at",
            "no_visits_until",
        ]

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if pin := data.get("new_pin"):
            weakness = weakness_of(pin, master_id=data.get("master_id", ""))
            if weakness is not None:
                self.add_error("new_pin", str(TEXTS[weakness]))
        if self.instance.pk is None and not data.get("new_pin") and "new_pin" not in self.errors:
            self.add_error("new_pin", _("Give the PIN that this person signs in with."))
        return data


@admin.register(Inmate)
class InmateAdmin(FactAdmin):
    form = InmateForm
    fields = [
        "facility",
        "area",
        "master_id",
        "first_name",
        "last_name",
        "year_of_birth",
        "status",
        "language",
        "intake_at",
        "no_visits_until",
        "new_pin",
    ]
    list_display = ["master_id", "last_name", "first_name", "facility", "area", "status"]
    list_filter = ["facility", "status"]
    list_select_related = ["facility", "area"]
    search_fields = ["search_number", "search_parts"]
    ordering = ["last_name", "first_name"]

    def add(self, saved: Saved[Inmate], by: Actor, now: datetime) -> ChangeImpact:
        pin = saved.form.cleaned_data["new_pin"]
        return add_inmate(inmate=saved.row, pin=pin, by=by, now=now)

    def change(self, saved: Saved[Inmate], by: Actor, now: datetime) -> ChangeImpact:
        impact = change_inmate(inmate=saved.row, by=by, now=now, **saved.fields)
        if pin := saved.form.cleaned_data["new_pin"]:
            change_inmates_pin(inmate=saved.row, pin=pin, by=by, now=now)
        return impact

    def get_search_results(
        self, request: HttpRequest, queryset: QuerySet[Inmate], search_term: str
    ) -> tuple[QuerySet[Inmate], bool]:
        """Find by the beginning of a number or by names, folded as they are stored."""
        if not search_term.strip():
            return queryset, False
        number = fold_number(search_term)
        begins = Q(search_number__startswith=number) if number else Q(pk__in=[])
        return queryset.filter(begins | names_have(search_term)), False


class RelationAdmin(FactAdmin):
    """Base of rows that name people, who are found by number or name and never listed in a menu."""

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


class SeparationForm(forms.ModelForm):  # type: ignore[type-arg]
    class Meta:
        model = Separation
        fields = ["first", "second", "reason"]

    def clean(self) -> dict[str, Any]:
        """Put the pair into the order in which it is stored."""
        data = super().clean() or {}
        first, second = data.get("first"), data.get("second")
        if first is not None and second is not None and first.pk > second.pk:
            data["first"], data["second"] = second, first
        return data


@admin.register(Separation)
class SeparationAdmin(FactAdmin):
    form = SeparationForm
    autocomplete_fields = ["first", "second"]
    list_display = ["first", "second", "reason"]
    list_filter = ["first__facility"]
    list_select_related = ["first", "second"]


@admin.register(Commitment)
class CommitmentAdmin(FactAdmin):
    autocomplete_fields = ["inmate"]
    list_display = ["inmate", "kind", "starts_at", "ends_at"]
    list_filter = ["inmate__facility", "kind"]
    list_select_related = ["inmate"]


@admin.register(Visitor)
class VisitorAdmin(ShownAdmin):
    """Finds visitors for a list or an order. They change their own details themselves."""

    fields = ["public_id", "first_name", "last_name", "registered_at"]
    list_display = ["last_name", "first_name", "registered_at"]
    search_fields = ["search_parts", "user__email"]
    ordering = ["last_name", "first_name"]

    def get_search_results(
        self, request: HttpRequest, queryset: QuerySet[Visitor], search_term: str
    ) -> tuple[QuerySet[Visitor], bool]:
        """Find by a part of the email address, or by names, folded as they are stored."""
        term = search_term.strip()
        if not term:
            return queryset, False
        return queryset.filter(Q(user__email__icontains=term) | names_have(term)), False
