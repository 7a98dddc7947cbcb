"""A house's own database, if the suites run on PostgreSQL."""

import os
import secrets
from collections.abc import Mapping
from urllib.parse import urlsplit

import psycopg


def database_of_its_own() -> dict[str, str]:
    """Return its settings for `bin/run`: none on SQLite, where it is in the data directory.

    Nobody drops it: its server exists only for the run.
    """
    return _new_database()


def copy_of(database: Mapping[str, str]) -> dict[str, str]:
    """Return a copy. Nobody may be connected to the original."""
    if not database:
        return {}
    return _new_database(template=urlsplit(database["PARLOIR_DATABASE_URL"]).path.lstrip("/"))


def _new_database(*, template: str = "template1") -> dict[str, str]:
    server = urlsplit(os.environ.get("PARLOIR_DATABASE_URL", ""))
    if server.scheme != "postgresql":
        return {}
    name = f"house_{secrets.token_hex(6)}"
    with psycopg.connect(server.geturl(), autocommit=True) as connection:
        # The names contain no input.
        connection.execute(f"CREATE DATABASE {name} TEMPLATE {template}")
    return {"PARLOIR_DATABASE_URL": server._replace(path=f"/{name}").geturl()}
