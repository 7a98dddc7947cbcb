"""Only the formatter lays out application code."""

from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
SWITCHED_OFF = ("# fmt:", "prettier-ignore")


def lines_left_out(folder: Path) -> list[str]:
    return [
        f"{path.name}:{number}"
        for path in folder.rglob("*")
        if path.suffix in {".py", ".ts", ".scss"} and "node_modules" not in path.parts
        for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), start=1)
        if any(mark in line for mark in SWITCHED_OFF)
    ]


@pytest.mark.parametrize("folder", ["parloir", "launcher", "bench", "frontend"])
def test_no_line_is_kept_from_the_formatter(folder):
    assert lines_left_out(ROOT / folder) == []


def test_a_line_that_is_kept_from_it_is_found(tmp_path):
    (tmp_path / "deep").mkdir()
    (tmp_path / "deep" / "one.py").write_text("a = 1\nb = [1,\n     2]  # fmt: skip\n")

    assert lines_left_out(tmp_path) == ["one.py:3"]
