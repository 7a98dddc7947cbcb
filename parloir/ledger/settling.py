"""Settle the account of a visit that has ended: load it, judge it, keep the verdict."""

from collections.abc import Iterable, Iterator
from datetime import datetime

from django.db import transaction

from parloir.audit.actors import CLOCK
from parloir.audit.operations import record
from parloir.bookings.operations import note_whether_it_counts
from parloir.ledger.account import Account, Interrupted, Measured, Party, Source
from parloir.ledger.make_ups import follow_verdict
from parloir.ledger.models import Bucket, Interruption, SettledAccount
from parloir.ledger.verdict import VisitVerdict, verdict
from parloir.scheduling.intervals import Interval
from parloir.sides import Side
from parloir.visits.changes import append_visit_change
from parloir.visits.models import Intervention, Visit
from parloir.visits.operations import lock_visit
from parloir.visits.states import Outcome

Kind = Intervention.Kind


def settle_due(*, now: datetime) -> int:
    """Settle every account that is due, and return how many."""
    due = Visit.objects.to_settle().filter(settle_at__lte=now).order_by("settle_at")
    return sum(settle(visit=visit, now=now) for visit in due)


def next_to_settle(*, now: datetime) -> datetime | None:
    first = Visit.objects.to_settle().order_by("settle_at").first()
    return first.settle_at if first else None


def settle(*, visit: Visit, now: datetime) -> bool:
    """Settle the account of a visit, once. Returns False if it was settled before."""
    with transaction.atomic():
        locked = lock_visit(visit)
        if not Visit.objects.to_settle().filter(pk=visit.pk).update(settle_at=None):
            return False
        found = verdict(account_of(locked))
        settled = _keep(locked, found, now=now)
        note_whether_it_counts(booking=locked.booking, counts=found.counts, by=CLOCK, now=now)
        record(
            "settle_account",
            by=CLOCK,
            on=locked,
            at=now,
            facility=locked.facility.slug,
            outcome=str(found.fault or ""),
            counts=found.counts,
            owed_ms=found.owed_ms,
        )
        follow_verdict(settled=settled, by=CLOCK, now=now)
        append_visit_change(locked, now=now)
    return True


def account_of(visit: Visit) -> Account:
    """Return the account of a visit that was live and has ended."""
    if visit.started_at is None or visit.ended_at is None:
        raise ValueError("only a visit that was live and has ended has an account")
    live = _interval(visit.started_at, visit.ended_at)
    closed = visit.outcome == Outcome.CLOSED
    return Account(
        there=tuple(_without(live, _spans(visit, Kind.PAUSE, Kind.RESUME))),
        parties={side: _party(visit, side) for side in Side},
        cut_short=_interval(visit.ended_at, visit.ends_at) if closed else None,
        ended_by=visit.ended_by,
    )


def _party(visit: Visit, side: Side) -> Party:
    admissions = visit.admissions.filter(side=side)
    rows = list(Bucket.objects.filter(visit=visit, side=side))
    return Party(
        is_at_our_device=admissions.exclude(monitor=None, station=None).exists(),
        by_server=_by_source(rows, Source.MEDIA_SERVER),
        by_browser=_by_source(rows, Source.BROWSER),
        interruptions=tuple(_interruptions(visit, side)),
        muted=tuple(_spans(visit, Kind.MUTE, Kind.UNMUTE, side=side)),
    )


def _by_source(rows: Iterable[Bucket], source: Source) -> dict[datetime, Measured]:
    return {row.starts_at: row.as_measured() for row in rows if row.source == source}


def _interruptions(visit: Visit, side: Side) -> list[Interrupted]:
    rows = Interruption.objects.filter(visit=visit, side=side).order_by("from_at", "pk")
    return [row.as_interrupted() for row in rows]


def _spans(
    visit: Visit, begins: Kind, ends: Kind, *, side: Side | None = None
) -> Iterator[Interval]:
    """Yield the spans between these interventions, the last one up to the visit's end."""
    since: datetime | None = None
    for one in visit.interventions.filter(kind__in=[begins, ends]).order_by("at", "pk"):
        if side is not None and side not in one.sides:
            continue
        if one.kind == begins:
            since = since or one.at
        elif since is not None:
            yield from filter(None, [_interval(since, one.at)])
            since = None
    if since is not None and visit.ended_at is not None:
        yield from filter(None, [_interval(since, visit.ended_at)])


def _without(whole: Interval | None, left_out: Iterable[Interval]) -> Iterator[Interval]:
    if whole is None:
        return
    begins = whole.starts_at
    for span in left_out:
        if before := _interval(begins, min(span.starts_at, whole.ends_at)):
            yield before
        begins = max(begins, span.ends_at)
    if rest := _interval(begins, whole.ends_at):
        yield rest


def _interval(starts_at: datetime, ends_at: datetime) -> Interval | None:
    return Interval(starts_at, ends_at) if starts_at < ends_at else None


def _keep(visit: Visit, found: VisitVerdict, *, now: datetime) -> SettledAccount:
    return SettledAccount.objects.create(
        visit=visit,
        fault=found.fault or "",
        there_ms=found.there_ms,
        owed_ms=found.owed_ms,
        received_ms={
            side: {"sound": one.sound_ms, "picture": one.picture_ms}
            for side, one in found.received.items()
        },
        lost_ms={str(fault): lost for fault, lost in found.lost_ms.items()},
        settled_at=now,
    )
