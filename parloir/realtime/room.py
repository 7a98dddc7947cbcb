"""The socket of a remote visit, on the visitor's own device (P14)."""

from datetime import datetime, timedelta

from django.urls import reverse

from parloir.accounts.policies import as_visitor
from parloir.audit.actors import Actor
from parloir.bookings.models import Booking
from parloir.bookings.texts.refusal_texts import sentence_for
from parloir.clock import current_time
from parloir.media.protocol import MediaServer
from parloir.people.models import Visitor
from parloir.protocol.errors import ErrorCode
from parloir.protocol.from_browser import IntentRequest, Ping, read_message
from parloir.protocol.intents import ROOM_INTENTS, RoomIntent, TakeOver
from parloir.protocol.media import MediaFromBrowser, MediaRelay
from parloir.protocol.screens.room import RoomCheckScreen, RoomScreen, TooEarlyScreen
from parloir.realtime.errors import IntentRefused
from parloir.realtime.relays import relays_for
from parloir.realtime.rendering import NotAdmitted, RenderedScreen
from parloir.realtime.side_surface import SideSurface, writing_refused
from parloir.realtime.signed_in_surface import SignedInSurface
from parloir.realtime.trial_leg import TRIAL_LEG, TrialLeg
from parloir.screens.room import elsewhere, room_screen
from parloir.sides import Side
from parloir.text_lines.operations import ask_for_text_line
from parloir.trials.operations import LASTS, TrialRefused, must_be_possible
from parloir.visits.admission import AdmissionRefused, join_remotely
from parloir.visits.legs import MayNotConnect
from parloir.visits.models import Admission
from parloir.visits.operations import MoveRefused, begin
from parloir.visits.states import AdmissionState

RELAY_MARGIN = timedelta(seconds=10)
"""A browser gathers its addresses before the trial begins."""


class RoomSurface(SignedInSurface[RoomScreen, RoomIntent], SideSurface[RoomScreen, RoomIntent]):
    name = "room"

    _visitor: Visitor
    _booking: Booking
    _takes_over = True

    @property
    def account(self) -> str:
        return f"visitor {self._visitor.public_id}"

    @property
    def actor(self) -> Actor:
        return as_visitor(self._visitor.user)

    def admit(self) -> None:
        super().admit()
        user = self.user()
        visitor = Visitor.objects.select_related("user").filter(user_id=user.pk).first()
        if visitor is None:
            raise NotAdmitted
        self._visitor = visitor
        self.language = visitor.language
        self._booking = self._look_up()

    def render(self, *, now: datetime) -> RenderedScreen[RoomScreen]:
        self.user()
        self._booking = booking = self._look_up()
        screen, admission = room_screen(
            booking=booking, visitor=self._visitor, home=reverse("my_visits"), now=now
        )
        topics = {f"booking:{booking.public_id}"}
        if admission is not None:
            topics.add(f"visit:{admission.visit.public_id}")
        if not self._may_attach(admission, now=now):
            return RenderedScreen(elsewhere(), frozenset(topics))
        return RenderedScreen(screen, frozenset(topics), admission)

    # Trials

    def begin_media(self, server: MediaServer) -> None:
        super().begin_media(server)
        self._trial = TrialLeg(owner=self._visitor.public_id, server=server, send=self.send_message)

    async def take_media(self, message: MediaFromBrowser) -> None:
        if message.leg != TRIAL_LEG:
            await super().take_media(message)
        elif isinstance(message, MediaRelay):
            await self._offer_relay_for_trial(message)
        else:
            self._trial.take(message)

    async def on_rendered(self, rendered: RenderedScreen[RoomScreen]) -> None:
        self._trial.allow(isinstance(rendered.screen, TooEarlyScreen | RoomCheckScreen))
        await super().on_rendered(rendered)

    async def end_media(self) -> None:
        await self._trial.close()
        await super().end_media()

    async def _offer_relay_for_trial(self, message: MediaRelay) -> None:
        """Offer the relay for as long as a trial lasts, if one may be opened now."""
        owner = self._visitor.public_id

        def until() -> datetime:
            now = current_time()
            if not self._trial.is_allowed:
                raise MayNotConnect
            try:
                must_be_possible(owner=owner, now=now)
            except TrialRefused as refused:
                raise MayNotConnect from refused
            return now + LASTS

        relays = await relays_for(message, owner=owner, until=until, margin=RELAY_MARGIN)
        await self.send_message(relays)

    # Intents

    def read(self, frame: str) -> Ping | IntentRequest[RoomIntent] | MediaFromBrowser:
        return read_message(frame, ROOM_INTENTS)

    def carry_out(self, intent: RoomIntent, *, now: datetime) -> None:
        match intent:
            case TakeOver():
                self._takes_over = True
            case _:
                self.take_part(intent, now=now)

    def begin(self, *, now: datetime) -> None:
        try:
            admission = join_remotely(
                booking=self._booking, visitor=self._visitor, by=self.actor, now=now
            )
            begin(admission=admission, by=self.actor, now=now)
        except AdmissionRefused as error:
            sentence = sentence_for(
                error.refusal, facility=self._booking.facility, to=self._visitor.phone
            )
            raise IntentRefused(error.refusal.rule, sentence) from error
        except MoveRefused as error:
            raise IntentRefused(ErrorCode.NOT_ALLOWED_NOW) from error
        self._takes_over = True
        self.subject = admission

    def ask_for_text_line(self, *, wanted: bool, now: datetime) -> None:
        """Note it with the booking: before the press there is no visit."""
        with writing_refused():
            ask_for_text_line(
                booking=self._booking, side=Side.VISITOR, wanted=wanted, by=self.actor, now=now
            )

    # Private

    def _look_up(self) -> Booking:
        public_id = self.scope["url_route"]["kwargs"]["booking"]
        booking = (
            Booking.objects.filter(public_id=public_id, visitor=self._visitor)
            .select_related("facility", "inmate", "visitor__user")
            .first()
        )
        if booking is None:
            raise NotAdmitted
        return booking

    def _may_attach(self, admission: Admission | None, *, now: datetime) -> bool:
        """Return whether this window shows the visit. The window that was opened last does."""
        if admission is None or admission.state == AdmissionState.LEFT:
            self.attach(None, now=now)
            return True
        if self._takes_over or admission.connection in {"", self.connection}:
            self._takes_over = False
            self.attach(admission, now=now)
            return True
        self._attached_to = None
        return False
