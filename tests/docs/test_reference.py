"""The lists in `docs/reference` that are written by hand are complete."""

import re
from pathlib import Path

import pytest
from django.urls import URLPattern, URLResolver, get_resolver

from bench.__main__ import SUITES as BENCHES
from launcher.suites import SUITES

ROOT = Path(__file__).resolve().parents[2]
REFERENCE = ROOT / "docs" / "reference"


def _first_parts(resolver: URLResolver, before: str = "") -> set[str]:
    """Return the first part of every address, such as `console` of `/console/reviews/`."""
    found: set[str] = set()
    for entry in resolver.url_patterns:
        path = before + str(entry.pattern).removeprefix("^")
        if isinstance(entry, URLPattern) or path.strip("/"):
            found.add(path.split("/")[0])
        else:
            found |= _first_parts(entry, path)
    return found


def test_addresses():
    page = (REFERENCE / "addresses.md").read_text()
    listed = set(re.findall(r"`/([^/`<…]*)", page))

    assert listed - {"ws", "static"} == _first_parts(get_resolver())


def test_options_of_run():
    parser = (ROOT / "launcher" / "options.py").read_text()
    section = (REFERENCE / "commands.md").read_text().partition("## bin/run")[2].partition("## ")[0]
    listed = re.findall(r"^\| `(--[a-z-]+)", section, re.MULTILINE)

    assert sorted(listed) == sorted(re.findall(r'add_argument\(\s*"(--[a-z-]+)"', parser))


@pytest.mark.parametrize(("heading", "suites"), [("bin/test", SUITES), ("bin/bench", BENCHES)])
def test_suites(heading, suites):
    section = (REFERENCE / "commands.md").read_text().partition(f"## {heading}")[2]
    first_paragraph = section.strip().split("\n\n")[0]

    assert {name for name in suites if f"`{name}`" not in first_paragraph} == set()


def test_commands_of_manage_py():
    folder = ROOT / "parloir" / "web" / "management" / "commands"
    commands = {path.stem for path in folder.glob("*.py")} - {"__init__"}
    page = (REFERENCE / "commands.md").read_text()

    assert {name for name in commands if f"`manage.py {name}`" not in page} == set()
