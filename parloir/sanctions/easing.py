"""A person makes a restriction shorter than it was: nothing makes it longer again."""

from datetime import date, datetime

from parloir.audit.actors import Actor
from parloir.sanctions.ladder import Step
from parloir.sanctions.models import Restriction, Sanction
from parloir.sanctions.settling import Change, agree, what_is_left


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


def why_not_until(restriction: Sanction, until_date: date | None, today: date) -> str:
    """Why it cannot be shortened to this day: no_date, date_is_past, not_shorter, lifted or
    nothing.
    """
    if restriction.is_lifted:
        return "lifted"
    if until_date is None:
        return "no_date"
    if until_date < today:
        return "date_is_past"
    if restriction.until_date is not None and until_date >= restriction.until_date:
        return "not_shorter"
    return ""


def _as_it_stands(restriction: Sanction) -> Step:
    return Step(restriction.from_date, restriction.until_date)
