"""The four live surfaces, with the screens and intents of each."""

from dataclasses import dataclass
from typing import Annotated, Any, get_args, get_origin

from parloir.protocol.intents import Intent, MonitorIntent, RoomIntent, StationIntent
from parloir.protocol.screens.monitor import MonitorScreen
from parloir.protocol.screens.room import RoomScreen
from parloir.protocol.screens.screen import Screen
from parloir.protocol.screens.station import StationScreen
from parloir.protocol.screens.wall import WallScreen
from parloir.protocol.wall_intents import WallIntent


def members_of(union: Any) -> tuple[type[Any], ...]:
    """Return the models of a union, which may be annotated with its discriminator."""
    if get_origin(union) is Annotated:
        return members_of(get_args(union)[0])
    return get_args(union) or (union,)


@dataclass(frozen=True, slots=True)
class LiveSurface:
    name: str
    screens: tuple[type[Screen], ...]
    intents: tuple[type[Intent], ...]

    def possible_on(self, screen: type[Screen]) -> list[type[Intent]]:
        """Return the intents that this screen allows, in the order of the surface."""
        return [one for one in self.intents if one in screen.allows]


MONITOR = LiveSurface("monitor", members_of(MonitorScreen), members_of(MonitorIntent))
STATION = LiveSurface("station", members_of(StationScreen), members_of(StationIntent))
ROOM = LiveSurface("room", members_of(RoomScreen), members_of(RoomIntent))
WALL = LiveSurface("wall", members_of(WallScreen), members_of(WallIntent))
SURFACES = (MONITOR, STATION, ROOM, WALL)
