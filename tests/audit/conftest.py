"""One scene for each module. What an operation writes in it is undone."""

from collections.abc import Iterator
from copy import deepcopy
from types import SimpleNamespace

import pytest
from django.db import connection
from django.test import override_settings

from parloir.audit.triggers import drop_triggers
from tests.access.rolling_back import rolled_back
from tests.audit.scene import Scene


@pytest.fixture(scope="module")
def first_scene(django_db_setup: None, django_db_blocker, tmp_path_factory) -> Iterator[Scene]:
    with django_db_blocker.unblock(), rolled_back():
        with override_settings(IMAGES_DIR=tmp_path_factory.mktemp("images")):
            scene = Scene()
        yield scene


@pytest.fixture
def scene(first_scene: Scene, db: None) -> Scene:
    """Return rows of its own, since an operation also changes the rows that it is given."""
    return deepcopy(first_scene)


@pytest.fixture
def without_triggers(db: None) -> None:
    """Let the test do what somebody does who may do everything with the database."""
    drop_triggers(None, SimpleNamespace(connection=connection))
