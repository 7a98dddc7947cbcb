"""The chain: events are sealed a moment after they are committed, in that order, by one process.

Writers take no lock for it and do not wait: what is committed and not yet in a block goes into the
next one. Everything that the process needs to go on is in the blocks, so one that was killed goes
on where it was.
"""

from dataclasses import dataclass, field
from datetime import datetime
from typing import Final

from django.db import IntegrityError, transaction

from parloir.audit.blocks import (
    Place,
    entries_of,
    last_checkpoint,
    new_block,
    place_behind,
    place_of,
)
from parloir.audit.gaps import Gap, missing_among, what_is_left_of
from parloir.audit.models import AuditBlock
from parloir.audit.rows import SealedRow, rows_after, rows_in
from parloir.locks import running_transactions

MOST_EVENTS: Final = 2000
"""How many events a block has at most."""


def end_of_chain() -> Place:
    block = AuditBlock.objects.order_by("-number").first()
    return place_of(block) if block is not None else place_behind(last_checkpoint())


@dataclass(slots=True)
class Chain:
    """The chain as the process knows it that makes the blocks: its end, and what may still come."""

    end: Place
    gaps: list[Gap] = field(default_factory=list)


def chain_as_stored(*, now: datetime) -> Chain:
    """Return the chain as the blocks have it. Every id that is missing may still come."""
    end = end_of_chain()
    sealed = [key for key in _sealed_above(end.settled_id) if key > end.settled_id]
    until = running_transactions().next
    gaps = missing_among(sealed, above=end.settled_id)
    return Chain(end, [Gap(first, last, until, now) for first, last in gaps])


def seal_next(chain: Chain, *, now: datetime) -> AuditBlock | None:
    """Make the next block of what is committed. Returns None if there is nothing to seal.

    Raises ChainHasMoved if another process has made a block meanwhile.
    """
    oldest = running_transactions().oldest
    late = rows_in([(gap.first, gap.last) for gap in chain.gaps])
    new = rows_after(chain.end.highest_id, most=MOST_EVENTS)
    gaps = _gaps_left(chain, late, new, oldest=oldest, now=now)
    highest = new[-1].id if new else chain.end.highest_id
    settled = gaps[0].first - 1 if gaps else highest
    if not late and not new and settled == chain.end.settled_id:
        chain.gaps = gaps
        return None
    block = new_block(
        chain.end,
        events=[(row.id, row.mac) for row in (*late, *new)],
        settled_id=settled,
        highest_id=highest,
        now=now,
    )
    _insert(block)
    chain.end, chain.gaps = place_of(block), gaps
    return block


class ChainHasMoved(Exception):
    """Another process has made this block. Nothing was written."""


def _gaps_left(
    chain: Chain, late: list[SealedRow], new: list[SealedRow], *, oldest: int, now: datetime
) -> list[Gap]:
    found = [row.id for row in late]
    old = [left for gap in chain.gaps for left in what_is_left_of(gap, found)]
    waiting = [gap for gap in old if gap.may_still_come(oldest=oldest, now=now)]
    missing = missing_among([row.id for row in new], above=chain.end.highest_id)
    if missing:
        until = running_transactions().next
        waiting += [Gap(first, last, until, now) for first, last in missing]
    return waiting


def _insert(block: AuditBlock) -> None:
    try:
        with transaction.atomic():
            block.save(force_insert=True)
    except IntegrityError as error:
        raise ChainHasMoved from error


def _sealed_above(settled_id: int) -> list[int]:
    """Return the ids of all blocks that have one above `settled_id`."""
    found: list[int] = []
    for block in AuditBlock.objects.order_by("-number").iterator(chunk_size=100):
        if block.highest_id <= settled_id:
            break
        found += [key for key, _mac in entries_of(block)]
    return found
