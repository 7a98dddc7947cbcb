"""Write what web processes measured. One transaction for all parties of a process."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import asdict, dataclass, field
from datetime import datetime, timedelta
from typing import Any

from django.db import transaction
from django.db.models import QuerySet

from parloir.deletion import delete_oldest
from parloir.ledger.account import Cause, Measured, Source
from parloir.ledger.half_minutes import HALF_MINUTE, WHOLE_MS
from parloir.ledger.meter import MOST_LOST, Taken
from parloir.ledger.models import LOST, MEASURED, Bucket, Interruption, PartyMoments
from parloir.visits.models import Admission, Visit

MOST_INTERRUPTIONS = 100
"""As many are kept of one party in one visit; later ones add nothing to the account."""

BUCKETS_KEPT = timedelta(days=60)
"""Longer than the 14 days in which somebody may say that an account is wrong, and the time in which
a person decides."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """What a browser reported for one half-minute, within the bounds of the protocol."""

    measured: Measured
    sent_lost: int
    received_lost: int
    round_trip_ms: int | None
    jitter_ms: int | None
    freezes: int
    frozen_ms: int
    height: int | None


@dataclass(frozen=True, slots=True, kw_only=True)
class PartyRecord:
    """What one process has to write of one party. `told` is by the half-minute's beginning."""

    visit: int
    side: str
    taken: Taken
    told: dict[datetime, Told] = field(default_factory=dict)
    first_frame_at: datetime | None = None


def write_records(records: Sequence[PartyRecord]) -> None:
    """Write all records, or none. What another process wrote of the same half-minute is added."""
    with transaction.atomic():
        _write_buckets([bucket for record in records for bucket in _buckets(record)])
        for record in records:
            _write_interruptions(record)
            _write_moments(record)


def note_lost_process(*, prefix: str, now: datetime) -> None:
    """Note that a process was lost whose sockets' names begin with `prefix`, for the parties of
    live visits that it served. They were interrupted since it last measured them.

    Call it before their connections are forgotten.
    """
    parties = Admission.objects.filter(
        connection__startswith=prefix, visit__in=Visit.objects.live()
    ).exclude(connection="")
    for party in parties.select_related("visit"):
        measured = Bucket.objects.filter(
            visit=party.visit_id, side=party.side, source=Source.MEDIA_SERVER
        ).order_by("-starts_at")
        last = measured.values_list("starts_at", flat=True).first()
        since = last + HALF_MINUTE if last else party.visit.started_at
        Interruption.objects.create(
            visit_id=party.visit_id,
            side=party.side,
            cause=Cause.PROCESS_LOST,
            source=Source.PROCESS,
            from_at=min(since or now, now),
        )


def delete_old_buckets(*, excluding_visits: QuerySet[Any, Any], now: datetime) -> int:
    """Delete the first batch of old buckets, except those of these visits. Returns how many."""
    old = Bucket.objects.filter(starts_at__lt=now - BUCKETS_KEPT)
    old = old.exclude(visit__in=excluding_visits)
    return delete_oldest(old.order_by("starts_at"))


def _buckets(record: PartyRecord) -> Iterator[Bucket]:
    for starts_at, half_minute in record.taken.half_minutes.items():
        yield Bucket(
            visit_id=record.visit,
            side=record.side,
            source=Source.MEDIA_SERVER,
            starts_at=starts_at,
            sent_lost=half_minute.sent_lost,
            received_lost=half_minute.received_lost,
            **asdict(half_minute.measured),
        )
    for starts_at, told in record.told.items():
        numbers = asdict(told)
        yield Bucket(
            visit_id=record.visit,
            side=record.side,
            source=Source.BROWSER,
            starts_at=starts_at,
            **numbers.pop("measured"),
            **numbers,
        )


def _write_buckets(buckets: Sequence[Bucket]) -> None:
    """Add to the rows of the media server that are there; a browser reports a time once."""
    there = _those_there(buckets)
    changed = []
    for one in buckets:
        row = there.get(one.key)
        if row is not None and one.source == Source.MEDIA_SERVER:
            _add(row, one)
            changed.append(row)
    Bucket.objects.bulk_update(changed, [*MEASURED, *LOST], batch_size=100)
    new = [one for one in buckets if one.key not in there]
    Bucket.objects.bulk_create(new, ignore_conflicts=True, batch_size=100)


def _those_there(buckets: Iterable[Bucket]) -> dict[tuple[int, str, str, datetime], Bucket]:
    visits = {one.visit_id for one in buckets}
    times = {one.starts_at for one in buckets}
    if not visits:
        return {}
    since = min(times)
    found = Bucket.objects.filter(visit__in=visits, starts_at__gte=since)
    return {row.key: row for row in found}


def _add(row: Bucket, more: Bucket) -> None:
    for names, most in ((MEASURED, WHOLE_MS), (LOST, MOST_LOST)):
        for name in names:
            setattr(row, name, min(most, getattr(row, name) + getattr(more, name)))


def _write_interruptions(record: PartyRecord) -> None:
    """End what is over, then add what began. One of each cause lasts at a time, and what a visit's
    end brings with it is no interruption."""
    taken = record.taken
    rows = Interruption.objects.filter(visit=record.visit, side=record.side)
    lasting = rows.filter(to_at__isnull=True)
    if taken.came_at is not None:
        away = lasting.filter(cause=Cause.PAGE_LEFT, from_at__lte=taken.came_at)
        away.update(to_at=taken.came_at)
    if taken.resumed_at is not None:
        lasting.filter(from_at__lte=taken.resumed_at).update(to_at=taken.resumed_at)
    if not taken.interrupted or rows.count() >= MOST_INTERRUPTIONS:
        return
    ended_at = Visit.objects.values_list("ended_at", flat=True).get(pk=record.visit)
    known = set(lasting.values_list("cause", flat=True))
    Interruption.objects.bulk_create(
        Interruption(
            visit_id=record.visit,
            side=record.side,
            cause=one.cause,
            source=one.source,
            from_at=one.from_at,
            to_at=one.to_at,
        )
        for one in taken.interrupted
        if (one.to_at is not None or one.cause not in known)
        and (ended_at is None or one.from_at < ended_at)
    )


def _write_moments(record: PartyRecord) -> None:
    """Keep the first of each."""
    connected_at, first_frame_at = record.taken.connected_at, record.first_frame_at
    if connected_at is None and first_frame_at is None:
        return
    row, _ = PartyMoments.objects.get_or_create(visit_id=record.visit, side=record.side)
    row.connected_at = row.connected_at or connected_at
    row.first_frame_at = row.first_frame_at or first_frame_at
    row.save(update_fields=["connected_at", "first_frame_at"])
