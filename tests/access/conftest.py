"""One house for each module. What a request writes in it is rolled back."""

from collections.abc import Iterator
from pathlib import Path

import pytest
import time_machine
from django.conf import settings as django_settings
from django.contrib.staticfiles import finders

from tests.access.house import NOW, House, furnish
from tests.access.rolling_back import rolled_back

PLAIN = {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}


@pytest.fixture(scope="module")
def pictures(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("images")


@pytest.fixture(scope="module")
def furnished_house(django_db_setup: None, django_db_blocker, pictures: Path) -> Iterator[House]:
    with (
        pytest.MonkeyPatch.context() as patch,
        django_db_blocker.unblock(),
        time_machine.travel(NOW, tick=False),
        rolled_back(),
    ):
        patch.setattr(django_settings, "IMAGES_DIR", pictures)
        yield furnish()


@pytest.fixture
def house(
    furnished_house: House, db: None, settings, monkeypatch, pictures: Path
) -> Iterator[House]:
    """A house that is no demo, whose machine is not the one from which requests come."""
    settings.IMAGES_DIR = pictures
    settings.DEMO = False
    settings.STORAGES = {**settings.STORAGES, "staticfiles": PLAIN}
    monkeypatch.setattr(finders, "find", lambda _: Path(__file__))  # scripts may not be built
    with time_machine.travel(NOW, tick=False):
        yield furnished_house
