"""Close a facility, area or device for a time, now or later."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django import forms
from django.contrib import messages
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from parloir.bookings.queries import open_repairs
from parloir.facilities.models import Area, Closure, Facility, Monitor, Station
from parloir.facts.closures import close_time, reopen
from parloir.facts.impact import ChangeImpact
from parloir.web.fields import DayField
from parloir.web.staff.consequences import say_what_follows
from parloir.web.staff.sections import CLOSERS, REPAIRERS, show
from parloir.web.staff.staff_context import StaffContext, staff_page
from parloir.web.typed_times import ShowingField, WallTimeField, typed_instant


@dataclass(frozen=True, slots=True)
class Scope:
    """What is closed: the whole facility unless an area or a device is named."""

    facility: Facility
    area: Area | None = None
    monitor: Monitor | None = None
    station: Station | None = None

    @property
    def name(self) -> str:
        narrower = self.area or self.monitor or self.station
        part = narrower.name if narrower else _("everything")
        return f"{self.facility.name}: {part}"


class ClosureForm(forms.Form):
    scope = forms.ChoiceField(label=gettext_lazy("What closes"))
    from_date = DayField(
        label=gettext_lazy("From: day"),
        help_text=gettext_lazy("Leave day and time empty to close immediately."),
        required=False,
    )
    from_time = WallTimeField(label=gettext_lazy("From: time"), required=False)
    from_showing = ShowingField(label=gettext_lazy("From: which one"))
    until_date = DayField(
        label=gettext_lazy("Until: day"),
        error_messages={"required": gettext_lazy("Give the day on which it ends.")},
    )
    until_time = WallTimeField(
        label=gettext_lazy("Until: time"),
        error_messages={"required": gettext_lazy("Give the time at which it ends.")},
    )
    until_showing = ShowingField(label=gettext_lazy("Until: which one"))
    reason = forms.CharField(
        label=gettext_lazy("Reason"),
        help_text=gettext_lazy("For the record, in a few words."),
        max_length=200,
        error_messages={"required": gettext_lazy("Write why.")},
    )

    def __init__(self, *args: Any, scopes: dict[str, Scope], now: datetime, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.scopes, self.now = scopes, now
        choices = [(key, scope.name) for key, scope in scopes.items()]
        self.fields["scope"].choices = choices  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        scope = self.scopes.get(data.get("scope", ""))
        if scope is None or self.errors:
            return data
        starts_at = self._starts_at(scope.facility)
        ends_at = self._typed("until", scope.facility)
        if starts_at and ends_at and ends_at <= max(starts_at, self.now):
            self.add_error("until_time", _("It ends before it begins. Give a later time."))
        return data | {"starts_at": starts_at, "ends_at": ends_at, "place": scope}

    def _starts_at(self, facility: Facility) -> datetime | None:
        typed = [self.cleaned_data.get(name) is not None for name in ("from_date", "from_time")]
        if not any(typed):
            return self.now
        if all(typed):
            return self._typed("from", facility)
        self.add_error(
            "from_time", _("Give both the day and the time, or neither to close immediately.")
        )
        return None

    def _typed(self, edge: str, facility: Facility) -> datetime | None:
        names = {part: f"{edge}_{part}" for part in ("time", "showing")}
        return typed_instant(self, facility, day=f"{edge}_date", **names)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@staff_page(*CLOSERS)
def closures(request: HttpRequest, staff: StaffContext) -> HttpResponse:
    """List closures, with a form that shows the consequences before it closes anything."""
    form = ClosureForm(request.POST or None, scopes=_scopes(staff), now=staff.now)
    follows = None
    if request.method == "POST" and form.is_valid():
        if "confirm" in request.POST:
            return _close(staff, form, request)
        follows = _what_would_follow(staff, form)
    coming = Closure.objects.filter(
        facility__slug__in=staff.slugs_for(*CLOSERS), ends_at__gt=staff.now
    ).select_related("facility", "area", "monitor", "station")
    context = {"form": form, "follows": follows, "coming": coming, "now": staff.now}
    return show(request, staff, "closures.html", context, 422 if form.errors else 200)


@require_POST
@staff_page(*CLOSERS)
def end_closure(request: HttpRequest, staff: StaffContext, closure_id: str) -> HttpResponse:
    closure = (
        Closure.objects.filter(public_id=closure_id, facility__slug__in=staff.slugs_for(*CLOSERS))
        .select_related("facility")
        .first()
    )
    if closure is None:
        raise Http404
    facility = closure.facility
    if not reopen(closure=closure, by=staff.actor, now=staff.now):
        messages.warning(request, _("It was over already."))
        return redirect("closures")
    if not open_repairs([facility.slug]).exists():
        messages.success(request, _("It is open again."))
        return redirect("closures")
    if facility.slug not in staff.slugs_for(*REPAIRERS):
        messages.success(
            request,
            _("It is open again. A supervisor can restore the visits that lost their time."),
        )
        return redirect("closures")
    messages.success(request, _("It is open again. Look at the visits that lost their time."))
    return redirect("restorable", facility_slug=facility.slug)


def _close(staff: StaffContext, form: ClosureForm, request: HttpRequest) -> HttpResponse:
    impact = _carry_out(staff, form)
    messages.success(request, " ".join([_("Closed."), *say_what_follows(impact)]))
    return redirect("closures")


def _what_would_follow(staff: StaffContext, form: ClosureForm) -> list[str]:
    """Close and roll back, so that the preview is what will happen."""
    with transaction.atomic():
        impact = _carry_out(staff, form)
        transaction.set_rollback(True)
    return say_what_follows(impact)


def _carry_out(staff: StaffContext, form: ClosureForm) -> ChangeImpact:
    data, place = form.cleaned_data, form.cleaned_data["place"]
    _closure, impact = close_time(
        facility=place.facility,
        area=place.area,
        monitor=place.monitor,
        station=place.station,
        starts_at=data["starts_at"],
        ends_at=data["ends_at"],
        reason=data["reason"],
        by=staff.actor,
        now=staff.now,
    )
    return impact


def _scopes(staff: StaffContext) -> dict[str, Scope]:
    """Return everything that this person may close, by the value of the choice."""
    scopes: dict[str, Scope] = {}
    for facility in staff.facilities_for(*CLOSERS):
        scopes[f"facility-{facility.slug}"] = Scope(facility)
        for area in facility.areas.all():
            scopes[f"area-{area.pk}"] = Scope(facility, area=area)
        for monitor in facility.monitors.all():
            scopes[f"monitor-{monitor.public_id}"] = Scope(facility, monitor=monitor)
        for station in Station.objects.filter(area__facility=facility).select_related("area"):
            scopes[f"station-{station.public_id}"] = Scope(facility, station=station)
    return scopes
