"""A supervised process ends with its supervisor, however that one ends."""

import os
import select
import signal
import subprocess
import sys
from pathlib import Path

from launcher.reaping import recorded_pid

ROOT = Path(__file__).resolve().parents[2]

# A supervisor that starts one child as ours does, and then waits to be killed.
SUPERVISOR = """
import os, subprocess, sys, time
subprocess.Popen([sys.executable, "-S", "-m", "launcher.child", "web", sys.argv[1],
                  str(os.getpid()), sys.argv[2], *sys.argv[3:]])
time.sleep(600)
"""
SAYS_READY = [sys.executable, "-c", "import time; print('ready', flush=True); time.sleep(600)"]
SAYS_ENVIRONMENT = [sys.executable, "-c", "import os; print(sorted(os.environ), flush=True)"]


def start(
    records: Path, environment: str, command: list[str], **variables: str
) -> "subprocess.Popen[str]":
    return subprocess.Popen(
        [sys.executable, "-c", SUPERVISOR, str(records), environment, *command],
        cwd=ROOT,
        stdout=subprocess.PIPE,
        text=True,
        env={**os.environ, **variables},
    )


def first_line(supervisor: "subprocess.Popen[str]") -> str:
    assert supervisor.stdout is not None
    return supervisor.stdout.readline().strip()


def test_killed_supervisor_takes_its_child_along(tmp_path):
    with start(tmp_path, "whole", SAYS_READY) as supervisor:
        assert first_line(supervisor) == "ready"
        pid = recorded_pid(tmp_path / "web.json")
        assert pid is not None
        child = os.pidfd_open(pid)
        try:
            supervisor.send_signal(signal.SIGKILL)
            ended = select.poll()
            ended.register(child, select.POLLIN)
            assert ended.poll(5_000)
        finally:
            os.close(child)
    assert recorded_pid(tmp_path / "web.json") is None


def test_child_whose_parent_has_changed_does_not_start(tmp_path):
    child = [sys.executable, "-S", "-m", "launcher.child", "web", str(tmp_path), "1", "whole"]

    done = subprocess.run([*child, "true"], cwd=ROOT, check=False)

    assert done.returncode == 1
    assert not (tmp_path / "web.json").exists()


def test_bare_child_sees_no_settings(tmp_path):
    with start(tmp_path, "bare", SAYS_ENVIRONMENT, PARLOIR_SMTP_PASSWORD="secret") as supervisor:
        assert "PARLOIR_SMTP_PASSWORD" not in first_line(supervisor)
        supervisor.kill()


def test_whole_child_sees_the_settings(tmp_path):
    with start(tmp_path, "whole", SAYS_ENVIRONMENT, PARLOIR_SMTP_PASSWORD="secret") as supervisor:
        assert "PARLOIR_SMTP_PASSWORD" in first_line(supervisor)
        supervisor.kill()
