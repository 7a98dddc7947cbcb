"""The socket of an inmate's station."""

from datetime import datetime

from parloir.bookings.texts.refusal_texts import sentence_for
from parloir.facilities.models import Enrolment, Monitor, Station
from parloir.languages import default_language
from parloir.pin_tries.operations import SlowedDown
from parloir.protocol.errors import ErrorCode
from parloir.protocol.from_browser import IntentRequest, Ping, read_message
from parloir.protocol.intents import STATION_INTENTS, SignIn, StationIntent
from parloir.protocol.media import MediaFromBrowser
from parloir.protocol.screens.station import StationScreen
from parloir.realtime.device_surface import DeviceSurface
from parloir.realtime.errors import IntentRefused
from parloir.screens.monitor import RefusedPin
from parloir.screens.station import station_screen
from parloir.visits.admission import AdmissionRefused, sign_in_inmate
from parloir.visits.models import Admission


class StationSurface(DeviceSurface[StationScreen, StationIntent]):
    name = "station"
    kind = Enrolment.DeviceKind.STATION

    def screen_of(
        self, device: Monitor | Station, *, now: datetime
    ) -> tuple[StationScreen, Admission | None]:
        assert isinstance(device, Station)  # noqa: S101 - by the enrolment's constraint
        return station_screen(device, refused=self._refused, now=now)

    def read(self, frame: str) -> Ping | IntentRequest[StationIntent] | MediaFromBrowser:
        return read_message(frame, STATION_INTENTS)

    def carry_out(self, intent: StationIntent, *, now: datetime) -> None:
        match intent:
            case SignIn():
                self._sign_in(intent, now=now)
            case _:
                self.use_device(intent, now=now)

    # Private

    def _sign_in(self, intent: SignIn, *, now: datetime) -> None:
        device = self.device
        assert isinstance(device, Station)  # noqa: S101 - by the enrolment's constraint
        try:
            admission = sign_in_inmate(
                station=device,
                master_id=intent.master_id,
                pin=intent.pin,
                by=self.actor,
                now=now,
            )
        except SlowedDown as error:
            raise IntentRefused(ErrorCode.NOT_ALLOWED_NOW) from error
        except AdmissionRefused as error:
            self._refused = RefusedPin(error.refusal, error.booking, error.inmate)
            sentence = sentence_for(error.refusal, facility=device.facility)
            raise IntentRefused(error.refusal.rule, sentence) from error
        self._refused = None
        if self.language == default_language():
            self._wanted_language = admission.language
