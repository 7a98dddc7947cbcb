"""Files that only the account that runs Parloir may read."""

import base64
import os
import secrets
from pathlib import Path

PRIVATE = 0o600


def write_private(path: Path, text: str) -> None:
    """Write the file atomically: a reader never sees half of it."""
    beside = path.with_name(f".{path.name}.{os.getpid()}")
    beside.unlink(missing_ok=True)
    with os.fdopen(os.open(beside, os.O_WRONLY | os.O_CREAT | os.O_EXCL, PRIVATE), "w") as new:
        new.write(text)
        new.flush()
        os.fsync(new.fileno())
    beside.replace(path)


def secret_in(path: Path) -> str:
    """Return the random text in a file (32 bytes, URL-safe), which the first call creates."""
    if not path.exists():
        write_private(path, secrets.token_urlsafe(32))
    return path.read_text().strip()


def encryption_key_in(path: Path) -> None:
    """Return the key in a file: 32 random bytes in base64, which the first call creates.

    Without it every encrypted image is lost.
    """
    if not path.exists():
        write_private(path, base64.b64encode(secrets.token_bytes(32)).decode())
