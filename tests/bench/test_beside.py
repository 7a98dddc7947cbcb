"""Two commits are measured alternately, in separate processes; the results do not matter here."""

import json
import os
import shutil
import signal
from pathlib import Path

import pytest

from tests.bench.another_repository import AnotherRepository, ended_after_all, figure, lives
from tests.stage.waiting import wait_until


@pytest.fixture
def clone(tmp_path):
    return AnotherRepository(tmp_path.resolve())


def test_sides_take_turns_and_the_one_that_begins_changes_with_each_round(clone):
    clone.measures({"pages": {"home_ms": figure(90)}, "visit": {"join_ms": figure(9)}})
    clone.commit("new")

    assert clone.compare("pages", "visit", beside="new", rounds=2).returncode == 0

    assert clone.told == [
        ("theirs", "set up"),
        ("ours", "pages begins"), ("ours", "pages ends"),
        ("theirs", "pages begins"), ("theirs", "pages ends"),
        ("ours", "visit begins"), ("ours", "visit ends"),
        ("theirs", "visit begins"), ("theirs", "visit ends"),
        ("theirs", "pages begins"), ("theirs", "pages ends"),
        ("ours", "pages begins"), ("ours", "pages ends"),
        ("theirs", "visit begins"), ("theirs", "visit ends"),
        ("ours", "visit begins"), ("ours", "visit ends"),
    ]  # fmt: skip


def test_each_side_is_measured_by_its_own_bench(clone):
    old = clone.git("rev-parse", "old")
    clone.measures({"pages": {"home_ms": figure(150)}})
    new = clone.commit("new")

    assert clone.compare(rounds=3).returncode == 0

    content = json.loads(clone.file.read_text())
    assert content["ours"] == {"commit": new, "uncommitted_changes": False}
    assert content["theirs"] == {"commit": old, "uncommitted_changes": False}
    home = content["metrics"]["home_ms"]
    assert [one["value"] for one in home["ours"]["rounds"]] == [150, 150, 150]
    assert [one["value"] for one in home["theirs"]["rounds"]] == [100, 100, 100]
    assert (home["ratio"], home["worse"]) == (1.5, True)


def test_nothing_is_left_afterwards(clone):
    assert clone.compare().returncode == 0
    assert clone.left_over == []
    assert clone.git("status", "--porcelain") == ""


def test_what_is_not_committed_counts_as_ours_and_is_said(clone):
    clone.measures({"pages": {"home_ms": figure(80)}})

    done = clone.compare()

    assert "Ours has changes that are not committed" in done.stdout
    content = json.loads(clone.file.read_text())
    assert content["ours"]["uncommitted_changes"] is True
    assert content["metrics"]["home_ms"]["ratio"] == 0.8


def test_clone_that_start_measures_has_no_uncommitted_changes_as_is_said(clone):
    clone.measures({"start": {"again_s": figure(3)}})
    assert "Except by start" in clone.compare("start").stdout


def test_environment_has_nothing_of_one_of_the_trees(clone, tmp_path):
    venv = tmp_path / "venv"
    path = [str(clone.root / ".venv" / "bin"), str(venv / "bin"), os.environ["PATH"]]

    done = clone.compare(
        VIRTUAL_ENV=str(venv),
        PARLOIR_DATABASE_URL="sqlite:///elsewhere",
        UV_PROJECT_ENVIRONMENT=str(venv),
        DJANGO_SETTINGS_MODULE="elsewhere",
        GIT_DIR=str(tmp_path / "elsewhere"),
        PATH=os.pathsep.join(path),
    )

    assert done.returncode == 0
    ours, theirs = [one["environment"] for one in clone.notes if "environment" in one]
    assert ours == theirs
    assert ours["PATH"] == os.environ["PATH"]
    assert Path(ours["TMPDIR"]).is_relative_to(clone.temporary)
    assert ours["TMPDIR"] != str(clone.temporary)
    gone = ("VIRTUAL_ENV", "PYTHONPATH", "DJANGO_SETTINGS_MODULE", "GIT_DIR")
    assert [
        name for name in ours if name in gone or name.startswith(("PARLOIR_", "UV_PROJECT"))
    ] == []


