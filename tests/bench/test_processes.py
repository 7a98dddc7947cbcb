import signal
import subprocess
import sys

import psutil

from bench.processes import end_all, end_processes_in

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
