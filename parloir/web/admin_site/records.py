"""Records that the system writes itself, shown read-only and without secrets."""

from typing import Any
from zoneinfo import ZoneInfo

from allauth.account.models import EmailAddress
from django.contrib import admin
from django.contrib.auth.models import Group
from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from parloir.audit.models import AuditEvent
from parloir.bookings.models import Booking
from parloir.disputes.models import Dispute
from parloir.sanctions.models import (
    Appeal,
    InmateRestriction,
    Restriction,
    Review,
    Ruling,
    Violation,
)
from parloir.sides import BOTH_SIDES, Side
from parloir.visits.models import Visit
from parloir.web.admin_site.own_rows import own_facilities
from parloir.web.admin_site.shown import ShownAdmin

# Roles belong to facilities: Django's groups would be a second, weaker kind of role.
admin.site.unregister(Group)
# An account has one address, which is a field of the account.
admin.site.unregister(EmailAddress)


@admin.register(Booking)
class BookingAdmin(ShownAdmin):
    """Its days are those of the reader's facilities if these share a time zone, else of UTC."""

    list_display = ["public_id", "facility", "kind", "starts_at", "state"]
    list_filter = ["starts_at", "facility", "kind", "state"]
    fields = [
        "public_id",
        "facility",
        "kind",
        "visitor",
        "inmate",
        "monitor",
        "station",
        "starts_at",
        "ends_at",
        "state",
        "booked_at",
        "closed_at",
        "cancelled_for",
    ]

    def changelist_view(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """The filter's days and the times of the rows are those of this zone."""
        with timezone.override(_zone_of_ones_own(request)):
            page = super().changelist_view(request, *args, **kwargs)
            return page.render() if isinstance(page, TemplateResponse) else page


@admin.register(Visit)
class VisitAdmin(ShownAdmin):
    list_display = ["public_id", "facility", "state", "outcome", "opened_at", "ended_at"]
    list_filter = ["facility", "state", "outcome"]
    fields = [
        "public_id",
        "booking",
        "facility",
        "state",
        "opened_at",
        "started_at",
        "ends_at",
        "ended_at",
        "outcome",
        "ended_by",
        "ground",
        "conduct_text",
        "seen_at",
    ]

    @admin.display(description=gettext_lazy("whose conduct"), empty_value="-")
    def conduct_text(self, visit: Visit) -> str | None:
        """Return whose conduct ended the visit, or None if nobody's did."""
        if visit.conduct == BOTH_SIDES:
            return _("both")
        if not visit.conduct:
            return None
        return _("the visitor's") if Side.VISITOR in visit.conduct else _("the inmate's")


@admin.register(Violation)
class ViolationAdmin(ShownAdmin):
    list_display = ["public_id", "facility", "ground", "conduct_text", "state", "occurred_date"]
    list_filter = ["facility", "ground", "state"]


@admin.register(Restriction)
class RestrictionAdmin(ShownAdmin):
    list_display = ["public_id", "facility", "from_date", "until_date", "imposed_at"]
    list_filter = ["facility"]


@admin.register(Review)
class ReviewAdmin(ShownAdmin):
    list_display = ["public_id", "state", "decision", "opened_at", "decided_at"]
    list_filter = ["state", "decision"]


@admin.register(Appeal)
class AppealAdmin(ShownAdmin):
    list_display = ["public_id", "state", "received_date", "answer_by_date", "decision"]
    list_filter = ["state", "decision"]


@admin.register(Dispute)
class DisputeAdmin(ShownAdmin):
    list_display = ["public_id", "state", "decision", "opened_at", "decided_at"]
    list_filter = ["state", "decision"]


@admin.register(Ruling)
class RulingAdmin(ShownAdmin):
    list_display = ["public_id", "kind", "date", "made_at"]
    list_filter = ["kind"]


@admin.register(InmateRestriction)
class InmateRestrictionAdmin(ShownAdmin):
    list_display = ["public_id", "facility", "from_date", "until_date", "imposed_at"]
    list_filter = ["facility"]


@admin.register(AuditEvent)
class AuditEventAdmin(ShownAdmin):
    """All events of all agencies. Auditors read those of their own on the console."""

    of_installation = True
    list_display = ["at", "actor_kind", "actor_ref", "action", "subject_kind", "outcome"]
    list_filter = ["at", "action", "actor_kind"]
    search_fields = ["actor_ref", "subject_ref"]
    show_full_result_count = False


def _zone_of_ones_own(request: HttpRequest) -> ZoneInfo:
    zones = {one.time_zone: one.zone for one in own_facilities(request.user)}
    return zones.popitem()[1] if len(zones) == 1 else ZoneInfo("UTC")