def test_temporary_folder_lets_the_account_of_postgresql_through(clone):
    """For root, the cluster of a measurement runs as another account, in its own folder."""
    before = os.umask(0o077)
    try:
        clone.compare()
    finally:
        os.umask(before)
    assert [one["modes"] for one in clone.notes if "modes" in one] == [["0o711", "0o711"]] * 2


def test_each_bench_is_started_in_its_own_tree(clone):
    """`python -m` searches there first: in our tree, their launcher would start our bench."""
    assert clone.compare().returncode == 0
    begun = [one for one in clone.notes if "cwd" in one]
    assert [clone.side(one) for one in begun] == ["ours", "theirs"]
    assert [one["cwd"] for one in begun] == [one["root"] for one in begun]


def test_suite_that_only_ours_has_is_measured_there_alone(clone):
    clone.measures({"pages": {"home_ms": figure(100)}, "visit": {"join_ms": figure(9)}})
    clone.commit("new")

    done = clone.compare("visit", rounds=2)

    assert done.returncode == 0
    assert [told for told in clone.told if told[0] == "theirs"] == [
        ("theirs", "set up"),
        ("theirs", "refused"),
    ]
    join = json.loads(clone.file.read_text())["metrics"]["join_ms"]
    assert (len(join["ours"]["rounds"]), join["theirs"], join["ratio"]) == (2, None, None)


def test_side_that_fails_is_named_and_the_other_is_kept(clone):
    clone.measures({"pages": None})
    clone.commit("new")

    done = clone.compare()

    assert done.returncode == 1
    assert done.stderr == (
        "pages of ours could not be measured: its bin/bench answered 1 and wrote no figures.\n"
    )
    home = json.loads(clone.file.read_text())["metrics"]["home_ms"]
    assert (home["ours"], home["theirs"]["median"]) == (None, 100)


def test_figures_that_cannot_be_read_are_a_failure(clone):
    clone.measures({"pages": {"home_ms": {"median": 4}}})
    clone.commit("new")

    done = clone.compare()

    assert done.returncode == 1
    assert "pages of ours could not be measured: its figures cannot be read" in done.stderr


def test_commit_that_cannot_be_set_up_is_not_measured(clone):
    clone.measures({"pages": {"home_ms": figure(100)}}, set_up_status=3)
    clone.commit("broken")

    done = clone.compare(beside="broken")

    assert done.returncode == 1
    assert done.stderr.startswith("broken could not be set up (its bin/bench answered 3).")
    assert done.stderr.endswith("it ends with:\n    usage: so that a person knows\n")
    assert clone.told == [("theirs", "set up")]
    assert clone.left_over == []


def test_house_that_a_measurement_leaves_is_ended_before_the_next(clone):
    assert clone.compare(LEAVES_A_HOUSE="1").returncode == 0

    # Their data folders are gone too: otherwise the second could not create its own.
    assert len([one for one in clone.notes if one["what"] == "house"]) == 2
    assert [one["houses"] for one in clone.notes if "houses" in one] == [[], []]


# Refusals


def test_unknown_commit_is_refused(clone):
    done = clone.compare(beside="nowhere")
    assert (done.returncode, done.stderr) == (
        1,
        f"There is no commit 'nowhere' in {clone.root}: `git log --oneline` lists them.\n",
    )


def test_word_that_git_would_take_for_an_option_is_no_commit(clone):
    done = clone.compare(beside="--all")
    assert done.stderr.startswith("There is no commit '--all'")


def test_commit_without_bench_is_refused(clone):
    clone.git("rm", "--quiet", "bin/bench")
    clone.commit("without")
    clone.git("checkout", "--quiet", "old")

    done = clone.compare(beside="without")

    assert (done.returncode, done.stderr) == (
        1,
        "without has no bin/bench, so it cannot be measured.\n",
    )


