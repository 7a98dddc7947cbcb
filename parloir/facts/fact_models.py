"""The models that are facts: what staff change, and what a booking's rules depend on."""

from functools import cache
from typing import Final

from django.db.models import Model

from parloir.accounts.models import StaffRole, User
from parloir.bookings.models import PartyLimit, Quota
from parloir.facilities.models import (
    Agency,
    Area,
    Closure,
    Facility,
    Monitor,
    Station,
    VisitingHours,
)
from parloir.people.models import ApprovedVisitor, Commitment, Inmate, NoContact, Separation
from parloir.sanctions.models import Ground, GroundText, LadderPolicy, LadderStep

FACTS: Final[tuple[type[Model], ...]] = (
    Agency,
    Facility,
    Area,
    Monitor,
    Station,
    VisitingHours,
    Closure,
    Quota,
    PartyLimit,
    Inmate,
    Commitment,
    ApprovedVisitor,
    NoContact,
    Separation,
    LadderPolicy,
    LadderStep,
    Ground,
    GroundText,
    StaffRole,
    User,
)

# Columns of these tables that no booking depends on, and that others write.
_FREE: Final[dict[type[Model], frozenset[str]]] = {
    Monitor: frozenset({"asked_for_staff_at"}),  # `visits.supervision`: somebody calls for help
    Station: frozenset({"asked_for_staff_at"}),
    Inmate: frozenset({"pin_hash", "pin_is_weak"}),  # `people.operations.set_inmate_pin`
}
# Staff decide these columns of an account; the rest is the person's own.
RIGHTS: Final = frozenset({"is_active", "is_staff", "is_superuser"})


def columns_written_freely(model: type[Model]) -> frozenset[str]:
    """Return the columns of this model that may be written outside operations."""
    if model is User:
        return frozenset(str(field.column) for field in User._meta.concrete_fields) - RIGHTS
    return _FREE.get(model, frozenset())


def is_added_freely(model: type[Model]) -> bool:
    """Return whether rows may be added outside operations: visitors register accounts."""
    return model is User


def model_of_table(table: str) -> type[Model] | None:
    """Return the model of a table, or None if its rows are no facts."""
    return _tables().get(table)


@cache
def _tables() -> dict[str, type[Model]]:
    return {model._meta.db_table: model for model in FACTS}
