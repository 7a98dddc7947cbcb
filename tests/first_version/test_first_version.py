"""A database of the first version migrates to the newest state and loses nothing."""

import os
import re
import subprocess
import sys

import pytest
from django.apps import apps
from django.db import connection

from tests.first_version.make import COMMIT, MIGRATIONS, ROOT, hashes_of_migrations
from tests.first_version.restoring import first_database, rows_of_tables, schema_of

# Tables that have other numbers of rows afterwards on purpose, each with the reason.
ROWS_GIVEN_UP = {
    "django_migrations": "every migration adds one",
    "django_content_type": "every new model adds one",
    "auth_permission": "every new model adds four",
    "facilities_agency": "its facilities belong to one",
    "facilities_state": "the territories were added",
    "facilities_zonefile": "the rules by which times at its facilities were converted",
    "people_identityrequest": "who has sent pictures has asked that one",
    "people_identitydecision": "what was decided on pictures is in a table of its own",
    "accounts_emailcode": "codes lived for 30 minutes; those of today are in another table",
}


@pytest.mark.django_db(transaction=True)  # on SQLite a process has one transaction at a time
def test_it_becomes_what_a_new_database_is_and_keeps_its_rows(tmp_path):
    with first_database(tmp_path) as (url, database):
        before = rows_of_tables(database)
        migrate(url, tmp_path)

        assert schema_of(database) == schema_of(connection)
        after = rows_of_tables(database)
        since = dict.fromkeys(after.keys() - before.keys(), 0)
        assert without(ROWS_GIVEN_UP, after) == without(ROWS_GIVEN_UP, since | before)
        for model in our_models():
            rows = list(model._default_manager.using(database.alias))
            assert len(rows) == after[model._meta.db_table]


def test_its_migrations_are_as_they_were():
    """Migrations are only added: a change of the tables is a new one."""
    assert set(MIGRATIONS.read_text().splitlines()) <= set(hashes_of_migrations())


def test_its_commit_is_named():
    assert re.fullmatch(r"[0-9a-f]{40}\n", COMMIT.read_text())


def migrate(url, folder):
    environment = os.environ | {"PARLOIR_DATABASE_URL": url, "PARLOIR_DATA_DIR": str(folder)}
    words = [sys.executable, "manage.py", "migrate", "--no-input", "--verbosity=0"]
    subprocess.run(words, check=True, cwd=ROOT, env=environment)


def without(tables, rows):
    return {table: count for table, count in rows.items() if table not in tables}


def our_models():
    return [model for model in apps.get_models() if model.__module__.startswith("parloir.")]
