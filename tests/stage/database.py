"""A house's own database, where the suites run on PostgreSQL."""

import os
import secrets
from urllib.parse import urlsplit

import psycopg


def database_of_its_own() -> dict[str, str]:
    """What `bin/run` is told of it; nothing on SQLite, where it lies in the data directory.

    It is left to the server, which is gone after the run.
    """
    server = urlsplit(os.environ.get("PARLOIR_DATABASE_URL", ""))
    if server.scheme != "postgresql":
        return {}
    name = f"house_{secrets.token_hex(6)}"
    with psycopg.connect(server.geturl(), autocommit=True) as connection:
        connection.execute(f"CREATE DATABASE {name}")  # nothing in the name is anybody's word
    return {"PARLOIR_DATABASE_URL": server._replace(path=f"/{name}").geturl()}
