"""What the other side reads about a side's camera and microphone."""

from collections.abc import Mapping

from django.utils.translation import gettext as _

from parloir.protocol.media import DeviceState as ToldState
from parloir.protocol.screens.screen import SideDevices
from parloir.screens.common import first_name_of_other
from parloir.sides import Side
from parloir.visits.legs import SentDevices, devices_in
from parloir.visits.models import Admission, DeviceState

_TOLD: Mapping[DeviceState, ToldState] = {
    DeviceState.ON: "on",
    DeviceState.OFF: "off",
    DeviceState.NONE: "none",
}


def devices_of_other(admission: Admission) -> SentDevices:
    visit = admission.visit
    return devices_in([visit]).get((visit.pk, Side(admission.side).other), SentDevices())


def side_devices(devices: SentDevices) -> SideDevices:
    return SideDevices(camera=_TOLD[devices.camera], microphone=_TOLD[devices.microphone])


def say_devices_of_other(admission: Admission, devices: SentDevices) -> str | None:
    """Return which device the other side does without, or None if it has both."""
    cameras = {
        DeviceState.OFF: _("%(name)s's camera is off."),
        DeviceState.NONE: _("%(name)s has no camera."),
    }
    microphones = {
        DeviceState.OFF: _("%(name)s's microphone is off."),
        DeviceState.NONE: _("%(name)s has no microphone."),
    }
    said = [cameras.get(devices.camera), microphones.get(devices.microphone)]
    name = first_name_of_other(admission.side, admission.visit)
    return " ".join(one % {"name": name} for one in said if one) or None
