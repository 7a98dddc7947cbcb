"""The suites and the databases, by name."""

import os
from pathlib import Path

SUITES = ("unit", "contracts", "journeys", "faults")
SQLITE, POSTGRESQL = DATABASES = ("sqlite", "postgresql")
CALLED = {SQLITE: "SQLite", POSTGRESQL: "PostgreSQL"}


def suite_of(test: str) -> str:
    """Return the suite of a file, a folder or a test, named from the root as pytest does."""
    parts = Path(test.partition("::")[0]).parts
    return parts[1] if len(parts) > 1 and parts[1] in SUITES else "unit"


def database_of_this_run() -> str:
    url = os.environ.get("PARLOIR_DATABASE_URL", "")
    return POSTGRESQL if url.startswith("postgres") else SQLITE
