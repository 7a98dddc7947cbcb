"""The file `clock` in the data directory: when it counts, and when it is ignored."""

import logging
import os
from datetime import timedelta

import pytest
import time_machine
from django.utils import timezone

from parloir.clock import clock_offset, current_time
from parloir.clock.file import FARTHEST

HOUR = timedelta(hours=1)
TOO_FAR = int(FARTHEST.total_seconds()) + 1


@pytest.fixture
def folder(settings, tmp_path):
    settings.DATA_DIR, settings.DEMO, settings.CLOCK_OFFSET = tmp_path, True, timedelta()
    return tmp_path


@pytest.fixture
def warnings(caplog):
    """Return the messages that `parloir.clock` has logged so far."""

    def logged():
        return [
            record.getMessage()
            for record in caplog.records
            if record.name.startswith("parloir.clock") and record.levelno >= logging.WARNING
        ]

    return logged


def write(folder, text, *, mode=0o600):
    """Write as the documentation says: to another file, then rename it into place."""
    beside = folder / ".clock"
    beside.write_text(text)
    beside.chmod(mode)
    beside.rename(folder / "clock")


@time_machine.travel("2026-11-24T12:00:00Z", tick=False)
def test_clock_is_moved_by_the_file_while_the_process_runs(folder):
    assert current_time() == timezone.now()

    write(folder, "3600")
    assert current_time() == timezone.now() + HOUR
    write(folder, "7200\n")
    assert current_time() == timezone.now() + 2 * HOUR
    write(folder, "-3600\n")
    assert current_time() == timezone.now() - HOUR


def test_file_counts_instead_of_the_setting_while_it_is_there(folder, settings):
    settings.CLOCK_OFFSET = 5 * HOUR
    assert clock_offset() == 5 * HOUR

    write(folder, "0")
    assert clock_offset() == timedelta()
    (folder / "clock").unlink()
    assert clock_offset() == 5 * HOUR


def test_without_the_demo_the_file_is_ignored_and_that_is_logged_once(folder, settings, warnings):
    settings.DEMO = False
    write(folder, "3600")

    assert [clock_offset() for _ in range(3)] == [timedelta()] * 3

    assert warnings() == [
        f"{folder}/clock is ignored: it moves the clock of the demo, and this is not the demo"
    ]


def test_without_the_demo_and_the_file_nothing_is_logged(folder, settings, warnings):
    settings.DEMO = False
    assert clock_offset() == timedelta()
    assert warnings() == []


@pytest.mark.parametrize("text", ["1", "+1", "01", "  1\n"])
def test_whole_seconds_count(folder, text, warnings):
    write(folder, text)
    assert clock_offset() == timedelta(seconds=1)
    assert warnings() == []


@pytest.mark.parametrize(
    "text", ["", "\n", "an hour", "1.5", "1e3", "0x10", "1_0", "1 2", "\u0661", "--1"]
)
def test_last_good_value_stays_where_the_content_is_no_number(folder, text, warnings):
    write(folder, "3600")
    assert clock_offset() == HOUR

    write(folder, text)

    assert [clock_offset() for _ in range(3)] == [HOUR] * 3
    assert warnings() == [f"{folder}/clock is ignored: it holds no whole number of seconds"]
    write(folder, "60")
    assert clock_offset() == timedelta(minutes=1)


@pytest.mark.parametrize("sign", [1, -1])
def test_ten_years_are_the_farthest(folder, sign, warnings):
    write(folder, f"{sign * (TOO_FAR - 1)}")
    assert clock_offset() == sign * FARTHEST
    write(folder, f"{sign * TOO_FAR}")
    assert clock_offset() == sign * FARTHEST
    assert warnings() == [f"{folder}/clock is ignored: it moves the clock by more than ten years"]


@pytest.mark.parametrize("mode", [0o640, 0o604, 0o620, 0o602, 0o610, 0o601, 0o644])
def test_file_that_other_accounts_have_rights_to_changes_nothing(folder, mode, warnings):
    write(folder, "60")
    assert clock_offset() == timedelta(minutes=1)

    write(folder, "3600", mode=mode)

    assert clock_offset() == timedelta(minutes=1)
    assert warnings() == [
        f"{folder}/clock is ignored: other accounts have rights to it; its mode has to be 0600"
    ]
    (folder / "clock").chmod(0o600)
    assert clock_offset() == HOUR


def test_file_of_another_account_changes_nothing(folder, warnings, monkeypatch):
    monkeypatch.setattr(os, "geteuid", lambda: os.getuid() + 1)
    write(folder, "3600")

    assert clock_offset() == timedelta()
    assert warnings() == [f"{folder}/clock is ignored: it belongs to another account"]


def test_symbolic_link_changes_nothing(folder, warnings):
    elsewhere = folder / "elsewhere"
    elsewhere.write_text("3600")
    elsewhere.chmod(0o600)
    (folder / "clock").symlink_to(elsewhere)

    assert [clock_offset() for _ in range(3)] == [timedelta()] * 3
    assert warnings() == [f"{folder}/clock is ignored: it is a symbolic link"]


@pytest.mark.parametrize(
    "make", [lambda path: path.mkdir(mode=0o700), lambda path: os.mkfifo(path, 0o600)]
)
@pytest.mark.timeout(10)
def test_what_is_no_regular_file_changes_nothing_and_keeps_nobody_waiting(folder, make, warnings):
    make(folder / "clock")

    assert clock_offset() == timedelta()
    assert warnings() == [f"{folder}/clock is ignored: it is not a regular file"]
