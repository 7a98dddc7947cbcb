"""Facilities as rows: `places`, their `devices`, and their `hours`."""

from parloir.facilities.models.devices import Enrolment, Monitor, Station
from parloir.facilities.models.hours import Closure, VisitingHours, VisitKind
from parloir.facilities.models.places import (
    Agency,
    Area,
    Facility,
    State,
    Weekday,
    must_be_area_of,
    must_be_ticks,
    must_be_time_zone,
)
from parloir.facilities.models.zone_files import ZoneFile

__all__ = [
    "Agency",
    "Area",
    "Closure",
    "Enrolment",
    "Facility",
    "Monitor",
    "State",
    "Station",
    "VisitKind",
    "VisitingHours",
    "Weekday",
    "ZoneFile",
    "must_be_area_of",
    "must_be_ticks",
    "must_be_time_zone",
]
