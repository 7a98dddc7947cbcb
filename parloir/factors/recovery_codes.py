"""Codes on paper, for somebody without their phone."""

import re
import secrets

from parloir.accounts.models import User
from parloir.vault.names import ALPHABET
from parloir.vault.sealing import keyed_hash

HOW_MANY = 10
LENGTH = 10
_HALF = LENGTH // 2
_READ_AS = str.maketrans({"o": "0", "i": "1", "l": "1", "u": "v"})


def new_codes() -> list[str]:
    """Return codes as they are shown: `7k2mq-x0d4t`, 50 random bits each."""
    return [f"{_letters(_HALF)}-{_letters(LENGTH - _HALF)}" for _ in range(HOW_MANY)]


def hash_of(code: str, *, user: User) -> str:
    """Return the hash of a code however it is typed: with capitals, spaces or letters that look
    like digits."""
    plain = re.sub(r"[\s-]", "", code.lower()).translate(_READ_AS)
    return keyed_hash(f"{user.public_id} {plain}", purpose="recovery-code")


def _letters(count: int) -> str:
    return "".join(secrets.choice(ALPHABET) for _ in range(count))
