"""What every page of the administration shares: it shows the rows of one's own facilities."""

from typing import Any

from django.contrib import admin
from django.contrib.admin.options import BaseModelAdmin, InlineModelAdmin
from django.contrib.admin.utils import get_fields_from_path, get_model_from_relation
from django.db.models import Field, Model, QuerySet
from django.http import HttpRequest, HttpResponse

from parloir.accounts.models import User
from parloir.accounts.policies import is_operator
from parloir.web.admin_site.looks import note_list_opened, note_row_opened
from parloir.web.admin_site.own_rows import administers_some, own_rows, path_to_facility
from parloir.web.admin_site.shown_moments import with_moments_in_words


def is_operator_in(request: HttpRequest) -> bool:
    return isinstance(request.user, User) and is_operator(request.user)


def may_enter(request: HttpRequest) -> bool:
    """Return whether this person administers a facility, or is an operator. Asked once a request,
    since every line of the menu asks it."""
    known: bool | None = getattr(request, "_may_enter_administration", None)
    if known is None:
        known = administers_some(request.user)
        request._may_enter_administration = known  # type: ignore[attr-defined]
    return known


class OwnRowsFilter(admin.RelatedFieldListFilter):
    """Offers only related rows of one's own facilities."""

    def field_choices(self, field: Any, request: HttpRequest, model_admin: Any) -> Any:
        related = get_model_from_relation(field)
        own = own_rows(related._default_manager.all(), user=request.user)
        return field.get_choices(
            include_blank=False,
            ordering=self.field_admin_ordering(field, request, model_admin),
            limit_choices_to={"pk__in": own.values("pk")},
        )


class _Scoped(BaseModelAdmin):  # type: ignore[type-arg]
    """Django's own permissions are not used: a role at a facility is the only right."""

    of_installation = False
    """Whether the rows concern all agencies, so that only operators see the page."""

    def get_queryset(self, request: HttpRequest) -> QuerySet[Any]:
        return own_rows(super().get_queryset(request), user=request.user)

    def get_field_queryset(
        self, db: str | None, db_field: Any, request: HttpRequest
    ) -> QuerySet[Any] | None:
        """Return the rows that a form offers, and accepts, for a reference to other rows."""
        rows = super().get_field_queryset(db, db_field, request)
        if rows is None:
            rows = db_field.remote_field.model._default_manager.all()
        return own_rows(rows, user=request.user)

    def may_see(self, request: HttpRequest, obj: Model | None) -> bool:
        """Return whether this person sees the row, or without a row, the page."""
        if self.of_installation:
            return is_operator_in(request)
        return may_enter(request) and (obj is None or self._is_own(request, obj))

    def _is_own(self, request: HttpRequest, obj: Model) -> bool:
        if is_operator_in(request):
            return True
        rows = type(obj)._default_manager.filter(pk=obj.pk)
        return own_rows(rows, user=request.user).exists()


class ScopedAdmin(_Scoped, admin.ModelAdmin):  # type: ignore[type-arg]
    """Base of every page of the administration. What is opened is on record before it is shown."""

    def changelist_view(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if self.has_view_permission(request):
            note_list_opened(request, self.model)
        return super().changelist_view(request, *args, **kwargs)

    def get_object(
        self, request: HttpRequest, object_id: str, from_field: str | None = None
    ) -> Model | None:
        """Return the row that is changed, deleted, or whose history is read."""
        row: Model | None = super().get_object(request, object_id, from_field)
        if row is not None and request.method != "POST":
            note_row_opened(request, row)
        return row

    def has_module_permission(self, request: HttpRequest) -> bool:
        return self.may_see(request, None)

    def has_view_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        return self.may_see(request, obj)

    def has_add_permission(self, request: HttpRequest) -> bool:
        return self.may_see(request, None)

    def has_change_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        return self.may_see(request, obj)

    def has_delete_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        return self.may_see(request, obj)

    def get_list_display(self, request: HttpRequest) -> Any:
        return with_moments_in_words(super().get_list_display(request), self.model)

    def get_list_select_related(self, request: HttpRequest) -> Any:
        """Load the facility of each row, whose time the columns are in."""
        asked, path = super().get_list_select_related(request), path_to_facility(self.model)
        if path is None or asked is True:
            return asked
        columns = {one for one in self.list_display if isinstance(one, str)}
        own = {one.name for one in self.model._meta.fields if one.is_relation} & columns
        return sorted({*(asked or own), path})

    def get_list_filter(self, request: HttpRequest) -> list[Any]:
        return [self._own(one) for one in super().get_list_filter(request)]

    def _own(self, name: Any) -> Any:
        field = _field_of(self.model, name) if isinstance(name, str) else None
        return (name, OwnRowsFilter) if field is not None and field.is_relation else name


class ScopedInline(_Scoped, InlineModelAdmin):  # type: ignore[type-arg]
    """Base of rows that are changed on the page of the row to which they belong."""

    def has_view_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        return self.may_see(request, obj)

    def has_add_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        return self.may_see(request, obj)

    def has_change_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        return self.may_see(request, obj)

    def has_delete_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        return self.may_see(request, obj)


def _field_of(model: type[Model], path: str) -> "Field[Any, Any]":
    return get_fields_from_path(model, path)[-1]
