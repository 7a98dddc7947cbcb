"""AES-256-GCM (NIST SP 800-38D) under keys derived by HKDF from the one key outside the database.

`purpose` separates the uses, and `context` binds a sealed text to the row that it belongs to:
opened in another place, it fails.
"""

import hmac
import secrets
from collections.abc import Iterable
from functools import lru_cache
from hashlib import blake2b, sha256

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from django.conf import settings

NONCE_BYTES = 12
MAC_BYTES = 32


class CannotOpen(Exception):
    """The sealed bytes were damaged, moved to another place, or sealed under another key."""


def seal(plain: bytes, *, purpose: str, context: str) -> bytes:
    nonce = secrets.token_bytes(NONCE_BYTES)
    return nonce + AESGCM(derived_key(purpose)).encrypt(nonce, plain, context.encode())


def unseal(sealed: bytes | memoryview, *, purpose: str, context: str) -> bytes:
    sealed = bytes(sealed)
    try:
        return AESGCM(derived_key(purpose)).decrypt(
            sealed[:NONCE_BYTES], sealed[NONCE_BYTES:], context.encode()
        )
    except (InvalidTag, ValueError) as error:  # ValueError: shorter than a nonce
        raise CannotOpen("These bytes cannot be opened with this key and context.") from error


def keyed_hash(text: str, *, purpose: str) -> str:
    """Return HMAC-SHA256 in hexadecimal, to find an equal text again without storing it."""
    return hmac.new(derived_key(purpose), text.encode(), sha256).hexdigest()


def mac_of(message: bytes, *, purpose: str) -> bytes:
    """Return the keyed BLAKE2b of a message (RFC 7693), 32 bytes. It takes a quarter of the time of
    `keyed_hash`, for what is computed for each row of a long table."""
    return blake2b(message, key=derived_key(purpose), digest_size=MAC_BYTES).digest()


def has_hash_of_any(hashed: str, texts: Iterable[str], *, purpose: str) -> bool:
    """Return whether `hashed` is the keyed hash of one of many texts: a million take some seconds.

    It is for the holder of the key, to find what is easy to guess.
    """
    key, wanted = derived_key(purpose), bytes.fromhex(hashed)
    return any(hmac.digest(key, text.encode(), "sha256") == wanted for text in texts)


@lru_cache(maxsize=32)
def derived_key(purpose: str) -> bytes:
    """Return the key for one purpose. It stays inside the vault."""
    return HKDF(algorithm=SHA256(), length=32, salt=None, info=purpose.encode()).derive(
        settings.ENCRYPTION_KEY
    )
