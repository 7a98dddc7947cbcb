"""Delete events that are older than the audit is kept, behind a signed checkpoint.

The database deletes no event above a checkpoint. The checkpoint has the link of the last block that
is deleted, so that the chain goes on from there, and `audit verify` begins there.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Final

from django.conf import settings
from django.db import models, transaction

from parloir.audit.actors import CLOCK
from parloir.audit.blocks import Place, last_checkpoint, place_behind, place_of
from parloir.audit.chain import end_of_chain
from parloir.audit.checkpoints import sign_checkpoint
from parloir.audit.models import AuditBlock, AuditCheckpoint, AuditEvent
from parloir.audit.operations import record
from parloir.deletion import BATCH, oldest_keys

PURGED_EVERY: Final = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Audit:
    """The audit as the subject of an event: it has no row."""

    public_id: str = "audit"


def purge_audit(*, now: datetime) -> int:
    """Purge what is older than `PARLOIR_AUDIT_DAYS`, once a day. Returns how many events were
    deleted: those behind the last checkpoint that are left, too, if a process was killed."""
    if settings.AUDIT_DAYS and _is_due(now):
        close_until(now - timedelta(days=settings.AUDIT_DAYS), now=now)
    return _delete_behind(last_checkpoint())


def close_until(moment: datetime, *, now: datetime) -> AuditCheckpoint | None:
    """Write a checkpoint behind all events before the first one that is of this moment or later, as
    far as they are settled. Returns None if there is nothing to purge."""
    begin = place_behind(last_checkpoint())
    last_id = _last_id_before(moment)
    if last_id <= begin.settled_id:
        return None
    place = _last_place_below(last_id, begin)
    checkpoint = AuditCheckpoint(
        made_at=now, block_number=place.number, last_id=last_id, link=place.link
    )
    sign_checkpoint(checkpoint)
    with transaction.atomic():
        checkpoint.save(force_insert=True)
        record("purge_audit", by=CLOCK, on=Audit(), at=now, until=moment.isoformat())
    return checkpoint


def _is_due(now: datetime) -> bool:
    checkpoint = last_checkpoint()
    return checkpoint is None or checkpoint.made_at + PURGED_EVERY <= now


def _last_id_before(moment: datetime) -> int:
    """Return the id up to which every event is settled and older than this moment."""
    settled = end_of_chain().settled_id
    kept = AuditEvent.objects.filter(at__gte=moment).order_by("id").values_list("id", flat=True)
    first_kept = kept.first()
    return settled if first_kept is None else min(settled, first_kept - 1)


def _last_place_below(last_id: int, begin: Place) -> Place:
    """Return the place of the last block that has no event above this id."""
    blocks = AuditBlock.objects.filter(number__gt=begin.number, highest_id__lte=last_id)
    block = blocks.order_by("-number").first()
    return begin if block is None else place_of(block)


def _delete_behind(checkpoint: AuditCheckpoint | None) -> int:
    if checkpoint is None:
        return 0
    events: models.QuerySet[AuditEvent] = (
        models.QuerySet(AuditEvent).filter(pk__lte=checkpoint.last_id).order_by("pk")
    )
    deleted = sum(_batches(events))
    blocks: models.QuerySet[AuditBlock] = (
        models.QuerySet(AuditBlock).filter(pk__lte=checkpoint.block_number).order_by("pk")
    )
    sum(_batches(blocks))
    return deleted


def _batches(rows: "models.QuerySet[Any]") -> Iterable[int]:
    """Delete these rows, each batch in a transaction of its own. Yields the size of each."""
    while keys := oldest_keys(rows):
        models.QuerySet(rows.model).filter(pk__in=keys).delete()
        yield len(keys)
        if len(keys) < BATCH:
            return
