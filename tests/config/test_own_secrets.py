"""Outside the demo nothing starts with a sample or derived secret, whatever starts it."""

import base64
import hashlib
import os
import subprocess
import sys
from pathlib import Path

import pytest

from parloir.config import env
from parloir.config.env import SettingError
from parloir.config.own_secrets import SAMPLE_SECRET_KEY, checked_secrets

ROOT = Path(__file__).resolve().parents[2]
OWN = "a-key-of-32-or-more-characters-of-ones-own"
KEY = base64.b64encode(bytes(range(32))).decode()
NAMES = ("PARLOIR_SECRET_KEY", "PARLOIR_ENCRYPTION_KEY")

STARTS = {
    "worker": ["manage.py", "work"],
    "asgi": ["-c", "import parloir.config.asgi"],
    "server": ["-m", "uvicorn", "parloir.config.asgi:application", "--port", "1"],
    "shell": ["manage.py", "shell", "-c", "pass"],
    "account": ["manage.py", "createsuperuser", "--no-input", "--email", "a@example.org"],
    "demo": ["manage.py", "load_demo"],
}


@pytest.fixture(autouse=True)
def nothing_set(monkeypatch):
    for name in NAMES:
        monkeypatch.delenv(name, raising=False)
        monkeypatch.delenv(f"{name}_FILE", raising=False)


def read(monkeypatch, folder, secret_key=None, encryption_key=None, *, may_be_samples=False):
    for name, value in zip(NAMES, (secret_key, encryption_key), strict=True):
        if value is not None:
            monkeypatch.setenv(name, value)
    given = [env.secret(name, folder / "config" / name.lower()[8:]) for name in NAMES]
    return checked_secrets(*given, may_be_samples=may_be_samples)


def derived_from(text):
    return base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()


@pytest.mark.parametrize(
    ("secret_key", "encryption_key"),
    [
        (None, None),
        ("", KEY),
        (None, KEY),
        (OWN, None),
        (OWN, ""),
        (SAMPLE_SECRET_KEY, KEY),
        ("django-insecure-" + OWN, KEY),
        ("x" * 31, KEY),
        (OWN, derived_from(OWN)),
        (OWN, derived_from(SAMPLE_SECRET_KEY)),
        (OWN, base64.b64encode(bytes(32)).decode()),
        (OWN, base64.b64encode(bytes(range(31))).decode()),
        (OWN, "not base64"),
    ],
)
def test_what_is_refused(monkeypatch, tmp_path, secret_key, encryption_key):
    with pytest.raises(SettingError, match=r"PARLOIR_(SECRET|ENCRYPTION)_KEY"):
        read(monkeypatch, tmp_path, secret_key, encryption_key)


def test_keys_of_ones_own(monkeypatch, tmp_path):
    secrets = read(monkeypatch, tmp_path, OWN, KEY)
    assert (secrets.secret_key, secrets.encryption_key) == (OWN, bytes(range(32)))


def test_the_files_that_bin_run_made_are_found_and_the_environment_wins(monkeypatch, tmp_path):
    config = tmp_path / "config"
    config.mkdir()
    (config / "secret_key").write_text(OWN + "\n")
    (config / "encryption_key").write_text(KEY + "\n")
    assert read(monkeypatch, tmp_path).secret_key == OWN
    assert read(monkeypatch, tmp_path, "another-" + OWN).secret_key == "another-" + OWN


def test_the_demo_and_tests_do_without(monkeypatch, tmp_path):
    secrets = read(monkeypatch, tmp_path, may_be_samples=True)
    assert secrets.secret_key == SAMPLE_SECRET_KEY
    assert len(secrets.encryption_key) == 32


def start(words, folder, **more):
    kept = {name: os.environ[name] for name in ("PATH", "HOME") if name in os.environ}
    environment = kept | {"PARLOIR_DATA_DIR": str(folder), **more}
    return subprocess.run(
        [sys.executable, *words],
        cwd=ROOT, env=environment, capture_output=True, text=True, check=False, timeout=300,
    )  # fmt: skip


@pytest.mark.parametrize("way", STARTS)
def test_no_way_of_starting_goes_on_without_keys(tmp_path, way):
    ended = start(STARTS[way], tmp_path)
    assert ended.returncode != 0
    assert "PARLOIR_SECRET_KEY is not set. bin/run makes both keys." in ended.stderr
    assert list(tmp_path.iterdir()) == []


def test_source_commands_need_no_keys(tmp_path):
    assert start(["manage.py", "check"], tmp_path).returncode == 0


def test_the_demo_starts_with_samples(tmp_path):
    ended = start(["-c", "import parloir.config.asgi"], tmp_path, PARLOIR_DEMO="1")
    assert ended.returncode == 0, ended.stderr
