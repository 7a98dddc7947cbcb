"""`docs/reference/demo.md` names the fields that `demo.json` has, and no others."""

import re
from pathlib import Path

import pytest

from parloir.demo.loading import load_demo

PAGE = Path(__file__).resolve().parents[2] / "docs" / "reference" / "demo.md"


@pytest.fixture
def demo(db, settings, tmp_path, now):
    settings.DEMO = True
    settings.DATA_DIR = tmp_path
    return load_demo(base_url="http://localhost:8000", now=now)


def _rows() -> dict[str, str]:
    """Return the description of each field of the table; a row may name two."""
    rows = re.findall(r"^\| (`.+?) \| (.+) \|$", PAGE.read_text(), re.MULTILINE)
    return {name: said for names, said in rows for name in re.findall(r"`(\w+)`", names)}


def test_fields_of_the_file(demo):
    assert set(_rows()) == set(demo)


@pytest.mark.parametrize(
    "field", ["staff", "visitor", "ready_visit", "facilities", "inmates", "api"]
)
def test_what_is_in_a_field(demo, field):
    value = demo[field][0] if isinstance(demo[field], list) else demo[field]
    said = set(re.findall(r"`(\w+)`", _rows()[field]))
    inside = set(value) | (set(value["officer"]) if field == "staff" else set())

    assert said == inside


def test_what_a_device_is_told_by(demo):
    said = set(re.findall(r"`(\w+)`", _rows()["stations"]))

    assert set(demo["stations"][0]) == said
    assert set(demo["monitors"][0]) == said - {"area"}
