"""The demo is loaded once for each module, and what a test changes in it is undone."""

import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import time_machine
from django.test import override_settings

from parloir.demo.file import demo_file, read_demo_file
from parloir.demo.loading import load_demo
from tests.access.rolling_back import rolled_back
from tests.factories.moments import NINE_ON_MONDAY

BASE_URL = "http://localhost:8000"
HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]


@pytest.fixture
def data_dir(settings, tmp_path):
    settings.DEMO = True
    settings.DATA_DIR = tmp_path
    return tmp_path


@pytest.fixture(scope="module")
def loaded(django_db_setup: None, django_db_blocker, tmp_path_factory) -> Iterator[Path]:
    """Return the data directory after the first load of the demo."""
    folder = tmp_path_factory.mktemp("demo")
    places = {
        "DATA_DIR": folder, "IMAGES_DIR": folder / "images", "MAILBOX_DIR": folder / "mailbox",
    }  # fmt: skip
    with django_db_blocker.unblock(), rolled_back():
        with (
            override_settings(DEMO=True, PASSWORD_HASHERS=HASHERS, **places),
            time_machine.travel(NINE_ON_MONDAY, tick=False),
        ):
            load_demo(base_url=BASE_URL, now=NINE_ON_MONDAY)
        yield folder


@pytest.fixture
def demo(loaded: Path, db: None, data_dir: Path) -> dict[str, Any]:
    """Return the content of `demo.json` after the first load of the demo."""
    shutil.copytree(loaded, data_dir, dirs_exist_ok=True)
    file = demo_file()
    file.write_text(file.read_text().replace(str(loaded), str(data_dir)))
    return read_demo_file()
