"""Failures of other programs become sentences."""

import subprocess
import sys
import threading
from dataclasses import replace

import pytest

from launcher import commands
from launcher.commands import answer_of, run_logged, stop_running
from launcher.console import SetUpError
from launcher.machine import Machine, read_os_release, why_not_installable
from launcher.parallel import in_parallel
from launcher.suite_runs import targets_of
from launcher.suites import SUITES

GUEST = Machine(system="debian", version="12", codename="bookworm", is_root=False, has_sudo=False)


def test_failure_shows_the_end_of_this_output_alone(tmp_path):
    log = tmp_path / "log" / "set-up.log"
    run_logged(["echo", "an earlier step"], log=log, what="Before")

    with pytest.raises(SetUpError) as refusal:
        run_logged(["sh", "-c", "seq 40; exit 3"], log=log, what="Counting")

    said = str(refusal.value)
    assert said.startswith("Counting failed")
    assert "answered 3" in said
    assert said.splitlines()[-1].strip() == "40"
    assert "an earlier step" not in said
    assert "an earlier step" in log.read_text()


def test_missing_program_is_named(tmp_path):
    with pytest.raises(SetUpError, match="needs the program “no-such-program”"):
        run_logged(["no-such-program"], log=tmp_path / "log", what="Trying")


@pytest.mark.parametrize("argv", [["no-such-program"], ["false"]])
def test_question_to_a_program_that_cannot_answer_is_none(argv):
    assert answer_of(argv) is None


def test_what_runs_can_be_stopped_and_nothing_begins_any_more(tmp_path, monkeypatch):
    monkeypatch.setattr(commands, "_stopped", threading.Event())
    fifo = tmp_path / "fifo"
    subprocess.run(["mkfifo", fifo], check=True)
    failures: list[SetUpError] = []

    def step():
        try:
            run_logged(
                ["sh", "-c", f"echo on > {fifo}; exec sleep 600"],
                log=fifo.with_suffix(".l"),
                what="S",
            )
        except SetUpError as failure:
            failures.append(failure)

    thread = threading.Thread(target=step)
    thread.start()
    fifo.read_text()
    stop_running()
    thread.join(timeout=10)

    assert not thread.is_alive()
    assert len(failures) == 1
    with pytest.raises(SetUpError, match="The next step was not begun"):
        run_logged(["touch", tmp_path / "begun"], log=tmp_path / "log", what="The next step")
    assert not (tmp_path / "begun").exists()


def test_side_by_side_gives_both_results():
    assert in_parallel(lambda: 1, lambda: "two") == (1, "two")


def test_side_by_side_fails_with_either(tmp_path):
    def fails():
        run_logged(["false"], log=tmp_path / "log", what="The second")

    with pytest.raises(SetUpError, match="The second failed"):
        in_parallel(lambda: 1, fails)


@pytest.mark.parametrize(
    ("changes", "may_install"),
    [
        ({"is_root": True}, True),
        ({"has_sudo": True}, True),
        ({}, False),
        ({"version": "13", "is_root": True}, True),
        ({"version": "11", "is_root": True}, False),
        ({"version": "14", "is_root": True}, False),
        ({"system": "fedora", "is_root": True}, False),
    ],
)
def test_packages_are_installed_on_a_debian_that_we_know_with_rights(changes, may_install):
    assert replace(GUEST, **changes).may_install is may_install


def test_reason_names_the_system_or_the_rights():
    assert "fedora 42" in why_not_installable(replace(GUEST, system="fedora", version="42"))
    assert "root or sudo" in why_not_installable(GUEST)


def test_os_release_is_read_with_and_without_quotes():
    text = '# a comment\nID=debian\nVERSION_ID="12"\nNAME="Debian GNU/Linux"\n\n'

    assert read_os_release(text) == {
        "ID": "debian",
        "VERSION_ID": "12",
        "NAME": "Debian GNU/Linux",
    }


def test_every_test_belongs_to_one_suite(tmp_path):
    for folder in ("booking", "contracts", "faults", "journeys", "factories"):
        (tmp_path / "tests" / folder).mkdir(parents=True)
    for name in ("booking/test_a.py", "contracts/test_b.py", "journeys/test_c.py", "test_d.py"):
        (tmp_path / "tests" / name).touch()

    assert targets_of(tmp_path, SUITES) == [
        "tests/booking",
        "tests/test_d.py",
        "tests/contracts",
        "tests/journeys",
        "tests/faults",
    ]
    assert targets_of(tmp_path, ["unit"]) == ["tests/booking", "tests/test_d.py"]
    assert targets_of(tmp_path, ["journeys", "contracts"]) == ["tests/contracts", "tests/journeys"]


def test_unknown_suite_is_refused_with_those_there_are():
    done = subprocess.run(
        [sys.executable, "-m", "launcher", "test", "jurneys"],
        capture_output=True,
        text=True,
        check=False,
    )

    assert done.returncode == 2
    assert "There is no suite 'jurneys': unit, contracts, journeys, faults" in done.stderr
