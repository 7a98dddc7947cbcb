import json

import pytest

from bench import __main__ as command
from bench.figures import Figure, MeasurementFailed


def _fails():
    raise MeasurementFailed("nobody came")


@pytest.fixture
def suites(monkeypatch):
    """One that measures something beyond its goal, and one that cannot be measured."""
    monkeypatch.setattr(
        command,
        "SUITES",
        {"start": lambda: {"start_fresh_s": Figure(value=999, n=1)}, "visit": _fails},
    )


def test_suite_that_is_not_built_yet_is_named_as_such(capsys):
    with pytest.raises(SystemExit) as ended:
        command.main(["media"])
    assert ended.value.code == 2
    assert "'media' is not built yet" in capsys.readouterr().err


def test_unknown_suite_is_refused(capsys):
    with pytest.raises(SystemExit) as ended:
        command.main(["speed"])
    assert ended.value.code == 2
    assert "no suite 'speed'" in capsys.readouterr().err


def test_goal_that_is_missed_is_no_failure(suites, capsys):
    assert command.main(["start"]) == 0
    assert "NO" in capsys.readouterr().out


def test_measurement_that_failed_is_a_failure_and_keeps_the_others(suites, tmp_path, capsys):
    file = tmp_path / "figures.json"
    assert command.main(["visit", "start", "--json", str(file)]) == 1
    assert "visit could not be measured: nobody came" in capsys.readouterr().err
    assert list(json.loads(file.read_text())) == ["start_fresh_s"]
