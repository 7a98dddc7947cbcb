"""What the processes of a run of tests make once, and then share."""

import fcntl
import hashlib
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest


@contextmanager
def shared_folder(factory: pytest.TempPathFactory, name: str) -> Iterator[Path]:
    """Yield a folder of this run and database server, to one process at a time."""
    folder = _folder_of_the_run(factory) / f"{name}-{_server()}"
    folder.mkdir(mode=0o700, exist_ok=True)
    with (folder / "lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield folder


def _folder_of_the_run(factory: pytest.TempPathFactory) -> Path:
    """Return the folder of the run, in which each worker of pytest-xdist has its own."""
    own = factory.getbasetemp()
    return own.parent if "PYTEST_XDIST_WORKER" in os.environ else own


def _server() -> str:
    address = os.environ.get("PARLOIR_DATABASE_URL", "")
    return hashlib.sha256(address.encode()).hexdigest()[:12] if address else "sqlite"
