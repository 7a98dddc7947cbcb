"""Checkpoints: signed statements of until where the audit was purged."""

from typing import Final

from parloir.audit.models import AuditCheckpoint
from parloir.audit.seals import moment_text
from parloir.vault.signing import is_signed, sign

PURPOSE: Final = "audit-checkpoint"


def sign_checkpoint(checkpoint: AuditCheckpoint) -> None:
    checkpoint.signature = sign(signed_text(checkpoint), purpose=PURPOSE)


def is_checkpoint_ours(checkpoint: AuditCheckpoint) -> bool:
    """Return whether this installation has signed the checkpoint."""
    return is_signed(signed_text(checkpoint), bytes(checkpoint.signature), purpose=PURPOSE)


def signed_text(checkpoint: AuditCheckpoint) -> bytes:
    """Return what the signature of a checkpoint covers."""
    link = bytes(checkpoint.link).hex()
    at = moment_text(checkpoint.made_at)
    return f"{checkpoint.block_number} {checkpoint.last_id} {link} {at}".encode()
