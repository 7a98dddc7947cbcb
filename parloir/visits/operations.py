"""The life of a visit: admission, live, ended. Every transition is a compare-and-set."""

from collections.abc import Collection
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import Case, DateTimeField, Value, When

from parloir import locks
from parloir.audit.actors import Actor
from parloir.audit.operations import record
from parloir.bookings.models import Booking
from parloir.bookings.operations import close as close_booking
from parloir.bookings.states import BookingState
from parloir.sides import Side
from parloir.visits.changes import append_visit_change
from parloir.visits.models import Admission, Leg, Visit
from parloir.visits.officers_present import is_officer_present, may_begin_unwatched
from parloir.visits.states import (
    ADMISSION_TRANSITIONS,
    VISIT_TRANSITIONS,
    AdmissionState,
    Outcome,
    VisitState,
)

THANKS_STAY = timedelta(seconds=10)
"""How long a device shows the last screen of a visit."""
DECISION_STAYS = timedelta(seconds=60)
"""How long it does so after a termination or a restriction, when there is more to read."""
SETTLES_AFTER = timedelta(seconds=45)
"""How long after its end the account of a visit is settled: each web process writes what it has
measured every half-minute."""
_WITH_BOOKING = Visit.objects.select_related("booking__facility", "facility")
MOVING = ("state", "touched_at", "ready_at", "left_at", "connection", "thanks_until")


class MoveRefused(Exception):
    """The visit or admission has changed meanwhile; nothing was changed."""


def confirm_names(*, admission: Admission, by: Actor, now: datetime) -> None:
    with transaction.atomic():
        _move(admission, AdmissionState.READING, by=by, now=now)


def acknowledge_rules(*, admission: Admission, by: Actor, now: datetime) -> None:
    with transaction.atomic():
        _move(admission, AdmissionState.CHECKING, by=by, now=now)


def begin(*, admission: Admission, by: Actor, now: datetime) -> None:
    """Mark this side as ready, and open the gate of its leg. Once both are, and it is time, the
    visit goes live.

    Raises MoveRefused if the side was ready before or has left.
    """
    with transaction.atomic():
        _move(admission, AdmissionState.READY, by=by, now=now, ready_at=now)
        _open_gate(admission, now=now)
        go_live_if_all_are_ready(visit=admission.visit, by=by, now=now)


def leave(*, admission: Admission, by: Actor, now: datetime) -> None:
    """Leave before the visit is live. The PIN can be used again while there is time.

    Raises MoveRefused if the visit is live or the side has left.
    """
    with transaction.atomic():
        if lock_visit(admission.visit).is_live:
            raise MoveRefused
        _move(admission, AdmissionState.LEFT, by=by, now=now)


def go_live_if_all_are_ready(*, visit: Visit, by: Actor, now: datetime) -> bool:
    """Start the visit if both sides are ready, and return whether it was started.

    Runs in the caller's transaction. A visit only begins between its start and its end, and with
    an officer present where the facility requires one.
    """
    ready = set(
        Admission.objects.filter(visit=visit, state=AdmissionState.READY).values_list(
            "side", flat=True
        )
    )
    if ready != set(Side) or not visit.booking.starts_at <= now < visit.ends_at:
        return False
    if not may_begin_unwatched(visit.facility) and not is_officer_present(visit.facility, now=now):
        return False
    moved = Visit.objects.filter(pk=visit.pk, state=VisitState.WAITING).update(
        state=VisitState.LIVE, started_at=now
    )
    if moved:
        visit.state, visit.started_at = VisitState.LIVE, now
        record("go_live", by=by, on=visit, at=now, facility=visit.facility.slug)
        append_visit_change(visit, now=now)
    return bool(moved)


def end_by_side(*, admission: Admission, by: Actor, now: datetime) -> None:
    """End the visit for a side that pressed "End visit".

    Raises MoveRefused if the visit is not live, or if this admission is no longer in it.
    """
    with transaction.atomic():
        visit = lock_visit(admission.visit)
        is_in_it = Admission.objects.filter(pk=admission.pk, state=AdmissionState.READY).exists()
        if not is_in_it or not end(
            visit=visit,
            outcome=Outcome.ENDED_EARLY,
            by=by,
            now=now,
            ended_by=admission.side,
            from_state=VisitState.LIVE,
        ):
            raise MoveRefused


