"""Opening and closing trials, within their limits (ADR 73)."""

from datetime import datetime, timedelta
from enum import StrEnum

from django.conf import settings
from django.db import transaction
from django.db.models import Q

from parloir.deletion import delete_oldest
from parloir.locks import lock_name
from parloir.media.protocol import LegSpec, RoomSpec
from parloir.trials.models import Trial
from parloir.vault.sealing import keyed_hash
from parloir.visits.models import Visit

LASTS = timedelta(seconds=20)
TIMES, WINDOW = 3, timedelta(hours=1)
"""How many trials a visitor may have within which time."""
CLOSED_LATE = timedelta(seconds=2)
"""So long after its end the worker closes a room that its own process has not closed."""

_FEED = 1
_OPENING = "trials"


class Reason(StrEnum):
    """Why a trial was not opened. The browser says it in words."""

    ELSEWHERE = "elsewhere"
    """The same visitor has a trial now, in another window."""
    OFTEN = "often"
    BUSY = "busy"
    """As many trials are open as may be, or visits have trouble with the media server."""


class TrialRefused(Exception):
    """The trial was not opened. A visit can be joined without one."""

    def __init__(self, reason: Reason) -> None:
        super().__init__(reason)
        self.reason = reason


@transaction.atomic
def open_trial(*, owner: str, now: datetime) -> Trial:
    """Write the row of a trial, before the media server is asked for its room.

    `owner` is a visitor's public id. Raises TrialRefused. All trials are opened one after another,
    so that no more are open than may be.
    """
    lock_name(_OPENING)
    must_be_possible(owner=owner, now=now)
    return Trial.objects.create(owner=owner, opened_at=now, ends_at=now + LASTS)


def must_be_possible(*, owner: str, now: datetime) -> None:
    """Raises TrialRefused unless this visitor may open a trial now."""
    mine = Trial.objects.filter(owner=owner)
    there = Trial.objects.still_open()
    if mine.filter(closed_at__isnull=True).exists():
        raise TrialRefused(Reason.ELSEWHERE)
    if mine.filter(opened_at__gt=now - WINDOW, opened_at__lte=now).count() >= TIMES:
        raise TrialRefused(Reason.OFTEN)
    has_trouble = Visit.objects.still_open().filter(trouble_since__isnull=False).exists()
    if has_trouble or there.count() >= settings.TRIALS_AT_ONCE:
        raise TrialRefused(Reason.BUSY)


def note_trial_closed(*, trial: Trial, now: datetime) -> bool:
    """Note that the media server has closed the room. Returns False if that was noted before."""
    still_open = Trial.objects.still_open().filter(pk=trial.pk)
    return bool(still_open.update(closed_at=now))


def trials_to_close(*, now: datetime) -> list[Trial]:
    """Return the open trials whose time is over, or lies ahead since the demo's clock was set."""
    is_over = Q(ends_at__lte=now - CLOSED_LATE) | Q(opened_at__gt=now)
    return list(Trial.objects.still_open().filter(is_over))


def delete_old_trials(*, now: datetime) -> int:
    """Delete the first batch of closed trials that no longer count. Returns how many."""
    old = Trial.objects.filter(closed_at__isnull=False, opened_at__lte=now - WINDOW)
    return delete_oldest(old.order_by("opened_at"))


def room_of(trial: Trial) -> RoomSpec:
    return RoomSpec(
        room_id=trial.room_id, secret=trial.room_secret, pin=_pin_of(trial), publishers=1
    )


def leg_of(trial: Trial, *, session_id: int) -> LegSpec:
    """Return the one leg of the trial, which publishes and receives its own feed."""
    return LegSpec(
        room_id=trial.room_id,
        pin=_pin_of(trial),
        feed_id=_FEED,
        session_id=session_id,
        opaque_id=f"trial-{trial.pk}",
    )


def _pin_of(trial: Trial) -> str:
    return keyed_hash(trial.public_id, purpose="trial-pin")[:32]
