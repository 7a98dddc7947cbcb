import json

import pytest

from bench import __main__ as command
from bench.figures import Figure, MeasurementFailed


def _fails():
    raise MeasurementFailed("nobody came")


@pytest.fixture
def suites(monkeypatch):
    """A suite with a result beyond its goal, and one whose measurement fails."""
    monkeypatch.setattr(
        command,
        "SUITES",
        {"start": lambda: {"start_fresh_s": Figure(value=999, n=1)}, "visit": _fails},
    )


@pytest.fixture
def suites_asked(suites, monkeypatch):
    asked = []

    def measure_beside(suites, **more):
        asked.append((suites, more))
        return 0

    monkeypatch.setattr(command, "measure_beside", measure_beside)
    return asked


def test_unknown_suite_is_refused(capsys):
    with pytest.raises(SystemExit) as ended:
        command.main(["speed"])
    assert ended.value.code == 2
    assert "no suite 'speed'" in capsys.readouterr().err


def test_rounds_without_another_commit_are_refused(capsys):
    with pytest.raises(SystemExit) as ended:
        command.main(["pages", "--rounds", "2"])
    assert ended.value.code == 2
    assert "--rounds goes with --beside" in capsys.readouterr().err


@pytest.mark.parametrize("word", ["0", "-1", "two", "²"])
def test_number_of_rounds_is_one_or_more(word, capsys):
    with pytest.raises(SystemExit) as ended:
        command.main(["pages", "--beside", "HEAD", "--rounds", word])
    assert ended.value.code == 2
    assert "--rounds" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("words", "measured", "rounds"),
    [
        (["--rounds", "1", "visit", "start", "visit"], ["visit", "start"], 1),
        ([], ["start", "visit"], 3),
    ],
)
def test_other_commit_is_measured_beside_this_tree(suites_asked, words, measured, rounds):
    assert command.main(["--beside", "b5dba16", *words]) == 0
    assert suites_asked == [
        (measured, {"root": command.ROOT, "commit": "b5dba16", "rounds": rounds, "file": None})
    ]


def test_stopped_bench_says_so_by_its_status(monkeypatch):
    def is_stopped():
        raise KeyboardInterrupt

    monkeypatch.setattr(command, "SUITES", {"start": is_stopped})
    assert command.main([]) == 130


def test_goal_that_is_missed_is_no_failure(suites, capsys):
    assert command.main(["start"]) == 0
    assert "NO" in capsys.readouterr().out


def test_measurement_that_failed_is_a_failure_and_keeps_the_others(suites, tmp_path, capsys):
    file = tmp_path / "figures.json"
    assert command.main(["visit", "start", "--json", str(file)]) == 1
    assert "visit could not be measured: nobody came" in capsys.readouterr().err
    assert list(json.loads(file.read_text())) == ["start_fresh_s"]
