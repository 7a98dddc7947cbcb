"""Whether the audit is as it was written: the first event that is not, and what is not sealed yet.

The chain is followed from its beginning, or from the checkpoint of the last purge. Each block is
compared with its link, each of its events with the MAC and with its entry in the block.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum, auto
from typing import Final

from parloir.audit.blocks import (
    Place,
    beginning_of,
    entries_of,
    last_checkpoint,
    link_of,
    place_behind,
    place_of,
)
from parloir.audit.checkpoints import is_checkpoint_ours
from parloir.audit.heads import Head
from parloir.audit.models import AuditBlock
from parloir.audit.rows import (
    SealedRow,
    count_between,
    last_event_id,
    moment_of,
    rows_between,
    rows_with,
)

_TOGETHER: Final = 2000
"""Blocks are small while little happens. Their events are read so many together."""


class Fault(StrEnum):
    """What is wrong with an event, a block, or what stands outside the database."""

    ALTERED = auto()
    MISSING = auto()
    REORDERED = auto()
    ADDED = auto()
    BLOCK_ALTERED = auto()
    BLOCK_MISSING = auto()
    CHECKPOINT_FORGED = auto()
    HEAD_FORGED = auto()
    HEAD_DIFFERS = auto()


@dataclass(frozen=True, slots=True)
class Finding:
    """The first thing that is not as it was written. `event` is the id of an event, 0 if it is
    about none; `block` the number of the block, 0 for events that are in none."""

    fault: Fault
    event: int = 0
    block: int = 0


@dataclass(slots=True)
class Report:
    """What was found. `unsealed_since` is the moment of the first event that is in no block yet,
    None if all are."""

    finding: Finding | None = None
    blocks: int = 0
    events: int = 0
    settled: int = 0
    unsealed: int = 0
    unsealed_since: datetime | None = None


class _Found(Exception):
    def __init__(self, finding: Finding) -> None:
        super().__init__()
        self.finding = finding


def verify(*, heads: Sequence[Head] = ()) -> Report:
    """Compare the whole audit with its chain, and the chain with these heads."""
    report = Report()
    try:
        _verify(report, heads)
    except _Found as found:
        report.finding = found.finding
    return report


def _verify(report: Report, heads: Sequence[Head]) -> None:
    for head in heads:
        if not head.is_ours:
            raise _Found(Finding(Fault.HEAD_FORGED, block=head.block))
    checkpoint = last_checkpoint()
    if checkpoint is not None and not is_checkpoint_ours(checkpoint):
        raise _Found(Finding(Fault.CHECKPOINT_FORGED, block=checkpoint.block_number))
    begin = end = place_behind(checkpoint)
    early: set[int] = set()
    for blocks in _some_together(_blocks_behind(begin, heads)):
        early |= _compare_events(blocks, purged_to=begin.settled_id)
        end = place_of(blocks[-1][0])
        report.blocks += len(blocks)
        report.events += sum(len(entries) for _block, entries in blocks)
        settled = {key for key in early if key <= end.settled_id}
        report.settled += len(settled)
        early -= settled
    _compare_with_later_heads(end, heads)
    if count_between(begin.settled_id, end.settled_id) != report.settled:
        raise _Found(Finding(Fault.ADDED, event=_first_added(begin, end)))
    _look_at_what_is_not_sealed(report, end, early)


def _blocks_behind(begin: Place, heads: Sequence[Head]) -> Iterator[AuditBlock]:
    """Return the blocks in their order, each compared with the one before."""
    links = {head.block: head.link for head in heads}
    behind, number = begin.link, begin.number
    blocks = AuditBlock.objects.filter(number__gt=begin.number).order_by("number")
    for block in blocks.iterator(chunk_size=_TOGETHER):
        number += 1
        if block.number != number:
            raise _Found(Finding(Fault.BLOCK_MISSING, block=number))
        link = bytes(block.link)
        if link != link_of(block, behind=behind):
            raise _Found(Finding(Fault.BLOCK_ALTERED, block=number))
        if links.get(number, link.hex()) != link.hex():
            raise _Found(Finding(Fault.HEAD_DIFFERS, block=number))
        behind = link
        yield block


_Entries = list[tuple[int, bytes]]


def _some_together(
    blocks: Iterable[AuditBlock],
) -> Iterator[list[tuple[AuditBlock, _Entries]]]:
    """Return blocks with their entries, as many together as have some thousand events."""
    together: list[tuple[AuditBlock, _Entries]] = []
    count = 0
    for block in blocks:
        entries = entries_of(block)
        together.append((block, entries))
        count += len(entries)
        if count >= _TOGETHER or len(together) >= _TOGETHER:
            yield together
            together, count = [], 0
    if together:
        yield together


def _compare_events(blocks: list[tuple[AuditBlock, _Entries]], *, purged_to: int) -> set[int]:
    """Compare these blocks' entries with the events, in the order of the chain. Return the ids of
    events that are there."""
    there = set()
    rows = rows_with([key for _block, entries in blocks for key, _mac in entries])
    for block, entries in blocks:
        for key, mac in entries:
            row = rows.get(key)
            if key <= purged_to:
                continue
            fault = _fault_of(row, mac)
            if fault is not None:
                raise _Found(Finding(fault, event=key, block=block.number))
            there.add(key)
    return there


def _fault_of(row: SealedRow | None, mac: bytes) -> Fault | None:
    """Return what is wrong with the event of an entry. One that fits its MAC and not the entry was
    written in place of another."""
    if row is None:
        return Fault.MISSING
    if not row.is_intact:
        return Fault.ALTERED
    return None if beginning_of(row.mac) == mac else Fault.REORDERED


def _compare_with_later_heads(end: Place, heads: Sequence[Head]) -> None:
    latest = max((head.block for head in heads), default=0)
    if latest > end.number:
        raise _Found(Finding(Fault.BLOCK_MISSING, block=end.number + 1))


def _first_added(begin: Place, end: Place) -> int:
    """Return the id of the first settled event that is in no block."""
    blocks = AuditBlock.objects.filter(number__gt=begin.number).iterator(chunk_size=_TOGETHER)
    sealed = {key for block in blocks for key, _mac in entries_of(block)}
    settled = rows_between(begin.settled_id, end.settled_id)
    return next((row.id for row in settled if row.id not in sealed), 0)


def _look_at_what_is_not_sealed(report: Report, end: Place, sealed: set[int]) -> None:
    """Compare the events that are in no block yet with their MACs. `sealed` are the ids of those
    that are in one although they are not settled."""
    for row in rows_between(end.settled_id, last_event_id()):
        if row.id in sealed:
            continue
        if not row.is_intact:
            raise _Found(Finding(Fault.ALTERED, event=row.id))
        report.unsealed += 1
        moment = moment_of(row)
        if report.unsealed_since is None or moment < report.unsealed_since:
            report.unsealed_since = moment
