"""Fixtures for every test of the domain: its own database, a moment, cheap passwords.

The database is a file, since SQLite's memory cannot be shared by threads that write concurrently.
"""

import gc
import os
import shutil
from datetime import datetime

import pytest
from asgiref.sync import SyncToAsync
from django.apps import apps
from django.db import connection, connections, transaction
from django.test import TransactionTestCase
from django.utils import translation
from hypothesis import settings as hypothesis_settings

from parloir.collection import collect_rarely
from parloir.facts.guard import watch_all_connections
from tests import wall_time_in_sql
from tests.factories.emptied_audit import empty_the_audit
from tests.factories.moments import NINE_ON_MONDAY
from tests.stage.tables import tables_once

# How long an example takes says more of the machine than of the code. The landing run tries the
# same examples each time, with every one that was ever found written down in its test; `bin/test
# all` explores, and what it finds is written down then.
hypothesis_settings.register_profile(
    "landing", deadline=None, print_blob=True, derandomize=True, max_examples=40
)
hypothesis_settings.register_profile("everything", deadline=None, print_blob=True, max_examples=200)


def pytest_configure(config):
    explores = config.getoption("everything", default=False)
    hypothesis_settings.load_profile("everything" if explores else "landing")
    gc.set_threshold(100_000)


def pytest_collection_finish():
    """What has been loaded and collected stays to the end. A tenth of the tests' time went into
    looking for unused objects among it."""
    collect_rarely()


@pytest.fixture(scope="session")
def django_db_modify_db_settings(tmp_path_factory, django_db_modify_db_settings_parallel_suffix):
    """On PostgreSQL each worker of pytest-xdist has a database with a suffix.

    All workers of a run take copies of the same tables.
    """
    database = connections["default"]
    tables = tables_once(tmp_path_factory) if "PYTEST_XDIST_WORKER" in os.environ else None
    if database.vendor == "sqlite":
        folder = tmp_path_factory.mktemp("database")
        database.settings_dict["TEST"]["NAME"] = str(folder / "test.sqlite3")
        if tables is not None:
            fill_new_database_from(tables.file, database.creation)
    elif tables is not None:
        database.settings_dict["TEST"]["TEMPLATE"] = tables.name


def fill_new_database_from(file, creation):
    """Let Django find all tables made when it begins with a new database on SQLite. (PostgreSQL has
    templates.)"""
    create = creation._create_test_db

    def create_and_fill(*args, **options):
        name = create(*args, **options)
        shutil.copyfile(file, name)
        return name

    creation._create_test_db = create_and_fill


@pytest.fixture(scope="session")
def django_db_setup(django_db_setup):
    """The thread of `sync_to_async` keeps its connection to the end, and PostgreSQL does not drop a
    database that has an open connection."""
    yield
    SyncToAsync.single_thread_executor.submit(connections.close_all).result()


@pytest.fixture(autouse=True, scope="session")
def tables_are_emptied_quickly():
    """After a test that commits, Django empties all tables and then writes every permission and
    content type again, which takes longer than most of these tests. They stay, since no test
    changes them."""
    stay = {"auth_permission", "django_content_type", "django_migrations"}

    def empty_tables(_: TransactionTestCase) -> None:
        tables = {model._meta.db_table for model in apps.get_models(include_auto_created=True)}
        with transaction.atomic(), connection.cursor() as cursor:
            empty_the_audit(cursor)
            for table in sorted(tables - stay):
                cursor.execute(f"DELETE FROM {connection.ops.quote_name(table)}")  # noqa: S608

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(TransactionTestCase, "_fixture_teardown", empty_tables)
        yield


@pytest.fixture(autouse=True)
def places_of_its_own(settings, tmp_path):
    settings.IMAGES_DIR = tmp_path / "images"
    settings.MAILBOX_DIR = tmp_path / "mailbox"
    settings.DATA_DIR = tmp_path / "data"
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]


@pytest.fixture(autouse=True)
def english_at_first():
    """Django leaves the language of the last request active in its thread."""
    translation.activate("en")


@pytest.fixture
def now() -> datetime:
    """A Monday in May at nine in the morning at the jail, when both kinds of visit are on."""
    return NINE_ON_MONDAY


@pytest.fixture(autouse=True, scope="session")
def facts_are_written_by_operations():
    """Tests may write facts directly to set up their scenes; the code that they call may not."""
    watch_all_connections(arranged_by=("tests.", "bench."))


@pytest.fixture(autouse=True, scope="session")
def nothing_is_turned_into_wall_time_in_sql():
    wall_time_in_sql.watch_all_connections()
