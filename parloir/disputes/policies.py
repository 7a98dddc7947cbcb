"""Until when an account can be disputed, by whom, and who may decide."""

from datetime import date, datetime, timedelta
from enum import StrEnum, auto

from parloir.audit.actors import Actor
from parloir.bookings.queries import adults_of
from parloir.disputes.models import MOST_STATEMENTS, Dispute
from parloir.ledger.models import SettledAccount
from parloir.scheduling.wall_time import local_date
from parloir.sides import Side
from parloir.visits.models import Visit

DAYS_TO_DISPUTE = 14


class DisputeRefused(Exception):
    """Nothing was kept; `reason` says why."""

    class Reason(StrEnum):
        NO_TEXT = auto()
        NOT_THEIRS = auto()
        NO_ACCOUNT = auto()
        """The visit never was live, or its account is not settled yet."""
        TOO_LATE = auto()
        DECIDED = auto()
        """A person has decided, which happens once for each visit."""
        TOO_MANY = auto()

    def __init__(self, reason: Reason) -> None:
        super().__init__(reason)
        self.reason = reason


def last_day_to_dispute(visit: Visit) -> date:
    """Return the last day, inclusive, on the facility's calendar. The visit has ended."""
    if visit.ended_at is None:
        raise ValueError("only a visit that has ended can be disputed")
    return local_date(visit.ended_at, visit.facility.zone) + timedelta(days=DAYS_TO_DISPUTE)


def side_in_visit(visit: Visit, by: Actor) -> Side | None:
    """Return the side of this person in the visit, or None if they had no part in it. Of the
    visitor's side, each adult who was expected may speak."""
    booking = visit.booking
    if by.kind == "inmate" and by.ref == booking.inmate.public_id:
        return Side.INMATE
    adults = {one.user.public_id for one in adults_of(booking)} if by.kind == "visitor" else set()
    return Side.VISITOR if by.ref in adults else None


def may_decide_dispute(visit: Visit, by: Actor) -> bool:
    """Return whether this person may decide. If the facility requires four eyes, nobody decides
    about a visit in which they acted themselves."""
    if not visit.facility.four_eyes:
        return True
    acted = visit.interventions.filter(actor_kind=by.kind, actor_ref=by.ref).exists()
    return not acted and visit.ended_by != str(by)


def refusal_of_dispute(visit: Visit, *, by: Actor, now: datetime) -> DisputeRefused.Reason | None:
    """Return why this person cannot dispute the account of the visit; None where they can."""
    reason = DisputeRefused.Reason
    if side_in_visit(visit, by) is None:
        return reason.NOT_THEIRS
    if not SettledAccount.objects.filter(visit=visit).exists():
        return reason.NO_ACCOUNT
    dispute = Dispute.objects.filter(visit=visit).first()
    if dispute is not None and not dispute.is_open:
        return reason.DECIDED
    if local_date(now, visit.facility.zone) > last_day_to_dispute(visit):
        return reason.TOO_LATE
    if dispute is not None and statements_of(dispute, by) >= MOST_STATEMENTS:
        return reason.TOO_MANY
    return None


def statements_of(dispute: Dispute, by: Actor) -> int:
    return dispute.statements.filter(author_ref=by.ref).count()
