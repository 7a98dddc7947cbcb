"""Model pages whose every change is an audit event, and pages that only show."""

from collections.abc import Iterable
from copy import copy
from datetime import datetime
from typing import Any

from django.contrib import admin, messages
from django.contrib.admin.models import LogEntry
from django.db import transaction
from django.db.models import Model, QuerySet
from django.http import HttpRequest

from parloir.accounts.models import StaffRole, User
from parloir.accounts.policies import actor_of
from parloir.audit.actors import Actor
from parloir.audit.operations import Subject, record
from parloir.bookings.operations import hold_facts
from parloir.changes.operations import announce
from parloir.clients.models import ApiClient
from parloir.clock import current_time
from parloir.conduct.facts import follow_change
from parloir.facilities.models import Area, Closure, Facility, Monitor, Station
from parloir.people.models import (
    ApprovedVisitor,
    Commitment,
    Inmate,
    KeptApart,
    NoContact,
)
from parloir.sanctions.models import Ground, LadderPolicy
from parloir.web.staff.consequences import say_what_follows

LONGEST_LIST = 300


class AuditedAdmin(admin.ModelAdmin):  # type: ignore[type-arg]
    """Django calls `log_…` in the transaction of the change, so the event comes with it, and so
    do the bookings that the change concerns.
    """

    def save_model(self, request: HttpRequest, obj: Any, form: Any, change: bool) -> None:
        hold_facts()
        super().save_model(request, obj, form, change)

    def log_addition(self, request: HttpRequest, obj: Model, message: Any) -> LogEntry:
        _note(request, "configure_add", obj, message)
        _follow(request, obj)
        return super().log_addition(request, obj, message)

    def log_change(self, request: HttpRequest, obj: Model, message: Any) -> LogEntry:
        _note(request, "configure_change", obj, message)
        _follow(request, obj)
        return super().log_change(request, obj, message)

    def delete_model(self, request: HttpRequest, obj: Model) -> None:
        """Without a name on a list, say, a visit may not be possible any more."""
        before = copy(obj)
        hold_facts()
        super().delete_model(request, obj)
        _follow(request, before)

    def delete_queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> None:
        before = list(queryset)
        with transaction.atomic():
            hold_facts()
            super().delete_queryset(request, queryset)
            for obj in before:
                _follow(request, obj)

    def log_deletions(self, request: HttpRequest, queryset: QuerySet[Any]) -> Any:
        for obj in queryset:
            _note(request, "configure_delete", obj, [])
        return super().log_deletions(request, queryset)


class ShownAdmin(admin.ModelAdmin):  # type: ignore[type-arg]
    """What the house itself writes: to be read here and changed nowhere."""

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        return False


def _follow(request: HttpRequest, obj: Model) -> None:
    followed = follow_change(fact=obj, by=actor_in(request), now=current_time())
    if not followed.is_nothing:
        messages.warning(request, " ".join(say_what_follows(followed)))


def actor_in(request: HttpRequest) -> Actor:
    if not isinstance(request.user, User):  # The administration admits nobody without an account.
        raise TypeError("an administrator has an account")
    return actor_of(request.user)


def _note(request: HttpRequest, action: str, obj: Model, message: Any) -> None:
    now = current_time()
    facility = facility_of(obj)
    record(
        action,
        by=actor_in(request),
        on=_subject(obj),
        at=now,
        facility=facility.slug if facility else "",
        model=type(obj).__name__,
        what=_what_changed(message),
    )
    _show_at_once(obj, facility, now)


def facility_of(obj: Model) -> Facility | None:
    if isinstance(obj, Facility):
        return obj
    if isinstance(obj, Area | Monitor | Station | Closure | Inmate | LadderPolicy | Ground):
        return obj.facility
    if isinstance(obj, Commitment | ApprovedVisitor | NoContact):
        return obj.inmate.facility
    if isinstance(obj, KeptApart):
        return obj.first.facility
    return None


def _subject(obj: Model) -> Subject:
    """What has no public id changes its facility."""
    if isinstance(obj, StaffRole):
        return obj.user
    if isinstance(obj, Area | LadderPolicy | Ground):
        return obj.facility
    if isinstance(obj, Facility | Monitor | Station | Closure | Inmate | User | ApiClient):
        return obj
    if isinstance(obj, Commitment | ApprovedVisitor | NoContact | KeptApart):
        return obj
    raise TypeError(f"{type(obj).__name__} is not configured here")


def _what_changed(message: Any) -> str:
    """Names of fields and parts, never their contents."""
    if not isinstance(message, list):
        return ""
    parts = [_part(kind, change) for entry in message for kind, change in entry.items()]
    return "; ".join(filter(None, parts))[:LONGEST_LIST]


def _part(kind: str, change: dict[str, Any]) -> str:
    fields: Iterable[str] = change.get("fields", ())
    return " ".join(filter(None, [kind, str(change.get("name", "")), ", ".join(fields)]))


def _show_at_once(obj: Model, facility: Facility | None, now: datetime) -> None:
    topics = {f"facility:{facility.slug}"} if facility else set()
    if isinstance(obj, Monitor | Station):
        topics.add(f"{type(obj).__name__.lower()}:{obj.public_id}")
    if isinstance(obj, Facility | Area | Closure | LadderPolicy | Ground) and facility:
        topics |= {f"monitor:{one.public_id}" for one in facility.monitors.all()}
        stations = Station.objects.filter(area__facility=facility)
        topics |= {f"station:{one.public_id}" for one in stations}
    announce(*sorted(topics), now=now)
