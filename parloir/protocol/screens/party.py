"""All screens of a party of a visit."""

from parloir.protocol.screens.monitor import MonitorScreen
from parloir.protocol.screens.room import RoomScreen
from parloir.protocol.screens.station import StationScreen

PartyScreen = MonitorScreen | StationScreen | RoomScreen
