"""When a side's screen must be rendered again although no change was appended.

A change renders screens immediately. What only the clock changes can be read from the screen
itself, so that devices that show the same for minutes are not rendered all the time.
"""

from collections.abc import Iterable, Iterator
from datetime import datetime, timedelta
from typing import assert_never

from parloir.protocol.screens.devices import ClosedScreen, EnrolScreen, SupersededScreen
from parloir.protocol.screens.monitor import (
    GreetScreen,
    MonitorCheckScreen,
    MonitorRulesScreen,
    PinScreen,
)
from parloir.protocol.screens.room import (
    ElsewhereScreen,
    RefusedScreen,
    RoomCheckScreen,
    TooEarlyScreen,
)
from parloir.protocol.screens.side import SideScreen
from parloir.protocol.screens.station import SignInScreen, StationRulesScreen
from parloir.protocol.screens.visit import EndedScreen, LiveScreen, WaitingScreen
from parloir.screens.live import FIRST_WARNING, LAST_WARNING

LONGEST = timedelta(seconds=30)
# No change is appended when an officer's console stops sending heartbeats.
LONGEST_WITHOUT_CHANGES = timedelta(seconds=5)


def refresh_at(screen: SideScreen, *, now: datetime) -> datetime:
    """Return when a screen that was rendered `now` must be rendered again: within 30 seconds."""
    moments: Iterable[datetime | None]
    match screen:
        case LiveScreen():
            moments = _changes_of_live(screen)
        case EndedScreen():
            moments = [screen.until_at]
        case PinScreen() | SignInScreen():
            moments = [screen.wait_until, _next_minute(now)]
        case ClosedScreen():
            moments = [_next_minute(now)]
        case EnrolScreen() | SupersededScreen():
            moments = []
        case (
            GreetScreen()
            | MonitorRulesScreen()
            | MonitorCheckScreen()
            | StationRulesScreen()
            | TooEarlyScreen()
            | RefusedScreen()
            | RoomCheckScreen()
            | ElsewhereScreen()
            | WaitingScreen()
        ):
            moments = [now + LONGEST_WITHOUT_CHANGES]
        case _:
            assert_never(screen)
    return min([now + LONGEST, *(each for each in moments if each and each > now)])


def _changes_of_live(screen: LiveScreen) -> Iterator[datetime]:
    yield from (each.until_at for each in screen.banners)
    if screen.clock_stopped_at is None:
        yield from (screen.ends_at - FIRST_WARNING, screen.ends_at - LAST_WARNING, screen.ends_at)


def _next_minute(now: datetime) -> datetime:
    return now.replace(second=0, microsecond=0) + timedelta(minutes=1)
