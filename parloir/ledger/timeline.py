"""The small picture of a visit: a lane for each side, with what it received when."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Final, Literal

from parloir.ledger.account import Account
from parloir.ledger.half_minutes import milliseconds
from parloir.ledger.verdict import Received, course
from parloir.scheduling.intervals import Interval
from parloir.sides import Side

WIDTH, LANE, GAP = 600, 14, 8
"""In the picture's own units, which the style sheet scales."""
State = Literal["both", "sound", "picture", "nothing"]
BOTH: Final = "both"
SOUND: Final = "sound"
PICTURE: Final = "picture"
NOTHING: Final = "nothing"
_HEIGHTS: Mapping[State, int] = {BOTH: LANE, SOUND: LANE // 2, PICTURE: LANE // 2, NOTHING: 1}
"""Bars stand on the lane's floor: what was received can be seen without colours."""


@dataclass(frozen=True, slots=True)
class Bar:
    """A part of a lane in which the same was received. `state` is the style's class."""

    x: float
    y: int
    width: float
    height: int
    state: State


@dataclass(frozen=True, slots=True)
class Timeline:
    bars: tuple[Bar, ...]
    width: int = WIDTH
    height: int = 2 * LANE + GAP


def timeline(account: Account) -> Timeline | None:
    """Return the picture, or None if both were never there."""
    if not account.there:
        return None
    whole = Interval(account.there[0].starts_at, account.there[-1].ends_at)
    return Timeline(
        tuple(
            bar
            for lane, side in enumerate(Side)
            for bar in _bars(course(account, side), whole, lane * (LANE + GAP) + LANE)
        )
    )


def state_of(part: Interval, received: Received) -> State:
    """Return what was received for more than half of this part."""
    half_ms = milliseconds(part.duration) / 2
    sound, picture = received.sound_ms > half_ms, received.picture_ms > half_ms
    if sound and picture:
        return BOTH
    if sound or picture:
        return SOUND if sound else PICTURE
    return NOTHING


def _bars(parts: list[tuple[Interval, Received]], whole: Interval, floor: int) -> Iterator[Bar]:
    """Yield the bars of a lane. Parts that touch and are alike are one bar."""
    joined: list[tuple[datetime, datetime, State]] = []
    for part, received in parts:
        state = state_of(part, received)
        if joined and joined[-1][1:] == (part.starts_at, state):
            joined[-1] = (joined[-1][0], part.ends_at, state)
        else:
            joined.append((part.starts_at, part.ends_at, state))
    scale = WIDTH / whole.duration.total_seconds()
    for begins, ends, state in joined:
        yield Bar(
            x=round((begins - whole.starts_at).total_seconds() * scale, 1),
            y=floor - _HEIGHTS[state],
            width=round((ends - begins).total_seconds() * scale, 1),
            height=_HEIGHTS[state],
            state=state,
        )
