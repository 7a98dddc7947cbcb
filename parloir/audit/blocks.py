"""What a block of the chain is made of: entries of events, and the link to the block before."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from struct import Struct
from typing import Final

from parloir.audit.models import AuditBlock, AuditCheckpoint
from parloir.audit.seals import moment_text
from parloir.vault.sealing import mac_of

_PURPOSE: Final = "audit-chain"
_ENTRY: Final = Struct(">Q16s")
_HEAD: Final = Struct(">QQQ")
_MAC_BYTES_KEPT: Final = 16
FIRST_LINK: Final = bytes(32)
"""The link before the first block."""


@dataclass(frozen=True, slots=True)
class Place:
    """Where the chain ends: the next block goes there. `settled_id` and `highest_id` are those of
    the last block."""

    number: int = 0
    link: bytes = FIRST_LINK
    settled_id: int = 0
    highest_id: int = 0


def place_of(block: AuditBlock) -> Place:
    return Place(block.number, bytes(block.link), block.settled_id, block.highest_id)


def place_behind(checkpoint: AuditCheckpoint | None) -> Place:
    """Return where the chain begins: behind the last checkpoint, if the audit was ever purged."""
    if checkpoint is None:
        return Place()
    last = checkpoint.last_id
    return Place(checkpoint.block_number, bytes(checkpoint.link), last, last)


def last_checkpoint() -> AuditCheckpoint | None:
    return AuditCheckpoint.objects.order_by("-block_number", "-id").first()


def entries_of(block: AuditBlock) -> list[tuple[int, bytes]]:
    """Return the ids of the events, in the order of the chain, and the beginnings of their MACs.

    Raises ValueError if the block was cut.
    """
    events = bytes(block.events)
    if len(events) % _ENTRY.size:
        raise ValueError("A block of the audit is not whole.")
    return list(_ENTRY.iter_unpack(events))


def beginning_of(mac: bytes) -> bytes:
    return mac[:_MAC_BYTES_KEPT]


def new_block(
    behind: Place,
    *,
    events: Iterable[tuple[int, bytes]],
    settled_id: int,
    highest_id: int,
    now: datetime,
) -> AuditBlock:
    """Return the next block. `events` are ids and MACs."""
    block = AuditBlock(
        number=behind.number + 1,
        made_at=now,
        settled_id=settled_id,
        highest_id=highest_id,
        events=b"".join(_ENTRY.pack(key, beginning_of(mac)) for key, mac in events),
    )
    block.link = link_of(block, behind=behind.link)
    return block


def link_of(block: AuditBlock, *, behind: bytes) -> bytes:
    """Return the link that this block has behind another one, unless something was changed."""
    head = _HEAD.pack(block.number, block.settled_id, block.highest_id)
    moment = moment_text(block.made_at).encode()
    message = b"".join((behind, head, moment, b"\n", bytes(block.events)))
    return mac_of(message, purpose=_PURPOSE)
