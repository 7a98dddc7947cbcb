"""The make-up visit that a verdict owes."""

from datetime import datetime, timedelta

from parloir.audit.actors import Actor
from parloir.bookings.operations import follow_loss, notify_of_make_up
from parloir.ledger.account import Fault
from parloir.ledger.models import SettledAccount
from parloir.visits.models import Intervention, Visit
from parloir.visits.states import Outcome

FAILED_BY_US = frozenset({Fault.SYSTEM, Fault.FACILITY})
NOT_BY_THE_VISITOR = FAILED_BY_US | {Fault.INMATE}


def follow_verdict(*, settled: SettledAccount, by: Actor, now: datetime) -> None:
    """Grant or withdraw the make-up visit that the verdict on a visit owes, and tell the visitor.

    Call it whenever a verdict is settled or changed. A failed visit owes its whole length; one
    that took place, or that a side failed, owes what facility and system lost of it, without the
    minutes that were added at its end. Nothing is
    owed for a visit that was ended for somebody's conduct, or by a restriction. A make-up visit is
    owed again if it failed, and not through the visitor's side. Runs in the caller's transaction,
    which has locked the visit.
    """
    visit = settled.visit
    is_make_up = visit.booking.made_from_id is not None
    is_failed = settled.fault in (NOT_BY_THE_VISITOR if is_make_up else FAILED_BY_US)
    lost = timedelta(milliseconds=settled.owed_ms)
    if _was_ended_for_conduct(visit):
        is_failed, lost = False, timedelta(0)
    elif not is_failed:
        lost -= _added_at_end(visit)
    else:
        lost = max(lost, visit.booking.interval.duration)
    make_up = follow_loss(booking=visit.booking, lost=lost, is_failed=is_failed, by=by, now=now)
    if make_up is not None:
        fault = settled.fault if is_failed else ""
        notify_of_make_up(make_up, fault=fault, now=now)


def _added_at_end(visit: Visit) -> timedelta:
    added = visit.interventions.filter(kind=Intervention.Kind.ADD_TIME)
    return timedelta(minutes=sum(one.minutes or 0 for one in added))


def _was_ended_for_conduct(visit: Visit) -> bool:
    is_restricted = visit.outcome == Outcome.RESTRICTED
    return is_restricted or visit.visitor_at_fault or visit.inmate_at_fault
