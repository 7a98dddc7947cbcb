"""The socket of an inmate's station."""

from dataclasses import replace
from datetime import datetime, timedelta

from parloir.bookings.texts.refusal_texts import sentence_for
from parloir.disputes.models import Statement
from parloir.disputes.operations import dispute_account
from parloir.disputes.policies import DisputeRefused
from parloir.disputes.wording import say_why_refused
from parloir.facilities.models import Enrolment, Monitor, Station
from parloir.languages import default_language
from parloir.pin_tries.operations import SlowedDown
from parloir.protocol.errors import ErrorCode
from parloir.protocol.from_browser import IntentRequest, Ping, read_message
from parloir.protocol.intents import (
    STATION_INTENTS,
    DisputeVisit,
    Finish,
    SignIn,
    StationIntent,
)
from parloir.protocol.media import MediaFromBrowser
from parloir.protocol.screens.station import StationScreen
from parloir.realtime.device_surface import DeviceSurface
from parloir.realtime.errors import IntentRefused
from parloir.scheduling.refusals import Rule
from parloir.screens.monitor import RefusedPin
from parloir.screens.past_visits import as_inmate, has_past_visits, past_visit_of
from parloir.screens.station import is_over, shows_past_visits, station_screen
from parloir.visits.admission import AdmissionRefused, sign_in_inmate
from parloir.visits.models import Admission

PAST_VISITS_STAY = timedelta(minutes=3)
"""After the last press."""


class StationSurface(DeviceSurface[StationScreen, StationIntent]):
    name = "station"
    kind = Enrolment.DeviceKind.STATION

    def screen_of(
        self, device: Monitor | Station, *, now: datetime
    ) -> tuple[StationScreen, Admission | None]:
        assert isinstance(device, Station)  # noqa: S101 - by the enrolment's constraint
        if self._refused is not None and is_over(self._refused, now=now):
            self._forget_past_visits()
        return station_screen(device, refused=self._refused, now=now)

    def read(self, frame: str) -> Ping | IntentRequest[StationIntent] | MediaFromBrowser:
        return read_message(frame, STATION_INTENTS)

    def carry_out(self, intent: StationIntent, *, now: datetime) -> None:
        match intent:
            case SignIn():
                self._sign_in(intent, now=now)
            case DisputeVisit():
                self._dispute(intent, now=now)
            case Finish() if self._reads_past_visits(now=now):
                self._forget_past_visits()
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
            self._refused = _refused(error, now=now)
            sentence = sentence_for(error.refusal, facility=device.facility)
            raise IntentRefused(error.refusal.rule, sentence) from error
        self._refused = None
        if self.language == default_language():
            self._wanted_language = admission.language

    def _dispute(self, intent: DisputeVisit, *, now: datetime) -> None:
        """Keep what the inmate says, and show the visits for longer. Raises IntentRefused."""
        refused = self._refused
        if refused is None or refused.inmate is None or not self._reads_past_visits(now=now):
            raise IntentRefused(ErrorCode.NOT_ALLOWED_NOW)
        if intent.choice not in Statement.Choice.values:
            raise IntentRefused(ErrorCode.BAD_ARGUMENTS)
        visit = past_visit_of(refused.inmate, public_id=intent.visit)
        if visit is None:
            raise IntentRefused(ErrorCode.GONE)
        by = as_inmate(refused.inmate)
        try:
            dispute_account(visit=visit, choice=intent.choice, by=by, now=now)
        except DisputeRefused as error:
            sentence = say_why_refused(error.reason, visit)
            raise IntentRefused(ErrorCode.NOT_ALLOWED_NOW, sentence) from error
        self._refused = replace(refused, past_visits_until=now + PAST_VISITS_STAY)

    def _reads_past_visits(self, *, now: datetime) -> bool:
        return self._refused is not None and shows_past_visits(self._refused, now=now)

    def _forget_past_visits(self) -> None:
        self._refused = None
        self._wanted_language = default_language()


def _refused(error: AdmissionRefused, *, now: datetime) -> RefusedPin:
    """Return the refusal. An inmate who is at the right station, and has past visits, reads about
    them."""
    inmate = error.inmate
    is_here = inmate is not None and error.refusal.rule != Rule.AT_BOOKED_STATION
    reads = inmate is not None and is_here and has_past_visits(inmate, now=now)
    until = now + PAST_VISITS_STAY if reads else None
    return RefusedPin(error.refusal, error.booking, inmate, until)