@pytest.mark.parametrize("is_inside_another", [False, True])
def test_tree_that_is_no_clone_is_refused(clone, is_inside_another):
    shutil.rmtree(clone.root / ".git")
    if is_inside_another:
        inner, clone.root = clone.root, clone.root.parent
        clone.git("init", "--quiet")
        clone.root = inner

    done = clone.compare()

    assert done.returncode == 1
    assert done.stderr == (
        f"{clone.root} is no clone of a git repository, so it has no other commits: "
        "use --beside in a clone.\n"
    )


def test_machine_without_git_is_told_so(clone, tmp_path):
    done = clone.compare(PATH=str(tmp_path))
    assert (done.returncode, done.stderr) == (
        1,
        "--beside needs git, which is not on this machine: install it.\n",
    )


def test_second_comparison_at_the_same_time_is_refused(clone):
    with clone.comparing(WAITS="anywhere") as first:
        clone.note_of("pages begins")
        second = clone.compare()
        first.send_signal(signal.SIGTERM)
        first.wait(timeout=30)
    assert second.returncode == 1
    assert second.stderr.startswith("Another bin/bench --beside is running")


# Interruptions


@pytest.mark.parametrize(
    ("send", "number"),
    [
        (os.kill, signal.SIGINT),
        (os.kill, signal.SIGTERM),
        (os.kill, signal.SIGHUP),
        (os.killpg, signal.SIGINT),  # as a terminal does: the bench gets it from there and from us
    ],
)
def test_comparison_that_is_stopped_leaves_nothing(clone, send, number):
    with clone.comparing(WAITS="anywhere", LEAVES_A_HOUSE="1") as process:
        house, bench = clone.note_of("house")["house"], clone.note_of("house")["pid"]
        with ended_after_all(house, bench) as processes:
            send(process.pid, number)
            assert process.wait(timeout=30) == 130
            assert [one for one in processes if lives(one)] == []
    assert clone.left_over == []


def test_comparison_that_is_stopped_reports_what_it_has_measured(clone):
    clone.measures({"pages": {"home_ms": figure(80)}, "visit": {}})
    clone.commit("new")

    with clone.comparing("pages", "visit", WAITS="visit") as process:
        clone.note_of("visit begins")
        process.send_signal(signal.SIGTERM)
        out, _ = process.communicate(timeout=30)

    assert "No median of 1 that both sides have is above" in out
    assert json.loads(clone.file.read_text())["metrics"]["home_ms"]["ratio"] == 0.8


def test_what_a_killed_comparison_left_is_taken_away_by_the_next(clone):
    with clone.comparing(WAITS="anywhere", LEAVES_A_HOUSE="1") as process:
        house, bench = clone.note_of("house")["house"], clone.note_of("house")["pid"]
        with ended_after_all(house, bench) as processes:
            process.kill()
            process.wait(timeout=30)
            wait_until(lambda: not lives(processes[1]), "the bench to end with its parent")
            assert lives(processes[0])  # it has its own session, so nothing has reached it
            assert len(clone.left_over) == 3  # files, worktree, record

            done = clone.compare()

            assert [one for one in processes if lives(one)] == []
    assert done.returncode == 0
    assert done.stdout.startswith("Taking away what a killed run left in ")
    assert clone.left_over == []


def test_left_over_whose_files_are_gone_already_is_forgotten(clone):
    """The machine has been restarted, and its temporary folder emptied."""
    with clone.comparing(WAITS="anywhere") as process:
        clone.note_of("pages begins")
        process.kill()
    for folder in clone.temporary.iterdir():
        shutil.rmtree(folder)
    assert len(clone.left_over) == 2  # worktree, record

    done = clone.compare()

    assert (done.returncode, "Taking away" in done.stdout) == (0, False)
    assert clone.left_over == []
