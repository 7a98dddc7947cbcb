"""A data directory: one instance at a time, keys that are created once, and settings."""

import os
import stat

import pytest

from launcher import instance as instances
from launcher import ports
from launcher.console import SetUpError
from launcher.instance import lock_data_folder, open_instance


@pytest.fixture(autouse=True)
def slices_of_our_own(monkeypatch):
    monkeypatch.setattr(ports, "FIRST_SLICE", 61_000)
    monkeypatch.setattr(ports, "LAST_SLICE", 64_000)


@pytest.fixture
def data(tmp_path, monkeypatch):
    held: list[int] = []
    monkeypatch.setattr(instances, "LOCK_DESCRIPTORS", held)
    lock_data_folder(tmp_path / "data")
    yield tmp_path / "data"
    for descriptor in held:
        os.close(descriptor)


@pytest.fixture
def opened(data):
    instance = open_instance(data)
    yield instance
    instance.ports.guard.close()


def test_folder_is_held_by_one_instance_alone(data):
    with pytest.raises(SetUpError, match="already running with the data directory"):
        lock_data_folder(data)


def test_folder_that_cannot_be_made_is_said_plainly(tmp_path):
    (tmp_path / "file").touch()

    with pytest.raises(SetUpError, match="cannot be used: Not a directory"):
        lock_data_folder(tmp_path / "file" / "data")


def test_keys_are_private_and_stay_the_same(data):
    first = open_instance(data)
    first.ports.guard.close()
    keys = {path.name: path.read_bytes() for path in first.config.iterdir()}

    again = open_instance(data)
    again.ports.guard.close()

    assert {path.name: path.read_bytes() for path in again.config.iterdir()} == keys
    assert set(keys) == {"secret_key", "encryption_key", "instance.json"}
    assert {stat.S_IMODE(path.stat().st_mode) for path in again.config.iterdir()} == {0o600}


@pytest.mark.parametrize("text", ["", "{", "[]", '{"ports_from": null}'])
def test_memory_of_ports_that_cannot_be_read_is_made_anew(data, text):
    (data / "config" / "instance.json").write_text(text)

    instance = open_instance(data)
    instance.ports.guard.close()

    assert instance.ports.first in range(61_000, 64_001, ports.WIDTH)


def test_demo_delivers_into_its_own_mailbox(opened, monkeypatch):
    monkeypatch.delenv("PARLOIR_SMTP_HOST", raising=False)

    settings = opened.environment(base_url="http://localhost:8000", demo=True)

    assert settings["PARLOIR_SMTP_PORT"] == str(opened.ports.mail)
    assert settings["PARLOIR_MAILBOX_DIR"] == str(opened.folder / "mailbox")


def test_without_demo_no_mail_server_is_invented(opened, monkeypatch):
    monkeypatch.delenv("PARLOIR_SMTP_HOST", raising=False)

    settings = opened.environment(base_url="http://localhost:8000", demo=False)

    assert not [name for name in settings if "SMTP" in name or "MAILBOX" in name]


def test_what_the_person_has_set_goes_first(opened, monkeypatch):
    monkeypatch.setenv("PARLOIR_SMTP_HOST", "mail.example.org")
    monkeypatch.setenv("PARLOIR_DATABASE_URL", "postgresql:///parloir")
    monkeypatch.setenv("PARLOIR_BASE_URL", "https://visits.example.org")

    settings = opened.environment(base_url="http://localhost:8000", demo=True)

    assert settings["PARLOIR_BASE_URL"] == "https://visits.example.org"
    assert "PARLOIR_SMTP_HOST" not in settings
    assert "PARLOIR_DATABASE_URL" not in settings


def test_an_address_of_the_database_in_a_file_goes_first_too(opened, monkeypatch):
    monkeypatch.delenv("PARLOIR_DATABASE_URL", raising=False)
    monkeypatch.setenv("PARLOIR_DATABASE_URL_FILE", "/etc/parloir/database_url")

    settings = opened.environment(base_url="http://localhost:8000", demo=False)

    assert "PARLOIR_DATABASE_URL" not in settings


def test_no_secret_itself_is_in_the_environment(opened):
    settings = opened.environment(base_url="http://localhost:8000", demo=True)
    secrets = [(opened.config / name).read_text() for name in ("secret_key", "encryption_key")]

    assert not [value for value in settings.values() if value in secrets]
