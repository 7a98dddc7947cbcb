"""Make the small databases of the first version: `python -m tests.first_version.make`.

There is one for each engine, as SQL that creates it: the tables after the migrations of this
commit, and the rows of `filling`. Other files record the commit and the SHA-256 of every migration.
Run it once, at the commit that it names; afterwards migrations are only added.
"""

import gzip
import hashlib
import os
import sqlite3
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

from launcher.postgresql import newest_programs, temporary_cluster

FOLDER = Path(__file__).parent
ROOT = FOLDER.parents[1]
MIGRATIONS = FOLDER / "migrations.sha256"
COMMIT = FOLDER / "COMMIT"
FILL = """
import django
django.setup()
from django.core.management import call_command
from tests.first_version.filling import fill
call_command("migrate", interactive=False, verbosity=0)
fill()
"""


def main() -> None:
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        _write("sqlite", _of_sqlite(folder))
        _write("postgresql", _of_postgresql(folder))
    MIGRATIONS.write_text("".join(f"{line}\n" for line in hashes_of_migrations()))
    COMMIT.write_text(_commit() + "\n")


def sql_of(vendor: str) -> str:
    """Return the SQL that creates the first version's database; `vendor` is Django's name."""
    return gzip.decompress(_file_of(vendor).read_bytes()).decode()


def hashes_of_migrations() -> Iterator[str]:
    """Return a line for each migration, as `sha256sum` writes it, sorted by path."""
    for path in sorted(ROOT.glob("parloir/*/migrations/0*.py")):
        digest = hashlib.sha256(path.read_bytes()).hexdigest()
        yield f"{digest}  {path.relative_to(ROOT).as_posix()}"


def _of_sqlite(folder: Path) -> str:
    file = folder / "first.sqlite3"
    _fill(f"sqlite:///{file}", folder)
    with sqlite3.connect(file) as database:
        return "\n".join(database.iterdump())


def _of_postgresql(folder: Path) -> str:
    programs = newest_programs()
    assert programs is not None, "PostgreSQL is not installed"
    with temporary_cluster(log=folder / "postgresql.log") as url:
        _fill(url, folder)
        words = [str(programs / "pg_dump"), "--inserts", "--no-owner", "--no-privileges", url]
        dumped = subprocess.run(words, check=True, capture_output=True, text=True).stdout
    # What begins with a backslash is for psql alone; no value has a line of its own.
    lines = (line for line in dumped.splitlines() if not line.startswith("\\"))
    return "\n".join(lines)


def _fill(url: str, folder: Path) -> None:
    environment = {
        "PATH": os.environ["PATH"],
        "DJANGO_SETTINGS_MODULE": "parloir.config.settings",
        "PARLOIR_DATABASE_URL": url,
        "PARLOIR_DEMO": "1",  # sample keys will do
        "PARLOIR_DATA_DIR": str(folder),
    }
    subprocess.run([sys.executable, "-c", FILL], check=True, cwd=ROOT, env=environment)


def _write(vendor: str, sql: str) -> None:
    _file_of(vendor).write_bytes(gzip.compress(sql.encode(), mtime=0))


def _file_of(vendor: str) -> Path:
    return FOLDER / f"{vendor}.sql.gz"


def _commit() -> str:
    words = ["git", "rev-parse", "HEAD"]
    return subprocess.run(
        words, check=True, capture_output=True, text=True, cwd=ROOT
    ).stdout.strip()


if __name__ == "__main__":
    main()
