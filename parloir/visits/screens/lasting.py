"""How long a party's screen stays as it is when nothing happens.

What happens is announced, and drawn at once. What only the clock changes is told by the screen
itself, so that a jail full of devices that show the same for minutes is not drawn all the time.
"""

from collections.abc import Iterator
from datetime import datetime, timedelta

from parloir.visits.screens.common import Screen
from parloir.visits.screens.live import FIRST_WARNING, LAST_WARNING

LONGEST = timedelta(seconds=30)
# Nobody announces that an officer's console has fallen silent.
WHERE_NOT_ALL_IS_ANNOUNCED = timedelta(seconds=5)


def lasts_until(screen: Screen, *, now: datetime) -> datetime:
    """When a screen that was drawn `now` is to be drawn again, 30 seconds later at most."""
    match screen["name"]:
        case "live":
            moments = _changes_of_live(screen)
        case "ended":
            moments = _moments(screen["until_at"])
        case "pin" | "sign_in" | "closed":
            moments = _moments(screen.get("wait_until"), _next_minute(now).isoformat())
        case "enrol" | "superseded":
            moments = _moments()
        case _:
            return now + WHERE_NOT_ALL_IS_ANNOUNCED
    return min([now + LONGEST, *(moment for moment in moments if moment > now)])


def _changes_of_live(screen: Screen) -> Iterator[datetime]:
    yield from _moments(*(each["until_at"] for each in screen["told"]))
    if screen["clock_stopped_at"] is None:
        ends_at = datetime.fromisoformat(screen["ends_at"])
        yield from (ends_at - FIRST_WARNING, ends_at - LAST_WARNING, ends_at)


def _moments(*found: str | None) -> Iterator[datetime]:
    return (datetime.fromisoformat(each) for each in found if each)


def _next_minute(now: datetime) -> datetime:
    return now.replace(second=0, microsecond=0) + timedelta(minutes=1)
