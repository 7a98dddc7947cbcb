"""The socket of an officer's wall."""

import asyncio
import logging
import random
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import assert_never

from django.utils import translation

from parloir.accounts.models import Role, User
from parloir.accounts.policies import actor_of, facilities_served
from parloir.accounts.screen_locks import note_activity, topic_of
from parloir.clock import current_time, machine_time
from parloir.liveness.readiness import notice_for_staff
from parloir.media.errors import MediaError
from parloir.protocol.errors import ErrorCode
from parloir.protocol.from_browser import IntentRequest, Ping, read_message
from parloir.protocol.media import MediaFromBrowser
from parloir.protocol.screens.wall import WallScreen
from parloir.protocol.wall_intents import (
    WALL_INTENTS,
    AnswerCall,
    Note,
    Open,
    SayWhoPressed,
    Shut,
    StillHere,
    Terminate,
    WallIntent,
)
from parloir.realtime.errors import IntentRefused
from parloir.realtime.flood.bounds import OFFICER
from parloir.realtime.process import this_process
from parloir.realtime.redraw_lane import Urgency
from parloir.realtime.rendering import NotAdmitted, RenderedScreen
from parloir.realtime.signed_in_surface import SignedInSurface
from parloir.realtime.wall_interventions import WallInterventions
from parloir.realtime.wall_lock import WallLock
from parloir.realtime.wall_media import WallMedia
from parloir.screens.pin_alarms import pin_alarm_notice
from parloir.screens.wall import wall_screen
from parloir.screens.wall_column import CONFIRMED_WITHIN
from parloir.threads import in_press_thread, in_thread
from parloir.visits.interventions import take_over
from parloir.visits.models import Visit
from parloir.visits.operations import mark_seen
from parloir.visits.supervision import (
    answer_call,
    come_on_duty,
    go_off_duty,
    live_visit,
    stay_on_duty,
)
from parloir.workflows.termination import TerminationRefused, add_note, terminate

# A person who is no longer an officer here sees nothing after this time at the latest.
LOOKS_AGAIN_WITHIN = timedelta(seconds=2)
# Bookings that are soon due appear, and consoles without heartbeats disappear, as late as this.
RENDERS_AGAIN_WITHIN = timedelta(seconds=10)
LATER = timedelta(seconds=0.1)

log = logging.getLogger(__name__)


