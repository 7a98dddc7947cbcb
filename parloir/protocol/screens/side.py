"""All screens of a side of a visit."""

from parloir.protocol.screens.monitor import MonitorScreen
from parloir.protocol.screens.room import RoomScreen
from parloir.protocol.screens.station import StationScreen

SideScreen = MonitorScreen | StationScreen | RoomScreen
