"""The keyed MAC of an event, over everything that it says.

Somebody who can write to the database and has no key cannot make one. The network address is
deleted before the event is, so the MAC covers a seal of it: its salted hash, from which nobody
finds the address once the salt is deleted with it.
"""

import json
import secrets
from collections.abc import Mapping
from datetime import UTC, datetime
from functools import lru_cache
from typing import Final

from parloir.vault.sealing import keyed_hash, mac_of

EVENT_PURPOSE: Final = "audit-event"
_SOURCE_PURPOSE: Final = "audit-source"
_SESSION_PURPOSE: Final = "audit-session"
_HASH_LETTERS: Final = 32
_SALT_BYTES: Final = 16
_BETWEEN: Final = "\x1f"
"""Between the texts of an event. None of them contains it: JSON escapes it, ids and slugs have no
control characters."""
TEXTS: Final = (
    "actor_kind",
    "actor_ref",
    "action",
    "subject_kind",
    "subject_ref",
    "facility_ref",
    "agency_ref",
    "person_ref",
    "outcome",
    "source_seal",
    "session",
)
"""The columns of text that the MAC covers, in this order, after the moment and the details."""

_in_order = json.JSONEncoder(sort_keys=True, separators=(",", ":")).encode


def moment_text(at: datetime) -> str:
    """Return the moment in UTC, as SQLite stores it."""
    return str(at.astimezone(UTC).replace(tzinfo=None))


def details_text(details: Mapping[str, object]) -> str:
    """Return the details in one order: PostgreSQL keeps another one than they were written in."""
    return _in_order(details)


@lru_cache(maxsize=4096)
def details_in_order(stored: str) -> str:
    """Return `details_text` of details as the database returns them."""
    return _in_order(json.loads(stored))


def event_mac(moment: str, details: str, *texts: str) -> bytes:
    """Return the MAC of an event. `texts` are the columns `TEXTS`.

    Raises ValueError if one of them could be taken for two.
    """
    message = _BETWEEN.join((moment, details, *texts))
    if message.count(_BETWEEN) != len(texts) + 1:
        raise ValueError("A text of an audit event has a separator in it.")
    return mac_of(message.encode(), purpose=EVENT_PURPOSE)


def session_hash(sign_in: str) -> str:
    """Return by which name the audit knows a sign-in."""
    return keyed_hash(sign_in, purpose=_SESSION_PURPOSE)[:_HASH_LETTERS] if sign_in else ""


def new_salt() -> str:
    return secrets.token_hex(_SALT_BYTES)


def source_seal(source: str, salt: str) -> str:
    """Return the seal of a network address under this salt."""
    sealed = mac_of(f"{salt} {source}".encode(), purpose=_SOURCE_PURPOSE)
    return sealed.hex()[:_HASH_LETTERS]
