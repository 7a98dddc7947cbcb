"""AES-256-GCM (NIST SP 800-38D) under keys derived by HKDF from the one key outside the database.

`purpose` separates the uses, and `context` binds a sealed text to the row that it belongs to:
opened in another place, it fails.
"""

import hmac
import secrets
from collections.abc import Iterable
from functools import lru_cache
from hashlib import sha256

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from django.conf import settings

NONCE_BYTES = 12


class CannotOpen(Exception):
    """The sealed bytes were damaged, moved to another place, or sealed under another key."""


def seal(plain: bytes, *, purpose: str, context: str) -> bytes:
    nonce = secrets.token_bytes(NONCE_BYTES)
    return nonce + AESGCM(_key(purpose)).encrypt(nonce, plain, context.encode())


def unseal(sealed: bytes | memoryview, *, purpose: str, context: str) -> bytes:
    sealed = bytes(sealed)
    try:
        return AESGCM(_key(purpose)).decrypt(
            sealed[:NONCE_BYTES], sealed[NONCE_BYTES:], context.encode()
        )
    except (InvalidTag, ValueError) as error:  # ValueError: shorter than a nonce
        raise CannotOpen("These bytes cannot be opened with this key and context.") from error


def keyed_hash(text: str, *, purpose: str) -> str:
    """Return HMAC-SHA256 in hexadecimal, to find an equal text again without storing it."""
    return hmac.new(_key(purpose), text.encode(), sha256).hexdigest()


def has_hash_of_any(hashed: str, texts: Iterable[str], *, purpose: str) -> bool:
    """Return whether `hashed` is the keyed hash of one of many texts: a million take some seconds.

    It is for the holder of the key, to find what is easy to guess.
    """
    key, wanted = _key(purpose), bytes.fromhex(hashed)
    return any(hmac.digest(key, text.encode(), "sha256") == wanted for text in texts)


@lru_cache(maxsize=32)
def _key(purpose: str) -> bytes:
    return HKDF(algorithm=SHA256(), length=32, salt=None, info=purpose.encode()).derive(
        settings.ENCRYPTION_KEY
    )
