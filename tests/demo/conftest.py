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
    """What `demo.json` holds after the demo was loaded for the first time."""
    return load_demo(base_url=BASE_URL, now=now)
