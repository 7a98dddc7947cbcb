"""Transitions that only need time to pass: visits begin and end, devices are released."""

import logging
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import TypeVar

from django.db import transaction
from django.db.models import Exists, OuterRef, Q, QuerySet

from parloir.audit.actors import CLOCK
from parloir.bookings.models import Booking
from parloir.bookings.operations import close as close_booking
from parloir.bookings.operations import (
    delete_lapsed_reservations,
    grant_for_visit_not_held,
    lock_booking,
    notify_of_make_up,
)
from parloir.bookings.operations.repairs import cancel_lapsed_repairs
from parloir.bookings.states import BookingState
from parloir.bookings.texts.make_ups import FACILITY
from parloir.facilities.models import VisitKind
from parloir.liveness.setbacks import setbacks
from parloir.notices.operations import enqueue_notice
from parloir.sides import Side
from parloir.visits.models import Admission, Visit
from parloir.visits.operations import (
    MoveRefused,
    end,
    go_live_if_all_are_ready,
    leave,
    lock_visit,
)
from parloir.visits.pausing import credit_paused_time, visits_with_stopped_clock
from parloir.visits.queries import visits_closed_at
from parloir.visits.states import AdmissionState, Outcome, VisitState

DEVICE_IDLE_AFTER = timedelta(minutes=2)
"""How long nobody may touch a device before the visit until it takes the next person."""

Row = TypeVar("Row", Visit, Booking, Admission)

log = logging.getLogger(__name__)


def run_due_transitions(*, now: datetime) -> int:
    """Make every transition whose time has come, and return how many rows were moved.

    It is called when one is due (`visits.next_due`), and when a change may have made one due.
    """
    return (
        delete_lapsed_reservations(now=now)
        + cancel_lapsed_repairs(now=now)
        + _each(_end_closed, visits_closed_at(now), now)
        + _each(_begin_on_time, _visits_waiting_at_their_start(now), now)
        + _each(credit_paused_time, visits_with_stopped_clock(now), now)
        + _each(_end_on_time, _visits_that_are_over(now), now)
        + _each(_close_not_held, _bookings_nobody_came_to(now), now)
        + _each(_release_device, _idle_admissions(now), now)
    )


def _each(move: Callable[[Row, datetime], bool], rows: list[Row], now: datetime) -> int:
    """Move each of these rows. One that fails again and again is tried after growing waits."""
    moved, work = 0, move.__name__
    for row in rows:
        if not setbacks.is_due(work, row.public_id, now=now):
            continue
        try:
            moved += move(row, now)
        except Exception as error:  # a row that fails must not keep other visits from ending
            log.exception("%s failed for %s", work, row.public_id)
            setbacks.note(work, row.public_id, error, now=now)
        else:
            setbacks.forget(work, row.public_id)
    return moved


def _begin_on_time(visit: Visit, now: datetime) -> bool:
    with transaction.atomic():
        lock_visit(visit)
        return go_live_if_all_are_ready(visit=visit, by=CLOCK, now=now)


def _end_on_time(visit: Visit, now: datetime) -> bool:
    with transaction.atomic():
        visit.started_at = lock_visit(visit).started_at
        ended = end(
            visit=visit, outcome=_outcome_at_the_end(visit), by=CLOCK, now=now, ended_by="clock"
        )
        if ended and visit.outcome == Outcome.TECHNICAL:
            grant_for_visit_not_held(booking=visit.booking, by=CLOCK, now=now)
        if ended and visit.outcome != Outcome.COMPLETED:
            _tell_not_held(visit.booking, str(visit.outcome), now=now)
        return ended


def _end_closed(visit: Visit, now: datetime) -> bool:
    """End a visit during which the facility, the area or a device has closed."""
    with transaction.atomic():
        lock_visit(visit)
        ended = end(visit=visit, outcome=Outcome.CLOSED, by=CLOCK, now=now, ended_by="clock")
        if ended and visit.started_at is None:
            make_up = grant_for_visit_not_held(booking=visit.booking, by=CLOCK, now=now)
            if make_up is not None:
                notify_of_make_up(make_up, fault=FACILITY, now=now)
        return ended