class WallSurface(WallLock, WallInterventions, WallMedia, SignedInSurface[WallScreen, WallIntent]):
    name = "wall"
    bounds = OFFICER
    wants_heartbeats = True
    urgency = Urgency.OFFICER

    _officer: User
    _facilities: frozenset[str] = frozenset()
    _on_duty_for: frozenset[str] = frozenset()
    _opened: str | None = None
    _notice: str | None = None
    _shown_live: frozenset[str] = frozenset()

    # Lifecycle

    def read(self, frame: str) -> Ping | IntentRequest[WallIntent] | MediaFromBrowser:
        return read_message(frame, WALL_INTENTS)

    def admit(self) -> None:
        super().admit()
        self._look_up()
        self.language = self._officer.language

    def render(self, *, now: datetime) -> RenderedScreen[WallScreen]:
        self._look_up()
        if self._on_duty_for != self._facilities:
            self._on_duty_for = self._facilities
            come_on_duty(
                officer=self._officer,
                connection=self.connection,
                facilities=self._facilities,
                now=now,
            )
        self._notice = notice_for_staff(now=now)
        screen = wall_screen(
            facilities=self._facilities,
            opened=self._opened,
            lock=self.look_at_lock(),
            notice=self._notice or pin_alarm_notice(self._facilities),
            connection=self.connection,
            officer=self._officer.public_id,
            now=now,
        )
        topics = {f"facility:{slug}" for slug in self._facilities}
        return RenderedScreen(screen, frozenset({*topics, topic_of(self.sign_in)}))

    def refresh_at(self, screen: WallScreen, *, now: datetime) -> datetime:
        """Each wall has moments of its own. After a visit has ended it is rendered again when the
        media server should have closed the room, to show if it has not."""
        live = frozenset(tile.visit for tile in screen.tiles)
        has_ended, self._shown_live = bool(self._shown_live - live), live
        if has_ended or screen.unconfirmed:
            return now + CONFIRMED_WITHIN + LATER
        share = random.random()  # noqa: S311 - no secret
        return now + RENDERS_AGAIN_WITHIN * (0.8 + 0.2 * share)

    @property
    def seconds_between_checks(self) -> float:
        return LOOKS_AGAIN_WITHIN.total_seconds()

    async def still_holds(self) -> bool:
        return await in_thread(self._is_as_rendered)

    def _is_as_rendered(self) -> bool:
        """Return whether the officer still serves these facilities, the parts of the system that
        are not well are the same, and so is the lock: no change is appended for any of them.
        Raises NotAdmitted."""
        served = self._facilities
        self._look_up()
        with translation.override(self.language):
            notice = notice_for_staff(now=current_time())
        rendered = (served, self._notice, self._lock)
        return rendered == (self._facilities, notice, self.current_lock())

    def on_heartbeat(self, ping: Ping, *, now: datetime) -> None:
        if ping.touched:
            note_activity(sign_in=self.sign_in, now=machine_time())
        stay_on_duty(
            connection=self.connection, is_visible=ping.visible, visits=ping.watching, now=now
        )

    def on_disconnect(self, *, now: datetime) -> None:
        go_off_duty(connection=self.connection, now=now)

    @property
    def account(self) -> str:
        return f"officer {self._officer.public_id}"

    def _look_up(self) -> None:
        """Look up the officer, for each screen, between them and before each intent. Raises
        NotAdmitted."""
        officer = self.user()
        served = facilities_served(officer, Role.OFFICER)
        if not served:
            raise NotAdmitted
        self._officer, self._facilities = officer, served

    def before_intent(self) -> None:
        self._look_up()

    # Intents

    async def run_intent(self, call: Callable[[], None]) -> None:
        """Run an officer's press in the lane of its own."""
        with this_process().redraws.press():
            await in_press_thread(call)

    def carry_out(self, intent: WallIntent, *, now: datetime) -> None:
        self.take_press(intent)
        match intent:
            case Open(visit=visit):
                self._open(visit, now=now)
            case Shut():
                self._opened = None
            case Terminate():
                self._terminate(intent, now=now)
            case Note():
                self._note(intent, now=now)
            case AnswerCall(device=device):
                self._answer_call(device, now=now)
            case StillHere():
                pass  # any press says so
            case SayWhoPressed():
                self.say_who_pressed(intent, now=now)
            case _:
                self.intervene(intent, now=now)

    def _open(self, public_id: str, *, now: datetime) -> None:
        visit = self.live_visit(public_id)
        self._opened = visit.public_id
        mark_seen(visit=visit, by=actor_of(self._officer), now=now)
        take_over(visit=visit, by=actor_of(self._officer), now=now)

    def _terminate(self, intent: Terminate, *, now: datetime) -> None:
        try:
            terminate(
                visit=self.live_visit(intent.visit),
                ground=intent.ground,
                conduct=intent.conduct,
                persons=intent.persons,
                note=intent.note,
                by=self.presser(),
                now=now,
                when_over=self._begin_to_close_room,
            )
        except TerminationRefused as error:
            raise IntentRefused(_code_for(error.reason)) from error
        self._opened = None

    def _begin_to_close_room(self, visit: Visit) -> None:
        """Close the room from here too, while the consequences are being written.

        The media reconciler closes it even if this process dies, but learns of it later (ADR 34).
        """
        asyncio.run_coroutine_threadsafe(self._close_room(visit), self._loop)

    async def _close_room(self, visit: Visit) -> None:
        try:
            await self._server.close_room(room_id=visit.room_id, secret=visit.room_secret)
        except MediaError as error:
            log.warning("Room of visit %s: %s", visit.public_id, type(error).__name__)

    async def after_intent(self) -> None:
        """Render again when the media server should have confirmed, to show if it has not."""
        loop = asyncio.get_running_loop()
        loop.call_later((CONFIRMED_WITHIN + LATER).total_seconds(), self.redrawing.ask)

    def _note(self, intent: Note, *, now: datetime) -> None:
        visit = Visit.objects.filter(
            public_id=intent.visit, facility__slug__in=self._facilities
        ).first()
        if visit is None:
            raise IntentRefused(ErrorCode.GONE)
        add_note(visit=visit, note=intent.note, by=actor_of(self._officer), now=now)

    def _answer_call(self, device: str, *, now: datetime) -> None:
        by = actor_of(self._officer)
        if not answer_call(device_id=device, facilities=self._facilities, by=by, now=now):
            raise IntentRefused(ErrorCode.GONE)

    def live_visit(self, public_id: str) -> Visit:
        visit = live_visit(public_id=public_id, facilities=self._facilities)
        if visit is None:
            raise IntentRefused(ErrorCode.GONE)
        return visit


def _code_for(reason: TerminationRefused.Reason) -> ErrorCode:
    match reason:
        case TerminationRefused.Reason.ALREADY_OVER:
            return ErrorCode.GONE
        case TerminationRefused.Reason.UNKNOWN_GROUND | TerminationRefused.Reason.UNKNOWN_CONDUCT:
            return ErrorCode.BAD_ARGUMENTS
        case _:
            assert_never(reason)
