"""When the screen of a member of staff is locked (ADR 82).

Half an hour after its last activity a sign-in is locked, and twelve hours after its password was
typed. A locked sign-in still stands: what it may do is for pages and sockets to decide. It is
unlocked by the password alone, since activity that comes late changes nothing.

All times here are the machine's. Each process remembers what it has read, so a request costs no
query: activity only ever moves a lock further away.
"""

from collections import OrderedDict
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum, auto
from threading import Lock as Mutex

from django.db import transaction

from parloir.accounts.models import SignIn
from parloir.accounts.policies import actor_of
from parloir.accounts.sign_ins import standing_sign_in
from parloir.audit.operations import record
from parloir.changes.operations import append_change

LOCKED_AFTER = timedelta(minutes=30)
ASKS_BEFORE = timedelta(minutes=2)
"""So long before an idle screen is locked, it asks whether somebody is there."""
NEW_SIGN_IN_AFTER = timedelta(hours=12)
WRITTEN_EVERY = timedelta(minutes=1)
"""Activity is written at most so often. Where another process has to look it up, a screen is
locked up to so much earlier."""
MOST_REMEMBERED = 5000


class Lock(StrEnum):
    """How a screen is locked, if it is."""

    OPEN = auto()
    SOON = auto()
    """It is locked within `ASKS_BEFORE` unless something is done."""
    IDLE = auto()
    AGE = auto()
    """The last sign-in is too long ago."""

    @property
    def is_locked(self) -> bool:
        return self in {Lock.IDLE, Lock.AGE}


@dataclass(frozen=True, slots=True)
class Activity:
    """When something was done last with a sign-in, and when its password was typed."""

    active_at: datetime
    proven_at: datetime

    def lock_at(self, now: datetime) -> Lock:
        if now >= self.proven_at + NEW_SIGN_IN_AFTER:
            return Lock.AGE
        idle_at = self.active_at + LOCKED_AFTER
        if now >= idle_at:
            return Lock.IDLE
        return Lock.SOON if now >= idle_at - ASKS_BEFORE else Lock.OPEN

    @property
    def locked_from(self) -> datetime:
        return min(self.active_at + LOCKED_AFTER, self.proven_at + NEW_SIGN_IN_AFTER)


class _Remembered:
    """What this process has read or written: never later than what is stored."""

    def __init__(self) -> None:
        self._known: OrderedDict[str, Activity | None] = OrderedDict()
        self._mutex = Mutex()

    def get(self, sign_in: str) -> Activity | None:
        with self._mutex:
            return self._known[sign_in]

    def knows(self, sign_in: str) -> bool:
        with self._mutex:
            return sign_in in self._known

    def put(self, sign_in: str, activity: Activity | None) -> None:
        with self._mutex:
            self._known[sign_in] = activity
            self._known.move_to_end(sign_in)
            if len(self._known) > MOST_REMEMBERED:
                self._known.popitem(last=False)

    def forget(self) -> None:
        with self._mutex:
            self._known.clear()


remembered = _Remembered()


def begin_locking(*, sign_in: str, now: datetime) -> None:
    """Let the screens of this sign-in be locked from now on: somebody of staff has signed in, or
    opens their first page of staff."""
    begun = SignIn.objects.filter(public_id=sign_in, active_at=None)
    begun.update(active_at=now, proven_at=now)
    _read(sign_in)


def lock_of(*, sign_in: str, now: datetime) -> Lock:
    """Return how this sign-in is locked. That of a visitor never is."""
    activity = _activity(sign_in, now=now)
    return activity.lock_at(now) if activity else Lock.OPEN


def can_be_locked(*, sign_in: str, now: datetime) -> bool:
    return _activity(sign_in, now=now) is not None


def locked_from(*, sign_in: str, now: datetime) -> datetime | None:
    """Return when this sign-in is locked unless something is done, or None for a visitor's."""
    activity = _activity(sign_in, now=now)
    return activity.locked_from if activity else None


def note_activity(*, sign_in: str, now: datetime) -> None:
    """Note that somebody of staff has done something. A locked screen stays locked."""
    activity = _activity(sign_in, now=now)
    if activity is None or now - activity.active_at < WRITTEN_EVERY:
        return
    open_still = SignIn.objects.filter(
        public_id=sign_in,
        active_at__gt=now - LOCKED_AFTER,
        proven_at__gt=now - NEW_SIGN_IN_AFTER,
    )
    if open_still.update(active_at=now):
        remembered.put(sign_in, Activity(now, activity.proven_at))


def unlock(*, sign_in: str, at: datetime, now: datetime) -> Lock:
    """Unlock the screens of somebody who has just typed the password. Returns how it was locked.

    `at` is the time of the event, `now` the machine's time. The password counts as a new sign-in
    only where that was asked for, so that unlocking does not put it off.
    """
    with transaction.atomic():
        found = standing_sign_in(sign_in)
        if found is None or found.active_at is None or found.proven_at is None:
            return Lock.OPEN
        lock = Activity(found.active_at, found.proven_at).lock_at(now)
        proven_at = now if lock is Lock.AGE else found.proven_at
        SignIn.objects.filter(pk=found.pk).update(active_at=now, proven_at=proven_at)
        if lock.is_locked:
            record("unlock_screen", by=actor_of(found.user), on=found, at=at, locked_by=lock.value)
        append_change(topic_of(sign_in), now=at)
    remembered.put(sign_in, Activity(now, proven_at))
    return lock


def topic_of(sign_in: str) -> str:
    """Return the topic of the change feed when this sign-in is unlocked."""
    return f"unlocked:{sign_in}"


def _activity(sign_in: str, *, now: datetime) -> Activity | None:
    """Return what is remembered, or what is stored where that could lock the screen."""
    if not remembered.knows(sign_in):
        return _read(sign_in)
    activity = remembered.get(sign_in)
    if activity is None or activity.lock_at(now) is Lock.OPEN:
        return activity
    return _read(sign_in)


def _read(sign_in: str) -> Activity | None:
    times = SignIn.objects.filter(public_id=sign_in).values_list("active_at", "proven_at").first()
    active_at, proven_at = times or (None, None)
    activity = Activity(active_at, proven_at) if active_at and proven_at else None
    remembered.put(sign_in, activity)
    return activity
