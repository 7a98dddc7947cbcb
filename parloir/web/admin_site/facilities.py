from datetime import datetime, time
from itertools import product
from typing import Any

from django.contrib import admin
from django.contrib.admin.utils import unquote
from django.core.exceptions import ValidationError
from django.forms.models import BaseInlineFormSet
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from parloir.audit.actors import Actor
from parloir.bookings.models import PartyLimit, Quota
from parloir.facilities.models import (
    Agency,
    Area,
    Closure,
    Facility,
    Monitor,
    State,
    Station,
    VisitingHours,
    VisitKind,
)
from parloir.facts.facilities import add_facility, change_facility
from parloir.facts.impact import ChangeImpact
from parloir.scheduling.weekly_hours import WeeklyHours
from parloir.web.admin_site.facts import FactAdmin, Saved
from parloir.web.admin_site.own_rows import own_facilities
from parloir.web.admin_site.rule_preview import preview_change
from parloir.web.admin_site.scoped import ScopedInline, is_operator_in
from parloir.web.admin_site.shown import ShownAdmin


class HoursFormSet(BaseInlineFormSet):  # type: ignore[type-arg]
    """Validates that the windows of a weekday do not overlap; they may touch."""

    def clean(self) -> None:
        super().clean()
        rows = [
            form.cleaned_data
            for form in self.forms
            if form.is_valid() and form.cleaned_data and not form.cleaned_data.get("DELETE")
        ]
        for kind, area in product(VisitKind, {row.get("area") for row in rows}):
            windows: dict[int, list[tuple[time, time]]] = {}
            for row in rows:
                if row["kind"] == kind and row.get("area") == area:
                    windows.setdefault(row["weekday"], []).append((row["opens"], row["closes"]))
            try:
                WeeklyHours(windows)
            except ValueError as error:
                raise ValidationError(
                    _(
                        "The hours of %(kind)s visits do not fit together: windows of one "
                        "weekday must not overlap, close after they open, and lie on whole "
                        "five minutes."
                    )
                    % {"kind": kind.label}
                ) from error


class HoursInline(ScopedInline, admin.TabularInline):  # type: ignore[type-arg]
    model = VisitingHours
    formset = HoursFormSet
    extra = 1
    fields = ["kind", "area", "weekday", "opens", "closes"]

    def formfield_for_foreignkey(self, db_field: Any, request: HttpRequest, **kwargs: Any) -> Any:
        """Offer only areas of the edited facility; a new one has none yet."""
        if db_field.name == "area" and request.resolver_match is not None:
            facility = request.resolver_match.kwargs.get("object_id")
            kwargs["queryset"] = Area.objects.filter(facility=facility)
        return super().formfield_for_foreignkey(db_field, request, **kwargs)


class QuotaInline(ScopedInline, admin.TabularInline):  # type: ignore[type-arg]
    model = Quota
    extra = 0


class PartyLimitInline(ScopedInline, admin.TabularInline):  # type: ignore[type-arg]
    model = PartyLimit
    extra = 0


class AreaInline(ScopedInline, admin.TabularInline):  # type: ignore[type-arg]
    model = Area
    extra = 0
    show_change_link = True


class StationInline(ScopedInline, admin.TabularInline):  # type: ignore[type-arg]
    model = Station
    extra = 0


class MonitorInline(ScopedInline, admin.TabularInline):  # type: ignore[type-arg]
    model = Monitor
    extra = 0


@admin.register(State)
class StateAdmin(ShownAdmin):
    of_installation = True
    list_display = ["name", "code"]
    search_fields = ["name"]


@admin.register(Agency)
class AgencyAdmin(FactAdmin):
    """Operators add agencies. Administrators of all facilities of one change its name."""

    list_display = ["name"]
    search_fields = ["name"]

    def has_add_permission(self, request: HttpRequest) -> bool:
        return is_operator_in(request)

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        may_change = super().has_change_permission(request, obj)
        if obj is None or not may_change:
            return may_change
        own = own_facilities(request.user).values("pk")
        return not obj.facilities.exclude(pk__in=own).exists()

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return is_operator_in(request)


