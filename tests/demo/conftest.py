import pytest

from parloir.demo.loading import load_demo

BASE_URL = "http://localhost:8000"


@pytest.fixture
def data_dir(settings, tmp_path):
    settings.DEMO = True
    settings.DATA_DIR = tmp_path
    return tmp_path


@pytest.fixture
def demo(db, data_dir, now):
    """Return the content of `demo.json` after the first load of the demo."""
    return load_demo(base_url=BASE_URL, now=now)
