"""Leftover processes are identified by id and start time, never by name."""

import json
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from launcher.reaping import (
    kill_recorded,
    reap_leftovers,
    record_process,
    recorded_pid,
    start_ticks,
)

STUBBORN = """
import signal, sys, time
signal.signal(signal.SIGTERM, signal.SIG_IGN)
print("ready", flush=True)
time.sleep(600)
"""


@pytest.fixture
def sleeper() -> Iterator["subprocess.Popen[bytes]"]:
    process = subprocess.Popen(["sleep", "600"])
    yield process
    process.kill()
    process.wait()


def change_record(path: Path, **changes: object) -> None:
    path.write_text(json.dumps(json.loads(path.read_text()) | changes))


def test_recorded_process_is_ended(tmp_path, sleeper):
    record_process(tmp_path, "web", sleeper.pid)

    assert reap_leftovers(tmp_path) == ["web"]

    assert sleeper.wait(timeout=5) == -signal.SIGTERM
    assert list(tmp_path.iterdir()) == []


def test_process_that_ignores_term_is_killed(tmp_path):
    with subprocess.Popen([sys.executable, "-c", STUBBORN], stdout=subprocess.PIPE) as stubborn:
        assert stubborn.stdout is not None
        assert stubborn.stdout.readline() == b"ready\n"
        record_process(tmp_path, "janus", stubborn.pid)

        assert reap_leftovers(tmp_path, patience=0.2) == ["janus"]

        assert stubborn.wait(timeout=5) == -signal.SIGKILL


@pytest.mark.parametrize("difference", [-1, 1])
def test_same_id_with_another_start_time_is_left_alone(tmp_path, sleeper, difference):
    record_process(tmp_path, "web", sleeper.pid)
    ticks = start_ticks(sleeper.pid)
    assert ticks is not None
    change_record(tmp_path / "web.json", started_ticks=ticks + difference)

    assert reap_leftovers(tmp_path) == []

    assert sleeper.poll() is None


def test_same_id_from_another_boot_is_left_alone(tmp_path, sleeper):
    record_process(tmp_path, "web", sleeper.pid)
    change_record(tmp_path / "web.json", boot="another")

    assert reap_leftovers(tmp_path) == []

    assert sleeper.poll() is None


def test_process_that_has_ended_is_nobody(tmp_path):
    ended = subprocess.Popen(["true"])
    record_process(tmp_path, "web", ended.pid)
    ended.wait()

    assert recorded_pid(tmp_path / "web.json") is None
    assert reap_leftovers(tmp_path) == []


def test_recorded_process_that_ends_just_before_it_is_killed_is_no_error(
    tmp_path, sleeper, monkeypatch
):
    record_process(tmp_path, "web", sleeper.pid)
    send = signal.pidfd_send_signal

    def too_late(descriptor: int, number: int) -> None:
        sleeper.kill()
        sleeper.wait()
        send(descriptor, number)

    monkeypatch.setattr(signal, "pidfd_send_signal", too_late)

    assert kill_recorded(tmp_path / "web.json") is True
    assert kill_recorded(tmp_path / "web.json") is False


@pytest.mark.parametrize("text", ["", "{", "[]", '{"pid": 1}', '{"pid": "x"}', "\0"])
def test_record_cut_short_names_nobody(tmp_path, text):
    (tmp_path / "web.json").write_text(text)

    assert reap_leftovers(tmp_path) == []


def test_folder_that_was_never_used_has_no_leftovers(tmp_path):
    assert reap_leftovers(tmp_path / "never") == []


def test_start_time_of_a_program_with_an_awkward_name(tmp_path):
    awkward = tmp_path / "a) (b 1"
    awkward.symlink_to("/usr/bin/sleep")
    process = subprocess.Popen([awkward, "600"])
    try:
        ours = start_ticks(process.pid)
        plain = subprocess.Popen(["sleep", "600"])
        later = start_ticks(plain.pid)
        plain.kill()
        plain.wait()
        assert ours is not None
        assert later is not None
        assert 0 <= later - ours < 1000
    finally:
        process.kill()
        process.wait()