def _outcome_at_the_end(visit: Visit) -> Outcome:
    if visit.started_at is not None:
        return Outcome.COMPLETED
    came = set(visit.admissions.filter(ready_at__isnull=False).values_list("side", flat=True))
    if came == set(Side):
        return Outcome.TECHNICAL
    if Side.VISITOR in came:
        return Outcome.INMATE_ABSENT
    return Outcome.VISITOR_ABSENT if Side.INMATE in came else Outcome.NOBODY_CAME


def _close_not_held(booking: Booking, now: datetime) -> bool:
    """Nobody was let in while there was time."""
    with transaction.atomic():
        lock_booking(booking.pk)
        if Visit.objects.filter(booking=booking).exists():
            return False
        closed = close_booking(booking=booking, state=BookingState.NOT_HELD, by=CLOCK, now=now)
        if closed:
            _tell_not_held(booking, str(Outcome.NOBODY_CAME), now=now)
        return closed


def _tell_not_held(booking: Booking, outcome: str, *, now: datetime) -> None:
    visitor = booking.visitor
    enqueue_notice(
        "visit_not_held",
        email=visitor.user.email,
        language=visitor.language,
        now=now,
        booking=booking.public_id,
        outcome=outcome,
    )


def _release_device(admission: Admission, now: datetime) -> bool:
    """Free a device that nobody has touched for two minutes. Returns False if it was in use."""
    try:
        leave(admission=admission, by=CLOCK, now=now)
    except MoveRefused:
        return False
    return True


def _visits_waiting_at_their_start(now: datetime) -> list[Visit]:
    waiting = Visit.objects.waiting().filter(booking__starts_at__lte=now)
    return list(waiting.select_related("booking__facility", "facility"))


def _visits_that_are_over(now: datetime) -> list[Visit]:
    """Return visits whose time is over, and on-site ones without a visitor in time (P13)."""
    is_alone = ~Exists(
        Admission.objects.filter(visit=OuterRef("pk"), side=Side.VISITOR).exclude(
            state=AdmissionState.LEFT
        )
    )
    visitor_is_late = Q(is_alone, state=VisitState.WAITING, booking__kind=VisitKind.ONSITE)
    is_over = Q(ends_at__lte=now, clock_stopped_at__isnull=True)
    candidates = (
        Visit.objects.still_open()
        .filter(is_over | visitor_is_late & Q(booking__starts_at__lt=now))
        .select_related("booking__facility", "booking__visitor__user", "facility")
    )
    return [
        visit
        for visit in candidates
        if visit.ends_at <= now or now > visit.booking.last_admission_at
    ]


def _bookings_nobody_came_to(now: datetime) -> list[Booking]:
    candidates = Booking.objects.filter(
        Q(kind=VisitKind.ONSITE) | Q(ends_at__lte=now),
        state=BookingState.BOOKED,
        starts_at__lt=now,
        visit__isnull=True,
    ).select_related("facility", "visitor__user")
    return [booking for booking in candidates if now > booking.last_admission_at]


def _idle_admissions(now: datetime) -> list[Admission]:
    idle = admissions_that_may_idle().filter(touched_at__lt=now - DEVICE_IDLE_AFTER)
    return list(idle.select_related("visit__facility", "visit__booking"))


def admissions_that_may_idle() -> QuerySet[Admission]:
    """Return the admissions at devices before the visit, where somebody has to press something."""
    return (
        Admission.objects.exclude(state=AdmissionState.LEFT)
        .filter(state__in=[AdmissionState.GREETED, AdmissionState.READING, AdmissionState.CHECKING])
        .exclude(monitor=None, station=None)
    )
