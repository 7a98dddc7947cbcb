"""A command's processor time includes that of everything that it has started."""

import os
import resource
import signal
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
ACCOUNTED = [sys.executable, "-m", "launcher.processor_time"]
BURNS = """
import time
ends_at = time.process_time() + 0.5
while time.process_time() < ends_at: pass
"""
# Its child loses its parent, burns half a second, and ends before the command does. A descriptor of
# the process reports its end; a pipe would be closed a moment before, when it still runs.
LEAVES_A_STRAY = f"""
import os, select, subprocess, sys
burns = {BURNS!r}
starts = (
    "import subprocess, sys\\n"
    f"print(subprocess.Popen([sys.executable, '-c', {{burns!r}}], stdout=subprocess.DEVNULL).pid)"
)
stray = subprocess.run([sys.executable, "-c", starts], stdout=subprocess.PIPE).stdout
try:
    ended = os.pidfd_open(int(stray))
except ProcessLookupError:
    pass  # it was waited for already
else:
    select.select([ended], [], [])
"""
STOPS_WHEN_ASKED = """
import signal
def stop(*_): raise SystemExit(7)
signal.signal(signal.SIGINT, stop)
print("ready", flush=True)
signal.pause()
"""


def seconds_of_children():
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


def accounted(program):
    return subprocess.run([*ACCOUNTED, sys.executable, "-c", program], cwd=ROOT, check=False)


def test_time_of_a_process_that_lost_its_parent_is_counted():
    before = seconds_of_children()
    assert accounted(LEAVES_A_STRAY).returncode == 0
    assert seconds_of_children() - before >= 0.5


@pytest.mark.parametrize(
    ("program", "status"),
    [
        ("pass", 0),
        ("raise SystemExit(5)", 5),
        ("import os; os.kill(os.getpid(), 9)", 128 + signal.SIGKILL),
    ],
)
def test_status_is_the_commands(program, status):
    assert accounted(program).returncode == status


def test_told_to_end_it_asks_the_command_to_stop():
    command = [*ACCOUNTED, sys.executable, "-c", STOPS_WHEN_ASKED]
    with subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, text=True) as started:
        assert started.stdout is not None
        assert started.stdout.readline() == "ready\n"
        os.kill(started.pid, signal.SIGTERM)
        assert started.wait(timeout=20) == 7
