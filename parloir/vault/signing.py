"""Signatures that anybody can check who has the public key (Ed25519, RFC 8032).

What is signed leaves the house: somebody who keeps it can show later that we said it.
"""

from functools import lru_cache

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from parloir.vault.sealing import derived_key


def sign(message: bytes, *, purpose: str) -> bytes:
    """Return the signature, 64 bytes."""
    return _private_key(purpose).sign(message)


def is_signed(message: bytes, signature: bytes, *, purpose: str) -> bool:
    """Return whether this installation has signed the message for this purpose."""
    try:
        _private_key(purpose).public_key().verify(signature, message)
    except InvalidSignature:
        return False
    return True


def public_key(*, purpose: str) -> bytes:
    """Return the public key, 32 bytes."""
    return _private_key(purpose).public_key().public_bytes(Encoding.Raw, PublicFormat.Raw)


@lru_cache(maxsize=8)
def _private_key(purpose: str) -> Ed25519PrivateKey:
    return Ed25519PrivateKey.from_private_bytes(derived_key(purpose))
