"""A data directory that is prepared once for a run of tests, and copied for each house.

Creating tables and the demo takes longer than all the rest of a start. Houses that are started
without a copy test the steps that a copy skips. The demo is loaded into tables that the run shares.

python -m tests.stage.prepared FOLDER: prepares that folder.
"""

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
from tests.stage.database import copy_of
from tests.stage.once import shared_folder
from tests.stage.tables import tables_once

ROOT = Path(__file__).resolve().parents[2]
# A placeholder at which nothing listens: each copy replaces it with its own address.
NOWHERE = "http://localhost:1"
# They belong to one running instance.
NOT_COPIED = ("log", "processes", "lock")


@dataclass(frozen=True)
class Prepared:
    """`database` has its settings for `bin/run`, as in `database_of_its_own`."""

    data: Path
    database: dict[str, str]

    def copy_to(self, data: Path, *, base_url: str) -> dict[str, str]:
        """Copy it, and return the settings of the copy's database."""
        shutil.copytree(self.data, data, ignore=shutil.ignore_patterns(*NOT_COPIED))
        text = (data / "demo.json").read_text()
        for prepared, ours in ((NOWHERE, base_url), (str(self.data), str(data))):
            text = text.replace(prepared, ours)
        demo = json.loads(text)
        # It may be too old to start: the worker announces another.
        del demo["ready_visit"]
        (data / "demo.json").write_text(json.dumps(demo))
        mark_data_prepared(ROOT, data=data, base_url=base_url, demo=True)
        return copy_of(self.database)


def prepared_once(factory: pytest.TempPathFactory) -> Prepared:
    """Return the data directory of this run and database server; the first process prepares it."""
    with shared_folder(factory, "prepared") as folder:
        data, database_file = folder / "data", folder / "database.json"
        if not database_file.exists():
            shutil.rmtree(data, ignore_errors=True)
            database = tables_once(factory).copy_into(data)
            _prepare_in_a_process(data, database)
            database_file.write_text(json.dumps(database))
        return Prepared(data, json.loads(database_file.read_text()))


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
    """Do what `bin/run` does before it starts the processes."""
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
