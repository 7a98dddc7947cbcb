"""How a wall is locked: its pictures stay, and what stops people still works (ADR 82)."""

from dataclasses import replace
from datetime import datetime

from parloir.accounts.models import User
from parloir.accounts.policies import actor_of
from parloir.accounts.screen_locks import Lock, lock_of, note_activity
from parloir.audit.actors import Actor
from parloir.clock import machine_time
from parloir.protocol.errors import ErrorCode
from parloir.protocol.wall_intents import WHILE_LOCKED, SayWhoPressed, WallIntent
from parloir.realtime.errors import IntentRefused
from parloir.visits.locked_presses import say_who_pressed


class WallLock:
    """Part of the wall's surface. Its sign-in is locked, with every page of it."""

    sign_in: str
    _officer: User
    _lock: Lock = Lock.OPEN

    def look_at_lock(self) -> Lock:
        self._lock = self.current_lock()
        return self._lock

    def current_lock(self) -> Lock:
        return lock_of(sign_in=self.sign_in, now=machine_time())

    def take_press(self, intent: WallIntent) -> None:
        """Note that somebody is there, unless the screen is locked. Raises IntentRefused for what
        a locked screen may not do."""
        if not self.look_at_lock().is_locked:
            note_activity(sign_in=self.sign_in, now=machine_time())
        elif not isinstance(intent, WHILE_LOCKED):
            raise IntentRefused(ErrorCode.LOCKED)

    def presser(self) -> Actor:
        """Return who acts here: the officer, or perhaps somebody else at their locked screen."""
        return replace(actor_of(self._officer), while_locked=self._lock.is_locked)

    def say_who_pressed(self, intent: SayWhoPressed, *, now: datetime) -> None:
        by = actor_of(self._officer)
        if not say_who_pressed(press_id=intent.press, name=intent.presser, by=by, now=now):
            raise IntentRefused(ErrorCode.GONE)