def end(
    *,
    visit: Visit,
    outcome: Outcome,
    by: Actor,
    now: datetime,
    ended_by: str,
    ground: str = "",
    conduct: Collection[str] = (),
    from_state: VisitState | None = None,
) -> bool:
    """End the visit once: the row first, then the media reconciler takes the media away.

    Runs in the caller's transaction. `conduct` names the sides whose conduct was the ground of a
    termination. Returns False where the visit had ended before.
    """
    states = [from_state] if from_state else [VisitState.WAITING, VisitState.LIVE]
    if any(VisitState.ENDED not in VISIT_TRANSITIONS[state] for state in states):
        raise ValueError("a visit ends once")
    settles_at = Value(now + SETTLES_AFTER, output_field=DateTimeField())
    moved = Visit.objects.filter(pk=visit.pk, state__in=states).update(
        state=VisitState.ENDED,
        ended_at=now,
        settle_at=Case(When(started_at__isnull=False, then=settles_at)),
        outcome=outcome,
        ended_by=ended_by,
        ground=ground,
        visitor_at_fault=Side.VISITOR in conduct,
        inmate_at_fault=Side.INMATE in conduct,
    )
    if not moved:
        return False
    visit.refresh_from_db(from_queryset=_WITH_BOOKING)
    stays = DECISION_STAYS if outcome in {Outcome.TERMINATED, Outcome.RESTRICTED} else THANKS_STAY
    Admission.objects.filter(visit=visit).exclude(state=AdmissionState.LEFT).update(
        state=AdmissionState.LEFT, left_at=now, thanks_until=now + stays
    )
    took_place = visit.started_at is not None
    close_booking(
        booking=visit.booking,
        state=BookingState.FULFILLED if took_place else BookingState.NOT_HELD,
        by=by,
        now=now,
    )
    record(
        "end_visit",
        by=by,
        on=visit,
        at=now,
        facility=visit.facility.slug,
        outcome=str(outcome),
        ended_by=ended_by,
    )
    append_visit_change(visit, now=now)
    return True


def dismiss_thanks(*, admission: Admission, now: datetime) -> None:
    """Show the device's first screen again, because the person has read the last one."""
    with transaction.atomic():
        Admission.objects.filter(pk=admission.pk).update(thanks_until=None)
        append_visit_change(admission.visit, now=now)


def connected(*, admission: Admission, connection: str, now: datetime) -> None:
    """Note the side's socket. A later connection replaces an earlier one."""
    with transaction.atomic():
        Admission.objects.filter(pk=admission.pk).update(connection=connection, touched_at=now)
        append_visit_change(admission.visit, now=now)


def disconnected(*, admission: Admission, connection: str, now: datetime) -> None:
    """Note that the side's socket has closed, if a later one has not replaced it."""
    with transaction.atomic():
        gone = Admission.objects.filter(pk=admission.pk, connection=connection).update(
            connection="", touched_at=now
        )
        if gone:
            append_visit_change(admission.visit, now=now)


def touch(*, admission: Admission, now: datetime) -> None:
    """Note that the device is in use, so that it is not released."""
    Admission.objects.filter(pk=admission.pk).update(touched_at=now)


def mark_seen(*, visit: Visit, by: Actor, now: datetime) -> None:
    """Note that an officer has looked at this visit."""
    with transaction.atomic():
        Visit.objects.filter(pk=visit.pk).update(seen_at=now)
        record("look_at_visit", by=by, on=visit, at=now, facility=visit.facility.slug)
        append_visit_change(visit, now=now)


def lock_visit(visit: Visit) -> Visit:
    """Return the visit as it is now, locked until the caller's transaction ends.

    Every transition of a visit, its admissions and its legs locks the booking first. That row
    exists before the visit does, so cancelling waits for admitting.
    """
    locks.wait_for_lock(Booking.objects.filter(pk=visit.booking_id))
    return _WITH_BOOKING.get(pk=visit.pk)


def _open_gate(admission: Admission, *, now: datetime) -> None:
    """Let others receive what this side sends from now on."""
    Leg.objects.filter(
        visit=admission.visit_id,
        owner=admission.public_id,
        closed_at__isnull=True,
        gate_opened_at__isnull=True,
    ).update(gate_opened_at=now)


def _move(
    admission: Admission, state: AdmissionState, *, by: Actor, now: datetime, **fields: datetime
) -> None:
    admission.visit = lock_visit(admission.visit)
    sources = [source for source, goals in ADMISSION_TRANSITIONS.items() if state in goals]
    left_at = now if state == AdmissionState.LEFT else None
    moved = Admission.objects.filter(pk=admission.pk, state__in=sources).update(
        state=state, touched_at=now, left_at=left_at, **fields
    )
    if not moved:
        raise MoveRefused
    admission.refresh_from_db(fields=MOVING)  # the visit was read a moment ago
    record(
        "move_admission",
        by=by,
        on=admission,
        at=now,
        facility=admission.visit.facility.slug,
        outcome=str(state),
    )
    append_visit_change(admission.visit, now=now)
