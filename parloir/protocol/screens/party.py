"""All screens that a party of a visit is told."""

from parloir.protocol.screens.monitor import MonitorScreen
from parloir.protocol.screens.room import RoomScreen
from parloir.protocol.screens.station import StationScreen

PartyScreen = MonitorScreen | StationScreen | RoomScreen
