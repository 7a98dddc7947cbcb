from datetime import datetime
from typing import Any

from django import forms
from django.contrib import admin
from django.contrib.auth.password_validation import validate_password
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from parloir.accounts.models import StaffRole, User
from parloir.audit.actors import Actor
from parloir.facilities.models import Facility
from parloir.facts.impact import ChangeImpact
from parloir.facts.staff import add_staff, change_staff
from parloir.web.admin_site.facts import FactAdmin, Saved
from parloir.web.sign_ins import keep_this_session


class StaffForm(forms.ModelForm):  # type: ignore[type-arg]
    new_password = forms.CharField(
        label=_("New password"),
        required=False,
        strip=False,
        help_text=_("Leave it empty to keep the one there is."),
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
    )

    class Meta:
        model = User
        fields = ["email", "full_name", "language", "is_active", "is_staff", "is_superuser"]

    def clean_email(self) -> str:
        return str(self.cleaned_data["email"]).strip().lower()

    def clean_new_password(self) -> str:
        password = str(self.cleaned_data["new_password"])
        if password:
            validate_password(password, self.instance)
        elif self.instance.pk is None:
            raise forms.ValidationError(_("Give this person a first password."))
        return password


class RoleForm(forms.ModelForm):  # type: ignore[type-arg]
    facility_slug = forms.ChoiceField(label=_("Facility"))

    class Meta:
        model = StaffRole
        fields = ["role", "facility_slug"]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        facilities = Facility.objects.values_list("slug", "name")
        # Nothing is preselected, so that an untouched row is ignored.
        self.fields["facility_slug"].choices = [("", _("Choose")), *facilities]  # type: ignore[attr-defined]


class RoleInline(admin.TabularInline):  # type: ignore[type-arg]
    model = StaffRole
    form = RoleForm
    extra = 1


@admin.register(User)
class StaffAdmin(FactAdmin):
    """Members of staff. Visitors register themselves and are not shown here."""

    form = StaffForm
    fields = [
        "email",
        "full_name",
        "new_password",
        "language",
        "is_active",
        "is_staff",
        "is_superuser",
    ]
    inlines = [RoleInline]
    list_display = ["email", "full_name", "is_active", "is_staff"]
    list_filter = ["is_active", "is_staff", "roles__role"]
    search_fields = ["email", "full_name"]
    ordering = ["email"]

    def get_queryset(self, request: HttpRequest) -> QuerySet[User]:
        return User.objects.filter(visitor__isnull=True)

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Return False: the audit refers to people forever. People who leave cannot sign in."""
        return False

    def save_related(self, request: HttpRequest, form: Any, formsets: Any, change: bool) -> None:
        """Save, and let administrators who gave themselves a new password go on."""
        super().save_related(request, form, formsets, change)
        if form.instance == request.user and form.cleaned_data["new_password"]:
            keep_this_session(request, User.objects.get(pk=form.instance.pk))

    def add(self, saved: Saved[User], by: Actor, now: datetime) -> ChangeImpact:
        password = saved.form.cleaned_data["new_password"]
        return add_staff(user=saved.row, password=password, roles=saved.parts, by=by, now=now)

    def change(self, saved: Saved[User], by: Actor, now: datetime) -> ChangeImpact:
        return change_staff(
            user=saved.row,
            password=saved.form.cleaned_data["new_password"],
            roles=saved.parts,
            by=by,
            now=now,
            **saved.fields,
        )
