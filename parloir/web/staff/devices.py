"""Monitors and stations: their state, their enrolled browser, and whether they are in service."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from parloir.accounts.models import Role
from parloir.facilities.enrolment import (
    Device,
    DeviceKind,
    EnrolmentRefused,
    approve,
    enrolments_in_force,
    request_with_code,
    revoke,
)
from parloir.facilities.models import Enrolment, Facility, Monitor, Station
from parloir.facts.devices import put_in_service
from parloir.visits.models import Admission
from parloir.visits.states import AdmissionState
from parloir.web.staff.consequences import say_what_follows
from parloir.web.staff.sections import show
from parloir.web.staff.staff_context import StaffContext, staff_page


@dataclass(frozen=True, slots=True)
class DeviceRow:
    """`state` is out_of_service, in_use, connected, away or not_enrolled."""

    device: Device
    kind: str
    place: str
    enrolment: Enrolment | None
    state: str


@dataclass(frozen=True, slots=True)
class FacilityDevices:
    facility: Facility
    rows: list[DeviceRow]

    @property
    def well(self) -> int:
        return sum(row.state in {"connected", "in_use"} for row in self.rows)


@never_cache
@require_safe
@staff_page(Role.ADMINISTRATOR)
def devices(request: HttpRequest, staff: StaffContext) -> HttpResponse:
    """Show the page; the browser loads its table again every few seconds."""
    facilities = [_devices_of(one) for one in staff.facilities_for(Role.ADMINISTRATOR)]
    template = "devices_table.html" if request.headers.get("HX-Request") else "devices.html"
    return show(request, staff, template, {"facilities": facilities})


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@staff_page(Role.ADMINISTRATOR)
def approve_device(request: HttpRequest, staff: StaffContext) -> HttpResponse:
    """Ask for the code on a screen, then for the device that this screen becomes."""
    code = request.POST.get("code") or request.GET.get("code", "")
    enrolment = request_with_code(code)
    if enrolment is None:
        messages.warning(
            request,
            _(
                "No screen shows this code. Look at it again: it has six letters and digits, "
                "and a new one after a day."
            ),
        )
        return redirect("devices")
    choices = [
        (facility, _free_ones_first(_devices_of_kind(facility, DeviceKind(enrolment.kind))))
        for facility in staff.facilities_for(Role.ADMINISTRATOR)
    ]
    if request.method == "POST":
        rows = [row for _facility, found in choices for row in found]
        chosen = [row for row in rows if row.device.public_id == request.POST.get("device")]
        if chosen:
            return _approve(request, staff, enrolment, chosen[0].device)
        messages.warning(request, _("Choose which device this screen is."))
    context = {"enrolment": enrolment, "choices": choices}
    return show(request, staff, "approve_device.html", context)


@require_POST
@staff_page(Role.ADMINISTRATOR)
def revoke_device(
    request: HttpRequest, staff: StaffContext, kind: str, device_id: str
) -> HttpResponse:
    device = _device(staff, kind, device_id)
    for enrolment in enrolments_in_force(device):
        try:
            revoke(enrolment=enrolment, by=staff.actor, now=staff.now)
        except EnrolmentRefused:  # Another administrator was faster: it is what was wanted.
            continue
    messages.success(
        request,
        _("%(device)s is nobody's screen now. Enrol one by the code that it shows.")
        % {"device": device.name},
    )
    return redirect("devices")


@require_POST
@staff_page(Role.ADMINISTRATOR)
def device_service(
    request: HttpRequest, staff: StaffContext, kind: str, device_id: str
) -> HttpResponse:
    """Put a device in service or out of it; `in_service` is 1 or 0."""
    device = _device(staff, kind, device_id)
    in_service = request.POST.get("in_service") == "1"
    impact = put_in_service(device=device, in_service=in_service, by=staff.actor, now=staff.now)
    said = _("%(device)s is in service.") if in_service else _("%(device)s is out of service.")
    follows = [] if impact.is_empty else say_what_follows(impact)
    messages.success(request, " ".join([said % {"device": device.name}, *follows]))
    return redirect("devices")


def _approve(
    request: HttpRequest, staff: StaffContext, enrolment: Enrolment, device: Device
) -> HttpResponse:
    try:
        approve(enrolment=enrolment, device=device, by=staff.actor, now=staff.now)
    except EnrolmentRefused:
        messages.warning(request, _("This screen was given a device meanwhile."))
    else:
        messages.success(
            request, _("The screen is %(device)s from now on.") % {"device": device.name}
        )
    return redirect("devices")


def _device(staff: StaffContext, kind: str, device_id: str) -> Device:
    """Return a device of the person's facilities; any other is answered with 404."""
    slugs = staff.slugs_for(Role.ADMINISTRATOR)
    device: Device | None
    if kind == DeviceKind.MONITOR:
        device = Monitor.objects.filter(public_id=device_id, facility__slug__in=slugs).first()
    else:
        device = (
            Station.objects.filter(public_id=device_id, area__facility__slug__in=slugs)
            .select_related("area__facility")
            .first()
        )
    if device is None:
        raise Http404
    return device


def _devices_of(facility: Facility) -> FacilityDevices:
    rows = [row for kind in DeviceKind for row in _devices_of_kind(facility, kind)]
    return FacilityDevices(facility, rows)


def _devices_of_kind(facility: Facility, kind: DeviceKind) -> list[DeviceRow]:
    found: Iterable[Device]
    if kind == DeviceKind.MONITOR:
        found = Monitor.objects.filter(facility=facility)
    else:
        found = (
            Station.objects.filter(area__facility=facility)
            .select_related("area")
            .order_by("area__name", "id")
        )
    devices: list[Device] = list(found)
    in_force = Enrolment.objects.filter(
        approved_at__isnull=False, revoked_at=None, **{f"{kind}__in": devices}
    )
    enrolments = {getattr(one, f"{kind}_id"): one for one in in_force}
    busy = set(
        Admission.objects.filter(**{f"{kind}__in": devices})
        .exclude(state=AdmissionState.LEFT)
        .values_list(f"{kind}_id", flat=True)
    )
    return [
        DeviceRow(
            device=device,
            kind=str(kind),
            place=device.area.name if isinstance(device, Station) else "",
            enrolment=enrolments.get(device.pk),
            state=_state(device, enrolments.get(device.pk), is_busy=device.pk in busy),
        )
        for device in devices
    ]


def _free_ones_first(rows: list[DeviceRow]) -> list[DeviceRow]:
    return sorted(rows, key=lambda row: row.enrolment is not None)


def _state(device: Device, enrolment: Enrolment | None, *, is_busy: bool) -> str:
    if not device.in_service:
        return "out_of_service"
    if enrolment is None:
        return "not_enrolled"
    if not enrolment.connection:
        return "away"
    return "in_use" if is_busy else "connected"
