"""Seals the audit: the worker that holds the lease makes the blocks of its chain."""

import logging
from datetime import datetime
from typing import Final

from parloir.audit.chain import Chain, ChainHasMoved, chain_as_stored, seal_next
from parloir.audit.heads import head_of, keep_head, needs_a_head_today
from parloir.audit.models import AuditBlock
from parloir.liveness.operations import HeldLease

LEASE: Final = "audit-chain"
LOOK_EVERY: Final = 3.0
"""Seconds. An event is sealed at most five seconds after it was committed."""
MOST_BLOCKS: Final = 100
"""How many blocks one run makes at most; the others follow at the next."""

log = logging.getLogger(__name__)


class AuditChain:
    """The end of the chain, as the holder of the lease knows it."""

    def __init__(self, holder: str) -> None:
        self._lease = HeldLease(LEASE, holder)
        self._chain: Chain | None = None

    def seal(self, *, now: datetime) -> None:
        """Seal what was committed, and write the new head. Does nothing without the lease."""
        if not self._lease.take_or_keep(now=now):
            self._chain = None
            return
        chain, self._chain = self._chain, None  # after an error, what is stored counts
        is_new = chain is None
        chain = chain or chain_as_stored(now=now)
        try:
            has_sealed = _seal_all(chain, now=now)
        except ChainHasMoved:
            log.warning("Another process has sealed the audit")
            return
        self._chain = chain
        if has_sealed or is_new or needs_a_head_today(now=now):
            _keep_newest_head(now=now)


def _seal_all(chain: Chain, *, now: datetime) -> bool:
    """Return whether there was something to seal."""
    for made in range(MOST_BLOCKS):
        if seal_next(chain, now=now) is None:
            return made > 0
    return True


def _keep_newest_head(*, now: datetime) -> None:
    block = AuditBlock.objects.order_by("-number").first()
    if block is None:
        return
    try:
        keep_head(head_of(block), now=now)
    except OSError as error:
        log.error("The head of the audit could not be written: %s", type(error).__name__)
