"""PINs: alarms about wrong ones, and the sheets with inmates' new ones."""

from dataclasses import dataclass

from django.contrib import messages
from django.db.models import Count, Q
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from parloir.accounts.models import Role
from parloir.facilities.models import Area, Monitor, Station
from parloir.people.models import Inmate
from parloir.people.pin_sheets import make_weak_pins_new
from parloir.pin_tries.alarms import DeviceTries, open_alarms, refused_by_device, settle_alarm
from parloir.pin_tries.models import PinAlarm
from parloir.web.staff.sections import WATCHERS, show
from parloir.web.staff.staff_context import StaffContext, staff_page


@dataclass(frozen=True, slots=True)
class AlarmRow:
    alarm: PinAlarm
    sentence: str


@dataclass(frozen=True, slots=True)
class DeviceRow:
    name: str
    place: str
    tries: DeviceTries


@never_cache
@require_safe
@staff_page(*WATCHERS)
def pins(request: HttpRequest, staff: StaffContext) -> HttpResponse:
    """Show open alarms, the devices with refused PINs, and to supervisors the units with weak
    PINs."""
    slugs = staff.slugs_for(*WATCHERS)
    context = {
        "alarms": [AlarmRow(one, _say(one)) for one in open_alarms(slugs)],
        "devices": _devices(staff, slugs),
        "supervises": bool(staff.slugs_for(Role.SUPERVISOR)),
        "units": _units_with_weak_pins(staff),
    }
    return show(request, staff, "pins.html", context)


@require_POST
@staff_page(*WATCHERS)
def settle_pin_alarm(request: HttpRequest, staff: StaffContext, alarm_id: str) -> HttpResponse:
    alarm = (
        PinAlarm.objects.filter(public_id=alarm_id, facility__slug__in=staff.slugs_for(*WATCHERS))
        .select_related("facility")
        .first()
    )
    if alarm is None:
        raise Http404
    if settle_alarm(alarm=alarm, by=staff.actor, now=staff.now):
        messages.success(request, _("Noted. Only PINs that are refused from now on count again."))
    else:
        messages.warning(request, _("Somebody else had looked already."))
    return redirect("pins")


@never_cache
@require_POST
@staff_page(Role.SUPERVISOR)
def pin_sheet(request: HttpRequest, staff: StaffContext, area_id: int) -> HttpResponse:
    """Make the weak PINs of a unit new, and show them this one time."""
    area = (
        Area.objects.filter(pk=area_id, facility__slug__in=staff.slugs_for(Role.SUPERVISOR))
        .select_related("facility")
        .first()
    )
    if area is None:
        raise Http404
    made = make_weak_pins_new(area=area, by=staff.actor, now=staff.now)
    if not made:
        messages.warning(
            request,
            _("%(unit)s has no weak PIN any more. A sheet is shown only once.")
            % {"unit": area.name},
        )
        return redirect("pins")
    context = {"area": area, "made": made, "made_at": staff.now}
    return show(request, staff, "pin_sheet.html", context)


def _say(alarm: PinAlarm) -> str:
    words = {"n": alarm.tries, "facility": alarm.facility.name}
    if not alarm.inmate_ref:
        return (
            ngettext(
                "%(n)d PIN was refused at %(facility)s.",
                "%(n)d PINs were refused at %(facility)s.",
                alarm.tries,
            )
            % words
        )
    inmate = Inmate.objects.filter(public_id=alarm.inmate_ref).first()
    words["inmate"] = str(inmate) if inmate else _("an inmate who is not on the roster any more")
    return (
        ngettext(
            "%(n)d PIN was refused for %(inmate)s at %(facility)s.",
            "%(n)d PINs were refused for %(inmate)s at %(facility)s.",
            alarm.tries,
        )
        % words
    )


def _devices(staff: StaffContext, slugs: frozenset[str]) -> list[DeviceRow]:
    found = {one.device: one for one in refused_by_device(slugs, now=staff.now)}
    monitors = Monitor.objects.filter(public_id__in=found).select_related("facility")
    stations = Station.objects.filter(public_id__in=found).select_related("area__facility")
    rows = [
        *(DeviceRow(one.name, one.facility.name, found[one.public_id]) for one in monitors),
        *(
            DeviceRow(one.name, f"{one.facility.name}: {one.area.name}", found[one.public_id])
            for one in stations
        ),
    ]
    return sorted(rows, key=lambda row: -row.tries.refused)


def _units_with_weak_pins(staff: StaffContext) -> list[Area]:
    """Return the units with the number of weak PINs as `weak`, those without any left out.

    PINs that were not judged yet count as weak here: the sheet leaves out those that are not.
    """
    is_held = Q(inmates__status=Inmate.Status.HELD) & ~Q(inmates__pin_hash="")
    is_weak = Q(inmates__pin_is_weak=True) | Q(inmates__pin_is_weak=None)
    return list(
        Area.objects.filter(facility__slug__in=staff.slugs_for(Role.SUPERVISOR))
        .annotate(weak=Count("inmates", filter=is_held & is_weak))
        .filter(weak__gt=0)
        .select_related("facility")
        .order_by("facility__name", "name")
    )
