"""A database with all tables and no rows, which is made once in a run of tests and then copied.

Each worker, and each data directory that is prepared, would make the same tables again, for eight
seconds of processor time each.
"""

import json
import os
import shutil
import subprocess
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

import pytest

from tests.stage.database import copy_of, database_of_its_own
from tests.stage.once import shared_folder

ROOT = Path(__file__).resolve().parents[2]
NAME = "parloir.sqlite3"


@dataclass(frozen=True)
class Tables:
    """`file` is the database on SQLite. On PostgreSQL, `database` has its settings instead.

    Nobody connects to it.
    """

    file: Path | None
    database: Mapping[str, str]

    @property
    def name(self) -> str:
        """The name of the database on PostgreSQL."""
        return urlsplit(self.database["PARLOIR_DATABASE_URL"]).path.lstrip("/")

    def copy_into(self, data: Path) -> dict[str, str]:
        """Copy it for a data directory, and return the settings of the copy for `bin/run`."""
        if self.file is not None:
            data.mkdir(mode=0o700, parents=True, exist_ok=True)
            shutil.copyfile(self.file, data / NAME)
            (data / NAME).chmod(0o600)
        return copy_of(self.database)


def tables_once(factory: pytest.TempPathFactory) -> Tables:
    """Return the tables of this run and database server; the first process makes them."""
    with shared_folder(factory, "tables") as folder:
        done = folder / "database.json"
        if not done.exists():
            database = database_of_its_own()
            _make_tables(folder, database)
            done.write_text(json.dumps(database))
        database = json.loads(done.read_text())
    return Tables(None if database else folder / NAME, database)


def _make_tables(folder: Path, database: Mapping[str, str]) -> None:
    (folder / NAME).unlink(missing_ok=True)
    here = database or {"PARLOIR_DATABASE_URL": f"sqlite:///{folder / NAME}"}
    made = subprocess.run(
        [sys.executable, "manage.py", "migrate", "--no-input", "--verbosity=0"],
        env={**os.environ, "PARLOIR_DATA_DIR": str(folder), **here},
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    assert made.returncode == 0, made.stderr
