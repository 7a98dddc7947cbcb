"""When a side's screen must be rendered again although no change was appended.

A change renders screens immediately. What only the clock changes can be read from the screen
itself, so that devices that show the same for minutes are not rendered all the time. Times of day
and countdowns go on in the browser, and render nothing.

Devices that nobody uses are many and show nothing that is urgent. Each takes a `share`, a random
number from 0 to 1, and is rendered at a moment of its own.
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
from parloir.protocol.screens.station import PastVisitsScreen, SignInScreen, StationRulesScreen
from parloir.protocol.screens.visit import EndedScreen, LiveScreen, WaitingScreen
from parloir.screens.live import FIRST_WARNING, LAST_WARNING

LONGEST = timedelta(seconds=30)
LONGEST_IDLE = timedelta(minutes=5)
# The next visit at a station ends at the same minute as all others there.
SPREAD = timedelta(seconds=20)
# No change is appended when an officer's console stops sending heartbeats.
LONGEST_WITHOUT_CHANGES = timedelta(seconds=5)


def is_idle(screen: SideScreen) -> bool:
    """Return whether nobody uses the device that shows this screen."""
    return isinstance(
        screen, PinScreen | SignInScreen | ClosedScreen | EnrolScreen | SupersededScreen
    )


def refresh_at(screen: SideScreen, *, now: datetime, share: float) -> datetime:
    """Return when a screen that was rendered `now` must be rendered again.

    An idle device's within five minutes, and not before half of that without a reason; any other
    within 30 seconds.
    """
    longest = LONGEST_IDLE * (0.5 + share / 2) if is_idle(screen) else LONGEST
    moments = _changes_of(screen, now=now, share=share)
    return min([now + longest, *(each for each in moments if each and each > now)])


def _changes_of(screen: SideScreen, *, now: datetime, share: float) -> Iterable[datetime | None]:
    """Return the instants at which the clock alone changes this screen."""
    match screen:
        case LiveScreen():
            return _changes_of_live(screen)
        case EndedScreen() | PastVisitsScreen():
            return [screen.until_at]
        case PinScreen():
            return [screen.wait_until]
        case SignInScreen(next_until_at=until):
            return [screen.wait_until, until and until + SPREAD * share]
        case TooEarlyScreen():
            return [screen.opens_at]
        case ClosedScreen() | EnrolScreen() | SupersededScreen() | RefusedScreen():
            return []
        case (
            GreetScreen()
            | MonitorRulesScreen()
            | MonitorCheckScreen()
            | StationRulesScreen()
            | RoomCheckScreen()
            | ElsewhereScreen()
            | WaitingScreen()
        ):
            return [now + LONGEST_WITHOUT_CHANGES]
        case _:
            assert_never(screen)


def _changes_of_live(screen: LiveScreen) -> Iterator[datetime]:
    yield from (each.until_at for each in screen.banners)
    if screen.clock_stopped_at is None:
        yield from (screen.ends_at - FIRST_WARNING, screen.ends_at - LAST_WARNING, screen.ends_at)
