"""Visits as rows: what takes place (`visit`), and who watches over it (`supervision`)."""

from parloir.visits.models.supervision import (
    Attendance,
    Intervention,
    OnDuty,
    Still,
    Termination,
    WatchSpan,
)
from parloir.visits.models.visit import (
    Admission,
    Leg,
    Party,
    PausedFor,
    Silence,
    Visit,
    new_room_id,
)

__all__ = [
    "Admission",
    "Attendance",
    "Intervention",
    "Leg",
    "OnDuty",
    "Party",
    "PausedFor",
    "Silence",
    "Still",
    "Termination",
    "Visit",
    "WatchSpan",
    "new_room_id",
]
