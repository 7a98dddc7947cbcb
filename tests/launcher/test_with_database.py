"""A run that leaves out the unit tests which use no database."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
TESTS = """
import pytest

@pytest.fixture
def db():
    pass

@pytest.fixture
def house(db):
    pass

def test_arithmetic():
    pass

def test_rows(house):
    pass

@pytest.mark.django_db
def test_marked():
    pass
"""


@pytest.fixture
def project(tmp_path):
    for suite in ("bookings", "faults"):
        folder = tmp_path / "tests" / suite
        folder.mkdir(parents=True)
        (folder / f"test_{suite}.py").write_text(TESTS)
    (tmp_path / "pytest.ini").write_text("[pytest]\nmarkers = django_db\n")
    return tmp_path


def collected(project, *options):
    words = ["-p", "launcher.with_database", "-p", "no:django", "-p", "no:cacheprovider"]
    done = subprocess.run(
        [sys.executable, "-m", "pytest", *words, "--collect-only", "-q", *options, "tests"],
        cwd=project, env={**os.environ, "PYTHONPATH": str(ROOT)}, capture_output=True, text=True,
        check=True,
    )  # fmt: skip
    found = [line.partition("::") for line in done.stdout.splitlines() if "::" in line]
    return {(Path(path).parent.name, name) for path, _, name in found}


def test_arithmetic_is_left_to_the_other_run_and_whole_houses_are_not(project):
    assert collected(project, "--only-with-database") == {
        ("bookings", "test_rows"),
        ("bookings", "test_marked"),
        ("faults", "test_arithmetic"),
        ("faults", "test_rows"),
        ("faults", "test_marked"),
    }


def test_without_the_word_everything_runs(project):
    assert len(collected(project)) == 6
