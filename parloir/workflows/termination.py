"""Terminate a visit immediately, and apply the consequences.

There are two transactions. The first ends the visit, and the media reconciler stops its media while
the second is still being written: nobody is seen or heard while the consequences are worked out.
The worker finishes what a process that died in between has left (`finish_terminations`).
"""

import logging
from collections.abc import Callable, Collection
from datetime import datetime, timedelta
from enum import StrEnum, auto

from django.db import transaction

from parloir.audit.actors import Actor
from parloir.audit.operations import record
from parloir.bookings.operations import lock_case
from parloir.bookings.queries import adults_of
from parloir.liveness.setbacks import setbacks
from parloir.people.models import Visitor
from parloir.sanctions.catalogue import is_ground_of
from parloir.sanctions.models import Violation
from parloir.sanctions.operations import record_violation
from parloir.scheduling.wall_time import local_date
from parloir.sides import BOTH_SIDES, Side
from parloir.visits.changes import append_visit_change
from parloir.visits.locked_presses import note_locked_press
from parloir.visits.models import Termination, Visit
from parloir.visits.operations import end, lock_visit
from parloir.visits.states import Outcome
from parloir.workflows.consequences import notify_visitor
from parloir.workflows.operations import apply_violation

# The process that terminated a visit applies the consequences; after this time the worker may.
OTHERS_FINISH_AFTER = timedelta(seconds=3)
_WORK = "finish_terminations"

log = logging.getLogger(__name__)


class TerminationRefused(Exception):
    """Nothing was changed; `reason` says why."""

    class Reason(StrEnum):
        ALREADY_OVER = auto()
        UNKNOWN_GROUND = auto()
        UNKNOWN_CONDUCT = auto()
        """No side, or a person who did not come, or none where one has to be named."""

    def __init__(self, reason: Reason) -> None:
        super().__init__(reason)
        self.reason = reason


def terminate(
    *,
    visit: Visit,
    ground: str,
    conduct: Collection[str],
    note: str,
    by: Actor,
    now: datetime,
    persons: Collection[str] = (),
    when_over: Callable[[Visit], None] = lambda visit: None,
) -> None:
    """End a visit immediately on one of the grounds of P16, or "other" (P19), and apply the
    consequences. Raises TerminationRefused.

    `persons` are the public ids of the visitors whose conduct it was. If several adults came, only
    those who are named are blamed; an adult is responsible for a child's conduct. `when_over` is
    called when the end of the visit is committed.
    """
    termination = end_on_ground(
        visit=visit, ground=ground, conduct=conduct, note=note, by=by, now=now, persons=persons
    )
    when_over(termination.visit)
    apply_termination(termination=termination, now=now)


def end_on_ground(
    *,
    visit: Visit,
    ground: str,
    conduct: Collection[str],
    note: str,
    by: Actor,
    now: datetime,
    persons: Collection[str] = (),
) -> Termination:
    """Carry out the first step of `terminate`: end the visit, and record what is to follow.

    The media reconciler sees the commit and stops the media. Raises TerminationRefused.
    """
    if not is_ground_of(visit.facility, ground):
        raise TerminationRefused(TerminationRefused.Reason.UNKNOWN_GROUND)
    _offenders(conduct, persons, adults_of(visit.booking))
    with transaction.atomic():
        lock_visit(visit)
        ended = end(
            visit=visit,
            outcome=Outcome.TERMINATED,
            by=by,
            now=now,
            ended_by=str(by),
            ground=ground,
            conduct=conduct,
        )
        if not ended:
            raise TerminationRefused(TerminationRefused.Reason.ALREADY_OVER)
        if by.while_locked:
            note_locked_press(visit=visit, intervention=None, officer=by, now=now)
        return Termination.objects.create(
            visit=visit,
            persons=sorted(persons),
            note=note.strip(),
            actor_kind=by.kind,
            actor_ref=by.ref,
        )


def apply_termination(*, termination: Termination, now: datetime) -> bool:
    """Carry out the second step of `terminate`, in one transaction.

    It records one violation for each visitor whose conduct it was, or one for the inmate's alone,
    restricts those visitors (P17, P18), cancels the bookings that the restrictions cover, with
    notices, and tells companions that it does not count against them. Returns False if another
    process has done this already.
    """
    visit, by = termination.visit, Actor(termination.actor_kind, termination.actor_ref)
    adults = adults_of(visit.booking)
    is_inmates = visit.inmate_at_fault
    with transaction.atomic():
        lock_case(*adults, inmate=visit.booking.inmate if is_inmates else None)
        taken, _rows = Termination.objects.filter(pk=termination.pk).delete()
        if not taken:
            return False
        violations = _record_violations(termination, adults, by=by, now=now)
        for violation in violations:
            apply_violation(violation=violation, by=by, now=now)
        _notify_others(adults, violations, now=now)
        append_visit_change(visit, now=now)
    return True


