"""The tables of visits (`visit`) and of their supervision (`supervision`)."""

from parloir.visits.models.supervision import (
    Intervention,
    LockedPress,
    OfficerPresence,
    OnDuty,
    Still,
    Termination,
    WatchSpan,
)
from parloir.visits.models.visit import (
    Admission,
    DeviceState,
    Leg,
    MuteScope,
    PausedFor,
    Visit,
    new_room_id,
)

__all__ = [
    "Admission",
    "DeviceState",
    "Intervention",
    "Leg",
    "LockedPress",
    "MuteScope",
    "OfficerPresence",
    "OnDuty",
    "PausedFor",
    "Still",
    "Termination",
    "Visit",
    "WatchSpan",
    "new_room_id",
]
