"""Read-only pages."""

from typing import Any

from django.db.models import Model
from django.http import HttpRequest

from parloir.web.admin_site.scoped import ScopedAdmin
from parloir.web.admin_site.shown_moments import with_moments_in_words


class ShownAdmin(ScopedAdmin):
    """A page of rows that the system writes, which nobody changes."""

    def get_fields(self, request: HttpRequest, obj: Model | None = None) -> list[Any]:
        return with_moments_in_words(super().get_fields(request, obj), self.model)

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        return False
