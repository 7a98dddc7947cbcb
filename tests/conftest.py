"""What every test of the domain stands on: a database of its own, a moment, cheap passwords.

The database is a file, since SQLite's memory cannot be shared by threads that write at once.
"""

from datetime import datetime

import pytest
from django.db import connections
from django.utils import translation
from hypothesis import settings as hypothesis_settings

from tests.factories.moments import NINE_ON_MONDAY

# How long an example takes says more of the machine than of the code. The landing run tries the
# same examples each time, with every one that was ever found written down in its test; `bin/test
# all` explores, and what it finds is written down then.
hypothesis_settings.register_profile("landing", deadline=None, print_blob=True, derandomize=True)
hypothesis_settings.register_profile("everything", deadline=None, print_blob=True)


def pytest_configure(config):
    explores = config.getoption("everything", default=False)
    hypothesis_settings.load_profile("everything" if explores else "landing")


@pytest.fixture(scope="session")
def django_db_modify_db_settings(tmp_path_factory, django_db_modify_db_settings_parallel_suffix):
    """On PostgreSQL each worker of pytest-xdist has a database with a suffix."""
    database = connections["default"]
    if database.vendor == "sqlite":
        folder = tmp_path_factory.mktemp("database")
        database.settings_dict["TEST"]["NAME"] = str(folder / "test.sqlite3")


@pytest.fixture(autouse=True)
def places_of_its_own(settings, tmp_path):
    settings.IMAGES_DIR = tmp_path / "images"
    settings.MAILBOX_DIR = tmp_path / "mailbox"
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]


@pytest.fixture(autouse=True)
def english_at_first():
    """Django leaves the language of the last request active in its thread."""
    translation.activate("en")


@pytest.fixture
def now() -> datetime:
    """A Monday in May at nine in the morning at the jail, when both kinds of visit are on."""
    return NINE_ON_MONDAY
