"""Read-only pages."""

from django.contrib import admin
from django.db.models import Model
from django.http import HttpRequest


class ShownAdmin(admin.ModelAdmin):  # type: ignore[type-arg]
    """A page of rows that the system writes, which nobody changes."""

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        return False
