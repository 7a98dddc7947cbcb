"""The roles at one's own facilities, also those of people who serve elsewhere too."""

from datetime import datetime
from typing import Any

from django import forms
from django.contrib import admin, messages
from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Model, QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from parloir.accounts.models import StaffRole, User
from parloir.audit.actors import Actor
from parloir.clock import current_time
from parloir.facilities.models import Facility
from parloir.facts.impact import ChangeImpact
from parloir.facts.staff import end_service, give_role, take_role
from parloir.web.admin_site.accounts import facility_choices
from parloir.web.admin_site.facts import FactAdmin, Saved, actor_in
from parloir.web.admin_site.scoped import is_operator_in


class GivenRoleForm(forms.ModelForm):  # type: ignore[type-arg]
    """Names an account by its whole address: nobody is searched for, and nothing else is shown."""

    email = forms.EmailField(
        label=gettext_lazy("email"),
        help_text=gettext_lazy(
            "Of somebody who works at a facility already. Write the whole address. Add a person "
            "who works nowhere yet under accounts."
        ),
    )

    class Meta:
        model = StaffRole
        fields = ["role", "facility_slug"]

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        email = str(data.get("email", "")).strip().lower()
        user = User.objects.filter(email=email, is_active=True, roles__isnull=False).first()
        if email and user is None:
            self.add_error("email", _("No member of staff signs in with this address."))
        elif user is not None:
            self.instance.user = user
            self._check_is_new(user, data)
        return data

    def _check_is_new(self, user: User, data: dict[str, Any]) -> None:
        same = {"role": data.get("role", ""), "facility_slug": data.get("facility_slug", "")}
        if user.roles.filter(**same).exists():
            raise ValidationError(_("This person has this role already."))


@admin.register(StaffRole)
class RoleAdmin(FactAdmin):
    form = GivenRoleForm
    list_display = ["address", "role", "facility"]
    list_display_links = None
    list_filter = ["role"]
    list_select_related = ["user"]
    search_fields = ["user__email"]
    ordering = ["facility_slug", "user__email", "role"]
    actions = ["end_their_service"]

    def get_fields(self, request: HttpRequest, obj: Any = None) -> list[Any]:
        return ["address", "role", "facility"] if obj else ["email", "role", "facility_slug"]

    @admin.display(description=gettext_lazy("email"))
    def address(self, role: StaffRole) -> str:
        return role.user.email

    @admin.display(description=gettext_lazy("facility"))
    def facility(self, role: StaffRole) -> str:
        return str(Facility.objects.filter(slug=role.facility_slug).first() or role.facility_slug)

    def has_change_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        """Return False: a role is given and taken."""
        return False

    def formfield_for_dbfield(self, db_field: Any, request: HttpRequest, **kwargs: Any) -> Any:
        if db_field.name == "facility_slug":
            return forms.ChoiceField(
                label=gettext_lazy("Facility"), choices=facility_choices(request)
            )
        return super().formfield_for_dbfield(db_field, request, **kwargs)

    def add(self, saved: Saved[StaffRole], by: Actor, now: datetime) -> ChangeImpact:
        return give_role(role=saved.row, by=by, now=now)

    def delete_model(self, request: HttpRequest, obj: Model) -> None:
        assert isinstance(obj, StaffRole)  # noqa: S101 - this page has no other rows
        take_role(role=obj, by=actor_in(request), now=current_time())

    def get_actions(self, request: HttpRequest) -> Any:
        """An operator closes an account on its own page, wherever somebody serves."""
        found = super().get_actions(request)
        if is_operator_in(request):
            found.pop("end_their_service", None)
        return found

    @admin.action(
        description=gettext_lazy(
            "End the service of the selected people at all facilities that you administer"
        )
    )
    def end_their_service(self, request: HttpRequest, queryset: QuerySet[StaffRole]) -> None:
        by, now = actor_in(request), current_time()
        people = User.objects.filter(pk__in=queryset.values("user")).order_by("pk")
        with transaction.atomic():
            for user in people:
                end_service(user=user, by=by, now=now)
        ended = len(people)
        said = ngettext(
            "The service of %(n)d person has ended.",
            "The service of %(n)d persons has ended.",
            ended,
        )
        messages.success(request, said % {"n": ended})