def finish_terminations(*, now: datetime) -> int:
    """Finish the terminations of processes that died between the two steps. Returns how many.

    One that fails is tried again after growing waits, and does not delay the others.
    """
    left = Termination.objects.prefetch_related("visit__booking__inmate", "visit__facility")
    finished = 0
    for termination in left:
        visit = termination.visit.public_id
        is_early = _finished_from(termination) > now
        if is_early or not setbacks.is_due(_WORK, visit, now=now):
            continue
        try:
            finished += apply_termination(termination=termination, now=now)
        except Exception as error:
            log.exception("What follows from the end of visit %s is not recorded yet", visit)
            setbacks.note(_WORK, visit, error, now=now)
        else:
            setbacks.forget(_WORK, visit)
    return finished


def next_termination_to_finish(*, now: datetime) -> datetime | None:
    """Return from when on the worker may finish what is left of a termination, or None."""
    left = Termination.objects.prefetch_related("visit")
    return min((_finished_from(termination) for termination in left), default=None)


def _finished_from(termination: Termination) -> datetime:
    assert termination.visit.ended_at is not None  # noqa: S101 - a terminated visit is over
    return termination.visit.ended_at + OTHERS_FINISH_AFTER


def add_note(*, visit: Visit, note: str, by: Actor, now: datetime) -> bool:
    """Add the officer's note after the termination, so that the end of the media need not wait for
    it.

    Returns False if this officer recorded no violation in that visit.
    """
    termination = Termination.objects.filter(visit=visit).first()
    if termination is not None:
        apply_termination(termination=termination, now=now)
    mine = Violation.objects.filter(visit_ref=visit.public_id, recorded_by=by.ref)
    with transaction.atomic():
        violation = mine.first()
        if violation is None:
            return False
        mine.update(note=note.strip())
        record("add_note", by=by, on=violation, at=now, facility=visit.facility.slug)
    return True


def _record_violations(
    termination: Termination, adults: list[Visitor], *, by: Actor, now: datetime
) -> list[Violation]:
    visit = termination.visit
    assert visit.ended_at is not None  # noqa: S101 - a visit that was terminated is over
    return [
        record_violation(
            facility=visit.facility,
            visitor=visitor,
            inmate=visit.booking.inmate,
            visit_ref=visit.public_id,
            ground=visit.ground,
            conduct=sides,
            note=termination.note,
            occurred_date=local_date(visit.ended_at, visit.facility.zone),
            by=by,
            now=now,
        )
        for visitor, sides in _offenders(visit.conduct, termination.persons, adults)
    ]


def _notify_others(adults: list[Visitor], violations: list[Violation], *, now: datetime) -> None:
    named = {violation.visitor_id for violation in violations}
    for other in adults:
        if other.pk not in named:
            notify_visitor(
                "visit_terminated",
                other,
                now=now,
                violation=violations[0].public_id,
                recipient=other.public_id,
            )


def _offenders(
    conduct: Collection[str], persons: Collection[str], adults: list[Visitor]
) -> list[tuple[Visitor, frozenset[str]]]:
    """Return the visitors to record violations of, each with the sides that are at fault.

    The inmate's part is recorded in one violation only, so that it counts once. If the inmate alone
    is at fault, it is recorded with the person who booked.
    """
    if not conduct or not set(conduct) <= BOTH_SIDES:
        raise TerminationRefused(TerminationRefused.Reason.UNKNOWN_CONDUCT)
    if Side.VISITOR not in conduct:
        chosen = adults[:1]
    else:
        chosen = [one for one in adults if len(adults) == 1 or one.public_id in persons]
    named = {one.public_id for one in chosen} if Side.VISITOR in conduct else set()
    if not chosen or not set(persons) <= named:
        raise TerminationRefused(TerminationRefused.Reason.UNKNOWN_CONDUCT)
    first, *others = chosen
    return [(first, frozenset(conduct)), *((one, frozenset({Side.VISITOR})) for one in others)]
