"""What the audit costs, measured in a process inside the house: see `tests.stage.inside`."""

import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from typing import Any
from unittest import mock

from parloir.audit import operations
from parloir.audit.chain import MOST_EVENTS, chain_as_stored, seal_next
from parloir.audit.models import AuditEvent
from parloir.audit.verifying import verify
from parloir.bookings.booking_request import BookingRequest
from parloir.bookings.operations import book
from parloir.clock import current_time
from parloir.facilities.models import Facility, VisitKind
from parloir.source import Source, coming_from
from parloir.vault.names import new_public_id
from tests.factories.people import as_visitor, make_inmate, make_visitor
from tests.factories.places import make_round_the_clock

WARM_UP = 20
AT_A_TIME = 4
HALF_AN_HOUR = timedelta(minutes=30)


def bookings(count: int) -> dict[str, list[float]]:
    """Book so many visits with an audit and as many without one, in turns. Return how long each
    took, in milliseconds."""
    jail = make_round_the_clock()
    now = current_time()
    first = now.replace(hour=0, minute=0, second=0, microsecond=0) + timedelta(days=2)
    took: dict[str, list[float]] = {"with": [], "without": []}
    for number in range(2 * (count + WARM_UP)):
        starts_at = first + HALF_AN_HOUR * (number // AT_A_TIME)
        # The first of each two places of a time is not always the same kind's.
        kind = ("with", "without")[(number + number // 2) % 2]
        took[kind].append(_book(jail, starts_at, now, is_recorded=kind == "with"))
    return {kind: times[WARM_UP:] for kind, times in took.items()}


def _book(jail: Facility, starts_at: datetime, now: datetime, *, is_recorded: bool) -> float:
    visitor = make_visitor()
    request = BookingRequest(
        visitor=visitor, inmate=make_inmate(jail), facility=jail, kind=VisitKind.REMOTE
    )
    with _as_a_request(), _audit(is_recorded=is_recorded):
        began = time.perf_counter()
        book(booking_request=request, starts_at=starts_at, by=as_visitor(visitor), now=now)
        return (time.perf_counter() - began) * 1000


@contextmanager
def _as_a_request() -> Iterator[None]:
    with coming_from(Source("203.0.113.7", new_public_id)):
        yield


@contextmanager
def _audit(*, is_recorded: bool) -> Iterator[None]:
    """Let nothing be recorded in this process, if it is not to be."""
    if is_recorded:
        yield
        return
    with mock.patch.object(operations, "event_of", lambda *args, **kwargs: _NoEvent()):
        yield


class _NoEvent:
    def save(self, **_: Any) -> None:
        """Write nothing."""


def verify_many(count: int) -> dict[str, float]:
    """Verify so many events, all sealed. Return the seconds and how many were compared."""
    _write_events(count)
    now = current_time()
    chain = chain_as_stored(now=now)
    while seal_next(chain, now=now) is not None:
        pass
    began = time.perf_counter()
    report = verify()
    seconds = time.perf_counter() - began
    assert report.finding is None, report.finding
    assert report.unsealed == 0, report.unsealed
    return {"seconds": seconds, "events": report.events}


def _write_events(count: int) -> None:
    """Write events like those of a year: most have an address, many have details."""
    now, written = current_time(), 0
    while written < count:
        with _as_a_request():
            AuditEvent.objects.bulk_create(_event(number, now) for number in range(MOST_EVENTS))
        written += MOST_EVENTS


def _event(number: int, now: datetime) -> AuditEvent:
    person = new_public_id()
    return AuditEvent(
        at=now + timedelta(milliseconds=number),
        actor_kind="staff",
        actor_ref=new_public_id(),
        action="look_at_identity" if number % 2 else "book",
        subject_kind="Visitor" if number % 2 else "Booking",
        subject_ref=person,
        facility_ref="" if number % 2 else "jackson",
        agency_ref=new_public_id() if number % 2 else "",
        person_ref=person if number % 2 else "",
        outcome="done",
        details={"visitor": person, "piece": "photo"} if number % 2 else {},
    )
