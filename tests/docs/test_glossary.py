"""The glossary names what exists."""

import re

import pytest

from tests.names.found import ROOT, files_with, name_of_file
from tests.names.python_names import names_in

PAGE = ROOT / "docs" / "explanation" / "glossary.md"
ROW = re.compile(r"^\| (?P<term>[^|]+) \| (?P<meaning>[^|]+) \|$", re.MULTILINE)
NOT_A_NAME = re.compile(r"code font|bin/.*")


def rows() -> list[tuple[str, str]]:
    text = PAGE.read_text(encoding="utf-8")
    found = [(row["term"], row["meaning"]) for row in ROW.finditer(text)]
    return [row for row in found if row != ("term", "meaning")]


def names_on_the_page() -> set[str]:
    names = re.findall(r"`([^`]+)`", PAGE.read_text(encoding="utf-8"))
    return {name for name in names if not NOT_A_NAME.fullmatch(name)}


@pytest.fixture(scope="module")
def names_in_the_code() -> set[str]:
    words: set[str] = set()
    for path in files_with({".py"}, below=("parloir", "tests/stage")):
        relative = path.relative_to(ROOT).as_posix()
        words.update(name_of_file(relative).name.split("."))
        for found in names_in(path.read_text(encoding="utf-8"), path=relative):
            words.update(found.name.split("."))
    return words


def test_every_name_on_the_page_exists(names_in_the_code):
    assert names_on_the_page() - names_in_the_code == set()


def test_each_term_has_one_line():
    terms = [term for row, _ in rows() for term in row.split(", ")]

    assert len(terms) > 50
    assert sorted(terms) == sorted(set(terms))


def test_each_meaning_is_a_sentence():
    assert [meaning for _, meaning in rows() if not meaning.endswith(".")] == []
