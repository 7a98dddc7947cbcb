"""The signed head of the chain: what a file outside the database says about where the chain ends.

Somebody who can do everything with the database could cut the end of the chain off. The head says
that it was there. A copy at another place says so even if this machine is lost.
"""

import json
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Final

from django.conf import settings

from parloir.audit.models import AuditBlock
from parloir.audit.seals import moment_text
from parloir.vault.signing import is_signed, public_key, sign

PURPOSE: Final = "audit-head"
FILE_NAME: Final = "head.json"


class HeadUnreadable(Exception):
    """The file is no head of an audit. The message says what to do."""


@dataclass(frozen=True, slots=True)
class Head:
    """The end of the chain at a moment: the number and the link of the last block."""

    block: int
    link: str
    made_at: str
    signature: str = ""

    @property
    def is_ours(self) -> bool:
        """Return whether this installation has signed it."""
        try:
            signature = bytes.fromhex(self.signature)
        except ValueError:
            return False
        return is_signed(self._signed_text(), signature, purpose=PURPOSE)

    def signed(self) -> "Head":
        signature = sign(self._signed_text(), purpose=PURPOSE).hex()
        return Head(self.block, self.link, self.made_at, signature)

    def as_text(self) -> str:
        said = {
            "block": self.block,
            "link": self.link,
            "made_at": self.made_at,
            "signature": self.signature,
            "public_key": public_key(purpose=PURPOSE).hex(),
        }
        return json.dumps(said, indent=2) + "\n"

    def _signed_text(self) -> bytes:
        return f"parloir audit {self.block} {self.link} {self.made_at}".encode()


def head_of(block: AuditBlock) -> Head:
    return Head(block.number, bytes(block.link).hex(), moment_text(block.made_at)).signed()


def read_head(path: Path) -> Head:
    """Return the head in this file. Raises HeadUnreadable, and FileNotFoundError."""
    try:
        said = json.loads(path.read_text(encoding="utf-8"))
        return Head(
            int(said["block"]), str(said["link"]), str(said["made_at"]), str(said["signature"])
        )
    except FileNotFoundError:
        raise
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise HeadUnreadable(f"{path} is not the head of an audit: give another file.") from error


def own_head_file() -> Path:
    """Return the file of the newest head, in the data directory."""
    return Path(settings.DATA_DIR) / "audit" / FILE_NAME


def needs_a_head_today(*, now: datetime) -> bool:
    """Return whether no head of this day is at the place that the operator has named."""
    kept = _todays_file(now)
    return kept is not None and not kept.exists()


def keep_head(head: Head, *, now: datetime) -> None:
    """Write the head to its file, and once a day to the place that the operator has named
    (`PARLOIR_AUDIT_HEADS`). Raises OSError if one of them cannot be written."""
    _write(own_head_file(), head)
    kept = _todays_file(now)
    if kept is not None and not kept.exists():
        _write(kept, head)


def _todays_file(now: datetime) -> Path | None:
    place: Path | None = settings.AUDIT_HEADS
    return place / f"parloir-audit-{now:%Y-%m-%d}.json" if place else None


def _write(path: Path, head: Head) -> None:
    """Write a whole file in place of the old one: a process may be killed meanwhile."""
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    unfinished = path.with_suffix(".new")
    unfinished.write_text(head.as_text(), encoding="utf-8")
    unfinished.replace(path)
