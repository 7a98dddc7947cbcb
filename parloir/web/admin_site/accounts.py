from contextlib import suppress
from datetime import datetime
from typing import Any, Final

from django import forms
from django.contrib import admin, messages
from django.db import transaction
from django.db.models import Q, QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from parloir.accounts.models import StaffRole, User
from parloir.audit.actors import Actor
from parloir.clock import current_time
from parloir.factors.operations import NoFactor
from parloir.factors.queries import with_factors
from parloir.facts.impact import ChangeImpact
from parloir.facts.second_factors import take_second_factor
from parloir.facts.staff import change_staff, invite_staff
from parloir.typed_text.folding import fold_name
from parloir.web.admin_site.facts import FactAdmin, Saved, actor_in
from parloir.web.admin_site.own_rows import own_facilities, own_rows
from parloir.web.admin_site.scoped import ScopedInline, is_operator_in

OF_OPERATORS: Final = ("is_staff", "is_superuser")
"""Rights over the whole installation, which no administrator of a facility gives."""


class StaffForm(forms.ModelForm):  # type: ignore[type-arg]
    class Meta:
        model = User
        fields = ["email", "full_name", "language", "is_active", *OF_OPERATORS]
        help_texts = {
            "email": _("A new member of staff gets a mail there, with a link to choose a password.")
        }

    def clean_email(self) -> str:
        return str(self.cleaned_data["email"]).strip().lower()


def facility_choices(request: HttpRequest) -> list[tuple[Any, Any]]:
    """Return the facilities at which this person gives roles. Nothing is preselected, so that an
    untouched row is ignored."""
    return [("", _("Choose")), *own_facilities(request.user).values_list("slug", "name")]


class RoleInline(ScopedInline, admin.TabularInline):  # type: ignore[type-arg]
    model = StaffRole
    fields = ["role", "facility_slug"]

    def get_min_num(self, request: HttpRequest, obj: Any = None, **kwargs: Any) -> int:
        """Ask for one role of a new member of staff: without it, nobody looks after the account."""
        return 0 if obj is not None or is_operator_in(request) else 1

    def get_extra(self, request: HttpRequest, obj: Any = None, **kwargs: Any) -> int:
        return 1 - self.get_min_num(request, obj)

    def get_formset(self, request: HttpRequest, obj: Any = None, **kwargs: Any) -> Any:
        return super().get_formset(request, obj, **{"validate_min": True, **kwargs})

    def formfield_for_dbfield(self, db_field: Any, request: HttpRequest, **kwargs: Any) -> Any:
        if db_field.name == "facility_slug":
            return forms.ChoiceField(label=_("Facility"), choices=facility_choices(request))
        return super().formfield_for_dbfield(db_field, request, **kwargs)


@admin.register(User)
class StaffAdmin(FactAdmin):
    """Members of staff. Visitors register themselves and are not shown here."""

    form = StaffForm
    inlines = [RoleInline]
    list_display = ["email", "full_name", "is_active", "has_second_factor"]
    actions = ["take_second_factors"]
    list_filter = ["is_active", "roles__role"]
    search_fields = ["email", "full_name"]
    ordering = ["email"]

    def get_search_results(
        self, request: HttpRequest, queryset: QuerySet[User], search_term: str
    ) -> tuple[QuerySet[User], bool]:
        """Find by a part of the address or of the name, folded. Members of staff are few, so their
        names are folded here."""
        folded = fold_name(search_term)
        names = queryset.values_list("pk", "full_name")
        named = [pk for pk, name in names if folded and folded in fold_name(name)]
        of_address = Q(email__icontains=search_term.strip())
        return queryset.filter(of_address | Q(pk__in=named)), False

    def get_fields(self, request: HttpRequest, obj: Any = None) -> list[Any]:
        own = ["email", "full_name", "language", "is_active"]
        return [*own, *OF_OPERATORS] if is_operator_in(request) else own

    def get_queryset(self, request: HttpRequest) -> QuerySet[User]:
        staff = User.objects.filter(visitor__isnull=True)
        return own_rows(with_factors(staff), user=request.user)

    @admin.display(description=_("Second factor"), boolean=True)
    def has_second_factor(self, user: User) -> bool:
        return bool(getattr(user, "has_app", False))

    @admin.action(description=_("Take the second factor away, so that a new one is set up"))
    def take_second_factors(self, request: HttpRequest, queryset: QuerySet[User]) -> None:
        """Take it from each, or from nobody if one may not be changed."""
        by, now, taken = actor_in(request), current_time(), 0
        with transaction.atomic():
            for user in queryset:
                with suppress(NoFactor):
                    take_second_factor(user=user, by=by, now=now)
                    taken += 1
        said = ngettext(
            "The second factor of %(n)d person was taken away.",
            "The second factors of %(n)d persons were taken away.",
            taken,
        )
        messages.success(request, said % {"n": taken})

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Return False: the audit refers to people forever. People who leave cannot sign in."""
        return False

    def add(self, saved: Saved[User], by: Actor, now: datetime) -> ChangeImpact:
        return invite_staff(user=saved.row, roles=saved.parts, by=by, now=now)

    def change(self, saved: Saved[User], by: Actor, now: datetime) -> ChangeImpact:
        return change_staff(
            user=saved.row,
            roles=saved.parts,
            by=by,
            now=now,
            **saved.fields,
        )
