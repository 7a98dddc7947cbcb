"""A data directory that is prepared once in a run of tests, and copied for each house.

To make tables and the demo takes longer than all the rest of a start. What a copy lacks of a
fresh start is proven by the houses that are started without one.

python -m tests.stage.prepared FOLDER: prepares that folder.
"""

import fcntl
import hashlib
import json
import os
import shutil
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

import pytest

from launcher.django_steps import mark_data_prepared, prepare_data
from launcher.instance import configure_janus, lock_data_folder, open_instance
from launcher.janus_build import ensure_janus
from tests.stage.database import copy_of, database_of_its_own

ROOT = Path(__file__).resolve().parents[2]
# Where nobody listens: each copy has an address of its own in its place.
NOWHERE = "http://localhost:1"
# What is true of one running instance alone.
NOT_COPIED = ("log", "processes", "lock")


@dataclass(frozen=True)
class Prepared:
    """`database` has its settings for `bin/run`, as in `database_of_its_own`."""

    data: Path
    database: dict[str, str]

    def copy_to(self, data: Path, *, base_url: str) -> dict[str, str]:
        """Answers with the copy's database, in the same way."""
        shutil.copytree(self.data, data, ignore=shutil.ignore_patterns(*NOT_COPIED))
        told = (data / "demo.json").read_text()
        for prepared, ours in ((NOWHERE, base_url), (str(self.data), str(data))):
            told = told.replace(prepared, ours)
        demo = json.loads(told)
        # It may be too old to start: the worker announces another.
        del demo["ready_visit"]
        (data / "demo.json").write_text(json.dumps(demo))
        mark_data_prepared(ROOT, data=data, base_url=base_url, demo=True)
        return copy_of(self.database)


def prepared_once(factory: pytest.TempPathFactory) -> Prepared:
    """For all processes of a run and for their database server; the first one prepares it."""
    folder = _folder_of_the_run(factory) / f"prepared-{_server()}"
    folder.mkdir(mode=0o700, exist_ok=True)
    data, told_in = folder / "data", folder / "database.json"
    with (folder / "lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not told_in.exists():
            shutil.rmtree(data, ignore_errors=True)
            database = database_of_its_own()
            _prepare_in_a_process(data, database)
            told_in.write_text(json.dumps(database))
        return Prepared(data, json.loads(told_in.read_text()))


def _folder_of_the_run(factory: pytest.TempPathFactory) -> Path:
    """Each worker of pytest-xdist has a folder of its own in it."""
    own = factory.getbasetemp()
    return own.parent if "PYTEST_XDIST_WORKER" in os.environ else own


def _server() -> str:
    address = os.environ.get("PARLOIR_DATABASE_URL", "")
    return hashlib.sha256(address.encode()).hexdigest()[:12] if address else "sqlite"


def _prepare_in_a_process(data: Path, database: dict[str, str]) -> None:
    """Use a process of its own, since it holds ports, a lock and a umask while it lives."""
    done = subprocess.run(
        [sys.executable, "-m", "tests.stage.prepared", str(data)],
        env={**os.environ, **database},
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr


def main(data: Path) -> None:
    """What `bin/run` does before it starts the processes."""
    os.umask(0o077)
    lock_data_folder(data)
    instance, log = open_instance(data), data / "log" / "set-up.log"
    configure_janus(instance, ensure_janus(chosen=None, log=log))
    prepare_data(
        ROOT,
        python=Path(sys.executable),
        data=data,
        environment=instance.environment(base_url=NOWHERE, demo=True),
        demo=True,
        log=log,
    )


if __name__ == "__main__":
    main(Path(sys.argv[1]))
