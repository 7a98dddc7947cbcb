"""Run the tests of the browser's code, which are written in its own language."""

import subprocess
import sys
from pathlib import Path

import pytest

from parloir.realtime.ui_strings import ui_strings_for

ROOT = Path(__file__).resolve().parents[2]
NODE = Path(sys.executable).parent / "node"
SURFACES = ("monitor", "station", "room", "wall")


def run_node(script: str, *arguments: str | Path) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [str(NODE), str(ROOT / "frontend" / script), *map(str, arguments)],
        capture_output=True,
        text=True,
        timeout=100,
        check=False,
    )


def test_browser_code_passes_its_own_tests():
    run = run_node("tests/run.mjs")
    assert run.returncode == 0, run.stdout + run.stderr


def test_built_files_with_syntax_that_an_oldest_browser_does_not_know_are_named(tmp_path):
    texts = {
        "known.js": "x.y ??= 1;",
        "static-block.js": "class One { static { One.two = 2 } }",
        "lookbehind.js": "text.replace(/(?<=a)b/, '');",
        "known.css": "@media (min-width: 3px) { a { color: red } }",
        "nested.css": "a { b & { color: red } }",
    }
    for name, text in texts.items():
        (tmp_path / name).write_text(text)

    check = run_node("check_built.mjs", tmp_path)

    named = [line.split(" ")[0] for line in check.stderr.splitlines()]
    assert named == ["lookbehind.js", "nested.css", "static-block.js"]
    assert check.returncode == 1


def test_an_empty_folder_is_not_taken_for_a_good_one(tmp_path):
    check = run_node("check_built.mjs", tmp_path)

    assert "run npm run build first" in check.stderr
    assert check.returncode == 1


def test_there_are_words_for_known_surfaces_only():
    assert all(ui_strings_for(surface) for surface in SURFACES)
    with pytest.raises(KeyError):
        ui_strings_for("kitchen")


@pytest.mark.parametrize("surface", SURFACES)
def test_counted_words_come_in_both_forms_of_english_with_a_number(surface: str):
    strings = ui_strings_for(surface)
    plurals = {key[:-2] for key in strings if key.endswith(("_0", "_1", "_2"))}
    assert plurals
    for stem in plurals:
        assert f"{stem}_2" not in strings
        assert all("{n}" in strings[f"{stem}_{form}"] for form in (0, 1))
