"""What monitor and station share: an enrolled device, attached to one browser's connection."""

from abc import abstractmethod
from datetime import datetime
from typing import ClassVar

from parloir.audit.actors import Actor
from parloir.facilities.device_connections import attach_device, detach_device, device_topic
from parloir.facilities.enrolment import COOKIE_OF, enrolment_of
from parloir.facilities.models import Enrolment, Monitor, Station
from parloir.languages import default_language, is_offered
from parloir.protocol.errors import ErrorCode
from parloir.protocol.from_browser import IntentT
from parloir.protocol.intents import CallStaff, DeviceIntent, Finish, SetLanguage, TakeOver
from parloir.protocol.screens.devices import EnrolScreen, SupersededScreen
from parloir.realtime.errors import IntentRefused
from parloir.realtime.rendering import NotAdmitted, RenderedScreen
from parloir.realtime.side_surface import SideScreenT, SideSurface
from parloir.screens import devices
from parloir.screens.monitor import RefusedPin
from parloir.visits.models import Admission
from parloir.visits.operations import dismiss_thanks
from parloir.visits.states import AdmissionState
from parloir.visits.supervision import call_staff


class DeviceSurface(SideSurface[SideScreenT | EnrolScreen | SupersededScreen, IntentT]):
    kind: ClassVar[Enrolment.DeviceKind]

    _enrolment: Enrolment
    _refused: RefusedPin | None = None
    _asks_for_device = False

    is_awaited = False  # a device connects by itself

    @property
    def account(self) -> str:
        return f"device {self._enrolment.public_id}"

    @property
    def actor(self) -> Actor:
        device = self._enrolment.device
        return Actor("device", device.public_id if device else self._enrolment.public_id)

    @abstractmethod
    def screen_of(
        self, device: Monitor | Station, *, now: datetime
    ) -> tuple[SideScreenT, Admission | None]:
        """Return the whole screen of this device, and the admission that it is about."""

    # Lifecycle

    def admit(self) -> None:
        self._look_up()
        self._asks_for_device = True

    def render(
        self, *, now: datetime
    ) -> RenderedScreen[SideScreenT | EnrolScreen | SupersededScreen]:
        enrolment = self._look_up()
        topics = {device_topic(enrolment), f"enrolment:{enrolment.public_id}"}
        device = enrolment.device
        if device is None:
            return RenderedScreen(devices.enrol(enrolment), frozenset(topics))
        if not self._is_attached(enrolment, now=now):
            self._attached_to = None
            return RenderedScreen(devices.superseded(), frozenset(topics))
        screen, admission = self.screen_of(device, now=now)
        self.attach(admission, now=now)
        self._forget_last_person(admission)
        return RenderedScreen(screen, frozenset(topics), admission)

    def on_disconnect(self, *, now: datetime) -> None:
        super().on_disconnect(now=now)
        detach_device(enrolment=self._enrolment, connection=self.connection, now=now)

    # Intents

    def before_intent(self) -> None:
        self._look_up()

    def use_device(self, intent: DeviceIntent, *, now: datetime) -> None:
        """Carry out an intent that both monitors and stations have."""
        match intent:
            case TakeOver():
                self._asks_for_device = True
            case CallStaff():
                call_staff(device=self.device, by=self.actor, now=now)
            case Finish():
                self._finish(now=now)
            case SetLanguage(lang=language):
                self._ask_for_language(language)
            case _:
                self.take_part(intent, now=now)

    def _ask_for_language(self, code: str) -> None:
        """Raises IntentRefused if this language is not offered."""
        if not is_offered(code):
            raise IntentRefused(ErrorCode.BAD_ARGUMENTS)
        self._wanted_language = code

    def _finish(self, *, now: datetime) -> None:
        if self.subject is not None and self.subject.state == AdmissionState.LEFT:
            dismiss_thanks(admission=self.subject, now=now)

    @property
    def device(self) -> Monitor | Station:
        device = self._enrolment.device
        if device is None:
            raise IntentRefused(ErrorCode.NOT_ALLOWED_NOW)
        return device

    # Private

    def _look_up(self) -> Enrolment:
        token = self.scope["cookies"].get(COOKIE_OF[self.kind], "")
        enrolment = enrolment_of(token, kind=self.kind)
        if enrolment is None:
            raise NotAdmitted
        self._enrolment = enrolment
        return enrolment

    def _is_attached(self, enrolment: Enrolment, *, now: datetime) -> bool:
        """Return whether the device is attached to this connection.

        The latest connection gets the device. When it ends, an earlier one may take it again.
        """
        if self._asks_for_device or not enrolment.connection:
            self._asks_for_device = False
            attach_device(enrolment=enrolment, connection=self.connection, now=now)
            return True
        return enrolment.connection == self.connection

    def _forget_last_person(self, admission: Admission | None) -> None:
        """Forget everything about the last person, including their language."""
        if admission is not None and admission.state != AdmissionState.LEFT:
            self._refused = None
            self._had_admission = True
        elif admission is None and self._had_admission:
            self._had_admission = False
            self._wanted_language = default_language()

    _had_admission = False
