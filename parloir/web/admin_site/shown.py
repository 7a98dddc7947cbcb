"""Pages that only show."""

from django.contrib import admin
from django.db.models import Model
from django.http import HttpRequest


class ShownAdmin(admin.ModelAdmin):  # type: ignore[type-arg]
    """What the house itself writes: to be read here and changed nowhere."""

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        return False
