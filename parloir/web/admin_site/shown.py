"""Read-only pages."""

from django.db.models import Model
from django.http import HttpRequest

from parloir.web.admin_site.scoped import ScopedAdmin


class ShownAdmin(ScopedAdmin):
    """A page of rows that the system writes, which nobody changes."""

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        return False
