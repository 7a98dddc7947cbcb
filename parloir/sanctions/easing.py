"""A person makes a restriction shorter than it was: nothing makes it longer again."""

from datetime import date, datetime
from enum import StrEnum, auto

from parloir.audit.actors import Actor
from parloir.sanctions.ladder import Step
from parloir.sanctions.models import Restriction, Sanction
from parloir.sanctions.settling import Change, agree, what_is_left


class EndDateRefusal(StrEnum):
    """Why a restriction cannot be shortened to a day."""

    LIFTED = auto()
    NO_DATE = auto()
    DATE_IS_PAST = auto()
    NOT_SHORTER = auto()


def ease(
    *, restriction: Sanction, until_date: date | None, by: Actor, now: datetime
) -> list[Change]:
    """`until_date` is the last day that is left of it; None lifts all of it. Runs in the caller's
    transaction, which has locked the person.
    """
    restriction.eased_at, restriction.eased_until = now, until_date
    restriction.save(update_fields=["eased_at", "eased_until"])
    return agree(restriction, what_is_left(_as_it_stands(restriction), restriction), by=by, now=now)


def follow_state(*, restriction: Restriction, by: Actor, now: datetime) -> list[Change]:
    """A reviewer's restriction goes with its violation and comes back with it; one of the ladder
    follows the fold. Runs in the caller's transaction.
    """
    if restriction.origin != Restriction.Origin.REVIEW:
        return []
    is_upheld = restriction.violation.state == restriction.violation.State.UPHELD
    wanted = what_is_left(_as_it_stands(restriction), restriction) if is_upheld else None
    return agree(restriction, wanted, by=by, now=now)


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