@admin.register(Facility)
class FacilityAdmin(FactAdmin):
    list_display = ["name", "official_name", "state", "effective_date", "time_zone"]
    list_filter = ["state"]
    search_fields = ["name", "official_name"]
    prepopulated_fields = {"slug": ["name"]}
    inlines = [HoursInline, QuotaInline, PartyLimitInline, AreaInline, MonitorInline]
    change_form_template = "admin/facility_change.html"
    fieldsets = [
        (None, {"fields": ["name", "official_name", "slug", "agency", "state", "language"]}),
        (
            gettext_lazy("Where it is"),
            {"fields": ["street", "city", "postal_code", "phone", "time_zone", "short_zone_name"]},
        ),
        (
            gettext_lazy("Visits"),
            {"fields": ["effective_date", "visit_minutes", "grid_minutes", "turnover_minutes"]},
        ),
        (
            gettext_lazy("Booking and admission"),
            {
                "fields": [
                    "horizon_days",
                    "notice_minutes",
                    "cancel_minutes",
                    "early_minutes",
                    "grace_minutes",
                    "approval",
                    "answer_hours",
                    "week_begins",
                    "intake_wait_hours",
                    "keeps_visitor_lists",
                    "told_apart_by",
                ]
            },
        ),
        (
            gettext_lazy("Supervision"),
            {"fields": ["unattended", "pause_stops_clock", "unseen_minutes"]},
        ),
        (
            gettext_lazy("Visits that went wrong"),
            {"fields": ["make_up", "make_up_minutes", "make_up_days"]},
        ),
        (
            gettext_lazy("Reviews and appeals"),
            {"fields": ["four_eyes", "appeal_days", "appeal_answer_days", "still_days"]},
        ),
    ]

    def changeform_view(
        self, request: HttpRequest, object_id: str | None = None, *args: Any, **kwargs: Any
    ) -> HttpResponse:
        """ "Try it" saves, finds what the new rules would refuse, and rolls all of it back."""
        if (
            object_id is None
            or "_try" not in request.POST
            or not self._is_shown(request, object_id)
        ):
            return super().changeform_view(request, object_id, *args, **kwargs)
        return preview_change(
            request,
            facility_pk=object_id,
            save=lambda: super(FacilityAdmin, self).changeform_view(
                request, object_id, *args, **kwargs
            ),
        )

    def _is_shown(self, request: HttpRequest, object_id: str) -> bool:
        return self.get_object(request, unquote(object_id)) is not None

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return is_operator_in(request)

    def add(self, saved: Saved[Facility], by: Actor, now: datetime) -> ChangeImpact:
        return add_facility(facility=saved.row, parts=saved.parts, by=by, now=now)

    def change(self, saved: Saved[Facility], by: Actor, now: datetime) -> ChangeImpact:
        return change_facility(
            facility=saved.row, parts=saved.parts, by=by, now=now, **saved.fields
        )

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> list[str]:
        """Make the slug read-only after creation: roles and addresses name the facility by it. Only
        an operator moves a facility to another agency."""
        if obj is None:
            return []
        return ["slug"] if is_operator_in(request) else ["slug", "agency"]

    def get_prepopulated_fields(self, request: HttpRequest, obj: Any = None) -> dict[str, Any]:
        return {} if obj else {"slug": ["name"]}


@admin.register(Area)
class AreaAdmin(FactAdmin):
    list_display = ["name", "facility"]
    list_filter = ["facility"]
    inlines = [StationInline]


@admin.register(Monitor)
class MonitorAdmin(FactAdmin):
    list_display = ["name", "facility", "in_service"]
    list_filter = ["facility", "in_service"]


@admin.register(Station)
class StationAdmin(FactAdmin):
    list_display = ["name", "area", "in_service"]
    list_filter = ["area__facility", "in_service"]
    list_select_related = ["area"]


@admin.register(Closure)
class ClosureAdmin(FactAdmin):
    list_display = ["facility", "starts_at", "ends_at", "reason"]
    list_filter = ["facility"]
