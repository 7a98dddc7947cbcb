"""Screens that monitors and stations share: enrolment, superseded, out of service."""

from datetime import datetime

from django.utils.translation import gettext as _

from parloir.facilities.models import Enrolment, Facility, Monitor, Station
from parloir.protocol.screens.devices import ClosedScreen, EnrolScreen, SupersededScreen
from parloir.screens.facility_clock import facility_clock
from parloir.visits.models import Admission
from parloir.visits.states import AdmissionState

RELATED = (
    "visit__facility",
    "visit__booking__facility",
    "visit__booking__visitor__user",
    "visit__booking__inmate",
)


def enrol(enrolment: Enrolment) -> EnrolScreen:
    is_monitor = enrolment.kind == Enrolment.DeviceKind.MONITOR
    return EnrolScreen(
        code=enrolment.code,
        title=_("This screen wants to be a monitor.")
        if is_monitor
        else _("This screen wants to be a station."),
        text=_(
            "An administrator types this code in the console under Devices and says which "
            "device it is. Nothing else has to be done here."
        ),
    )


def superseded() -> SupersededScreen:
    return SupersededScreen(
        title=_("This device is in use in another window."),
        text=_(
            "Another browser has taken the place of this one. Close this window, or go on here."
        ),
    )


def closed(facility: Facility, *, now: datetime) -> ClosedScreen:
    return ClosedScreen(
        title=_("This device is out of service."),
        text=_("Please use another one, or ask an officer."),
        phone=facility.phone_for(""),
        clock=facility_clock(facility, now=now),
    )


def admission_at(device: Monitor | Station, *, now: datetime) -> Admission | None:
    """Return who is admitted here, or who still reads the last screen of an ended visit."""
    field = "monitor" if isinstance(device, Monitor) else "station"
    here = Admission.objects.filter(**{field: device}).select_related(*RELATED)
    return (
        here.exclude(state=AdmissionState.LEFT).first()
        or here.filter(thanks_until__gt=now).order_by("-left_at").first()
    )
