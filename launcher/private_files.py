"""Files that only the account that runs Parloir may read."""

import base64
import os
import secrets
from pathlib import Path

PRIVATE = 0o600


def write_private(path: Path, text: str) -> None:
    """Writes whole or not at all: a reader never meets half a file."""
    beside = path.with_name(f".{path.name}.{os.getpid()}")
    beside.unlink(missing_ok=True)
    with os.fdopen(os.open(beside, os.O_WRONLY | os.O_CREAT | os.O_EXCL, PRIVATE), "w") as new:
        new.write(text)
        new.flush()
        os.fsync(new.fileno())
    beside.replace(path)


def secret_in(path: Path) -> str:
    """The random text kept in a file, made at the first call: 32 bytes, url-safe."""
    if not path.exists():
        write_private(path, secrets.token_urlsafe(32))
    return path.read_text().strip()


def encryption_key_in(path: Path) -> None:
    """32 random bytes in base64, made once: losing them loses every encrypted image."""
    if not path.exists():
        write_private(path, base64.b64encode(secrets.token_bytes(32)).decode())
