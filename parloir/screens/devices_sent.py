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
    DeviceState.THIN: "thin",
}


def devices_of_other(admission: Admission) -> SentDevices:
    visit = admission.visit
    return devices_in([visit]).get((visit.pk, Side(admission.side).other), SentDevices())


def side_devices(devices: SentDevices) -> SideDevices:
    camera, microphone = _TOLD[devices.camera], _TOLD[devices.microphone]
    return SideDevices(camera=camera, microphone=microphone, signs=devices.signs)


def say_devices_of_other(admission: Admission, devices: SentDevices) -> str | None:
    """Return which device the other side does without, or None if it has both."""
    cameras = {
        DeviceState.OFF: _("%(name)s's camera is off."),
        DeviceState.NONE: _("%(name)s has no camera."),
        DeviceState.THIN: _(
            "%(name)s's connection is slow: the picture is paused so that you can hear each other. "
            "It comes back by itself."
        ),
    }
    microphones = {
        DeviceState.OFF: _("%(name)s's microphone is off."),
        DeviceState.NONE: _("%(name)s has no microphone."),
        DeviceState.THIN: _(
            "%(name)s's connection is slow: the sound is paused so that you can see each other. "
            "It comes back by itself."
        ),
    }
    said = [cameras.get(devices.camera), microphones.get(devices.microphone)]
    name = first_name_of_other(admission.side, admission.visit)
    return " ".join(one % {"name": name} for one in said if one) or None
