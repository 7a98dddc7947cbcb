"""Codes on paper, for somebody without their phone."""

from parloir.accounts.models import User
from parloir.factors.signs import new_signs, plain
from parloir.vault.sealing import keyed_hash

HOW_MANY = 10


def new_codes() -> list[str]:
    """Return codes as they are shown: `7k2mq-x0d4t`, 50 random bits each."""
    return [new_signs(2) for _ in range(HOW_MANY)]


def hash_of(code: str, *, user: User) -> str:
    """Return the hash of a code however it is typed."""
    return keyed_hash(f"{user.public_id} {plain(code)}", purpose="recovery-code")
