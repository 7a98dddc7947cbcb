"""Accounts of a visit of half an hour, made up for the tests of the verdict."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from parloir.ledger.account import Account, Cause, Interrupted, Measured, Party, Source
from parloir.ledger.half_minutes import WHOLE_MS, half_minutes_in
from parloir.scheduling.intervals import Interval
from parloir.sides import Side
from tests.factories.moments import MINUTE, SECOND
from tests.factories.visits import TEN_ON_MONDAY

HALF_AN_HOUR = 30 * MINUTE
VISIT = Interval(TEN_ON_MONDAY, TEN_ON_MONDAY + HALF_AN_HOUR)
HALF_MINUTES = [part.starts_at for part in half_minutes_in(VISIT)]
ALL_WELL = Measured(
    sent_sound_ms=WHOLE_MS,
    sent_picture_ms=WHOLE_MS,
    received_sound_ms=WHOLE_MS,
    received_picture_ms=WHOLE_MS,
)
NOTHING = Measured()
SOUND_ALONE = Measured(
    sent_sound_ms=WHOLE_MS, received_sound_ms=WHOLE_MS, received_picture_ms=WHOLE_MS
)
PICTURE_ALONE = Measured(
    sent_picture_ms=WHOLE_MS, received_sound_ms=WHOLE_MS, received_picture_ms=WHOLE_MS
)


def minute(n: float) -> datetime:
    return TEN_ON_MONDAY + n * MINUTE


def always(measured: Measured) -> dict[datetime, Measured]:
    return dict.fromkeys(HALF_MINUTES, measured)


def until(moment: datetime, measured: Measured = ALL_WELL) -> dict[datetime, Measured]:
    """Return the half-minutes before this moment."""
    return {at: measured for at in HALF_MINUTES if at < moment}


def interrupted(cause: Cause, from_at: datetime, to_at: datetime | None = None) -> Interrupted:
    return Interrupted(cause=cause, source=Source.PROCESS, from_at=from_at, to_at=to_at)


@dataclass
class Made:
    """A party as a test describes it."""

    by_server: dict[datetime, Measured] = field(default_factory=lambda: always(ALL_WELL))
    by_browser: dict[datetime, Measured] = field(default_factory=dict)
    interruptions: tuple[Interrupted, ...] = ()
    muted: tuple[Interval, ...] = ()

    def party(self, *, is_at_our_device: bool) -> Party:
        return Party(
            is_at_our_device=is_at_our_device,
            by_server=self.by_server,
            by_browser=self.by_browser,
            interruptions=self.interruptions,
            muted=self.muted,
        )


def account(
    side: Side = Side.VISITOR,
    one: Made | None = None,
    other: Made | None = None,
    *,
    is_remote: bool = True,
    **fields,
) -> Account:
    """Return an account in which `side` is as described, and the other is well unless described.

    The visitor is at home, or at a monitor; the inmate is at a station.
    """
    made = {side: one or Made(), side.other: other or Made()}
    parties = {
        each: made[each].party(is_at_our_device=each == Side.INMATE or not is_remote)
        for each in Side
    }
    return Account(**{"there": (VISIT,), "parties": parties} | fields)


def cut_at(moment: datetime, *causes: Cause) -> Made:
    """Return a party whose page was gone from this moment on."""
    return Made(
        by_server=until(moment),
        interruptions=tuple(interrupted(cause, moment) for cause in causes or (Cause.PAGE_LEFT,)),
    )


Scene = Callable[[Side], Account]
INSTANT: timedelta = SECOND / 1000
