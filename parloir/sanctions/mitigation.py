"""A person shortens or lifts a restriction. Nothing makes it longer again."""

from datetime import date, datetime
from enum import StrEnum, auto

from parloir.audit.actors import Actor
from parloir.sanctions.ladder import Step
from parloir.sanctions.models import Restriction, Sanction
from parloir.sanctions.restriction_sync import RestrictionChange, mitigated_step, reconcile_row


class EndDateRefusal(StrEnum):
    """Why a restriction cannot be shortened to a day."""

    LIFTED = auto()
    NO_DATE = auto()
    DATE_IS_PAST = auto()
    NOT_SHORTER = auto()


def mitigate(
    *, restriction: Sanction, until_date: date | None, by: Actor, now: datetime
) -> list[RestrictionChange]:
    """Shorten a restriction to `until_date`, its last day, or lift it if that is None.

    Runs in the caller's transaction, which has locked the person.
    """
    restriction.mitigated_at, restriction.mitigated_until = now, until_date
    restriction.save(update_fields=["mitigated_at", "mitigated_until"])
    return reconcile_row(
        restriction, mitigated_step(_as_it_stands(restriction), restriction), by=by, now=now
    )


def sync_review_restriction(
    *, restriction: Restriction, by: Actor, now: datetime
) -> list[RestrictionChange]:
    """Lift a reviewer's restriction if its violation is dismissed, and restore it if it is upheld.

    Restrictions of the ladder are left alone, because they are synced with the fold. Runs in the
    caller's transaction.
    """
    if restriction.origin != Restriction.Origin.REVIEW:
        return []
    is_upheld = restriction.violation.state == restriction.violation.State.UPHELD
    wanted = mitigated_step(_as_it_stands(restriction), restriction) if is_upheld else None
    return reconcile_row(restriction, wanted, by=by, now=now)


def refusal_of_end_date(
    restriction: Sanction, until_date: date | None, today: date
) -> EndDateRefusal | None:
    """Return why the restriction cannot be shortened to `until_date`; None where it can."""
    if restriction.is_lifted:
        return EndDateRefusal.LIFTED
    if until_date is None:
        return EndDateRefusal.NO_DATE
    if until_date < today:
        return EndDateRefusal.DATE_IS_PAST
    if restriction.until_date is not None and until_date >= restriction.until_date:
        return EndDateRefusal.NOT_SHORTER
    return None


def _as_it_stands(restriction: Sanction) -> Step:
    return Step(restriction.from_date, restriction.until_date)
