"""The socket of a lobby monitor (P13)."""

from datetime import datetime

from django.utils.translation import gettext as _

from parloir.bookings.texts.refusal_texts import sentence_for
from parloir.facilities.models import Enrolment, Monitor, Station
from parloir.people.models import BirthDay
from parloir.pin_tries.operations import SlowedDown
from parloir.protocol.errors import ErrorCode
from parloir.protocol.from_browser import IntentRequest, Ping, read_message
from parloir.protocol.intents import (
    MONITOR_INTENTS,
    Acknowledge,
    Confirm,
    EnterPin,
    MonitorIntent,
    NotMe,
)
from parloir.protocol.media import MediaFromBrowser
from parloir.protocol.screens.monitor import MonitorScreen
from parloir.realtime.device_surface import DeviceSurface
from parloir.realtime.errors import IntentRefused
from parloir.screens.monitor import RefusedPin, monitor_screen
from parloir.visits.admission import AdmissionRefused, BirthDayNeeded, enter_pin
from parloir.visits.models import Admission
from parloir.visits.operations import acknowledge_rules, confirm_names, leave


class MonitorSurface(DeviceSurface[MonitorScreen, MonitorIntent]):
    name = "monitor"
    kind = Enrolment.DeviceKind.MONITOR

    def screen_of(
        self, device: Monitor | Station, *, now: datetime
    ) -> tuple[MonitorScreen, Admission | None]:
        assert isinstance(device, Monitor)  # noqa: S101 - by the enrolment's constraint
        return monitor_screen(device, refused=self._refused, now=now)

    def read(self, frame: str) -> Ping | IntentRequest[MonitorIntent] | MediaFromBrowser:
        return read_message(frame, MONITOR_INTENTS)

    def carry_out(self, intent: MonitorIntent, *, now: datetime) -> None:
        match intent:
            case EnterPin():
                self._enter_pin(intent, now=now)
            case Confirm():
                self.move(confirm_names, now=now)
            case NotMe():
                self.move(leave, now=now)
            case Acknowledge():
                self.move(acknowledge_rules, now=now)
            case _:
                self.use_device(intent, now=now)

    # Private

    def _enter_pin(self, intent: EnterPin, *, now: datetime) -> None:
        device = self.device
        assert isinstance(device, Monitor)  # noqa: S101 - by the enrolment's constraint
        try:
            enter_pin(
                monitor=device,
                pin=intent.pin,
                born=_born(intent),
                language=self.language,
                by=self.actor,
                now=now,
            )
        except BirthDayNeeded as error:
            raise IntentRefused(
                ErrorCode.BAD_ARGUMENTS,
                _("This monitor also asks for the day and month of birth. Please type both."),
            ) from error
        except SlowedDown as error:
            raise IntentRefused(ErrorCode.NOT_ALLOWED_NOW) from error
        except AdmissionRefused as error:
            self._refused = RefusedPin(error.refusal, error.booking)
            booking = error.booking
            facility = booking.facility if booking else device.facility
            own_number = booking.visitor.phone if booking else ""
            sentence = sentence_for(error.refusal, facility=facility, to=own_number)
            raise IntentRefused(error.refusal.rule, sentence) from error
        self._refused = None


def _born(intent: EnterPin) -> BirthDay | None:
    """Return the day and month of birth that were typed, or None without both."""
    if intent.month is None or intent.day is None:
        return None
    return BirthDay(intent.month, intent.day)
