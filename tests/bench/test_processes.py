import signal
import subprocess
import sys

import psutil
import pytest

from bench.processes import end_processes_in, sum_over_living
from tests.stage.ending import end_all

STUBBORN = """
import signal, sys, time
signal.signal(signal.SIGTERM, signal.SIG_IGN)
print("ready", flush=True)
time.sleep(600)
"""


def test_process_that_ignores_term_is_killed():
    with subprocess.Popen([sys.executable, "-c", STUBBORN], stdout=subprocess.PIPE) as stubborn:
        assert stubborn.stdout is not None
        assert stubborn.stdout.readline() == b"ready\n"
        process = psutil.Process(stubborn.pid)
        died_of: list[int | None] = []

        def find():
            return [process] if process.is_running() else []

        end_all(find, patience=0.2)
        died_of.append(process.wait(timeout=5))
    assert died_of == [-signal.SIGKILL]


def gone() -> psutil.Process:
    """A process that was found and has ended since, without a zombie."""
    with subprocess.Popen(["/bin/sleep", "600"]) as sleeper:
        process = psutil.Process(sleeper.pid)
        sleeper.kill()
    return process


def test_process_that_ends_after_it_was_found_keeps_no_other_from_being_ended():
    with subprocess.Popen(["/bin/sleep", "600"]) as sleeper:
        found = [gone(), psutil.Process(sleeper.pid)]
        end_all(lambda: found, by=[psutil.Process.kill])
        assert sleeper.wait(timeout=5) in (-signal.SIGKILL, 0)  # 0 where psutil was faster


def test_sum_over_living_leaves_out_what_has_ended():
    with pytest.raises(psutil.NoSuchProcess):
        gone().num_threads()
    assert sum_over_living([gone(), psutil.Process()], psutil.Process.num_threads) >= 1


def test_processes_in_a_folder_are_those_that_work_there_or_keep_temporary_files_there(tmp_path):
    folder, other = tmp_path / "one", tmp_path / "one-more"
    for made in (folder / "data", other):
        made.mkdir(parents=True)
    places = [
        {"cwd": folder / "data"},
        {"env": {"TMPDIR": str(folder)}},
        {"cwd": other, "env": {"TMPDIR": str(other)}},
        {"env": {}},
    ]
    sleepers = [subprocess.Popen(["/bin/sleep", "600"], **place) for place in places]
    try:
        end_processes_in(folder)
        assert [one.poll() is None for one in sleepers] == [False, False, True, True]
    finally:
        for sleeper in sleepers:
            sleeper.kill()
            sleeper.wait()
