"""The tables of sanctions, a concept a file."""

from parloir.sanctions.models.appeals import Appeal
from parloir.sanctions.models.ladders import (
    Ground,
    GroundText,
    LadderPolicy,
    LadderStep,
    check_steps,
)
from parloir.sanctions.models.restrictions import InmateRestriction, Restriction, Sanction
from parloir.sanctions.models.reviews import Review, Ruling
from parloir.sanctions.models.violations import Violation

__all__ = [
    "Appeal",
    "Ground",
    "GroundText",
    "InmateRestriction",
    "LadderPolicy",
    "LadderStep",
    "Restriction",
    "Review",
    "Ruling",
    "Sanction",
    "Violation",
    "check_steps",
]
