"""Every file, module, class and function that a document names exists."""

import re
from functools import cache
from pathlib import Path

import pytest

from tests.docs.plain_english import ROOT, all_files

PAGES = [
    name
    for name in all_files()
    if name.endswith(".md")
    and (name == "CONTRIBUTING.md" or name.startswith(("docs/adr/", "docs/explanation/")))
]
CODE = {".css", ".html", ".js", ".mjs", ".py", ".scss", ".sh", ".toml", ".ts", ".txt"}
FOLDERS = ("bench/", "bin/", "docs/", "frontend/", "launcher/", "parloir/", "tests/")
FILE = re.compile(r"[\w/-]+\.(css|html|md|py|scss|svg|toml|ts|txt)")
NAME = re.compile(r"(?=.*[A-Z_.])[A-Za-z_]\w*(\.[A-Za-z_]\w*)*")


@cache
def _paths() -> str:
    """Return all paths, and those of all folders, each between line breaks."""
    files = [Path(name) for name in all_files()]
    folders = {str(parent) for file in files for parent in file.parents}
    return "\n" + "\n".join([*map(str, files), *folders]) + "\n"


@cache
def _words() -> frozenset[str]:
    found: set[str] = set()
    for name in all_files():
        if Path(name).suffix in CODE:
            found |= set(re.findall(r"\w+", (ROOT / name).read_text(encoding="utf-8")))
    return frozenset(found)


def _is_there(code: str) -> bool:
    """Tell whether a file, or every part of a name, is in the tree; other code always is.

    Whether a file has the test of a pytest id is for `docs.named_tests`.
    """
    code = code.partition("::")[0]
    if FILE.fullmatch(code) or (code.startswith(FOLDERS) and " " not in code):
        return bool(re.search(rf"[/\n]{re.escape(code.rstrip('/'))}\n", _paths()))
    name = code.partition("(")[0]
    return not NAME.fullmatch(name) or set(name.split(".")) <= _words()


@pytest.mark.parametrize("name", PAGES)
def test_what_a_page_names_is_there(name):
    page = re.sub(r"^```.*?^```", "", (ROOT / name).read_text(), flags=re.M | re.S)

    assert [code for code in re.findall(r"`([^`\n]+)`", page) if not _is_there(code)] == []


@pytest.mark.parametrize(
    "code",
    ["parloir/locks.py", "locks.py", "tests/docs/", "parloir.locks", "book(by=…)"],
)
def test_what_is_there(code):
    assert _is_there(code)


@pytest.mark.parametrize("code", ["parloir/{}.py", "{}.py", "parloir/{}/", "parloir.{}"])
def test_what_is_not_there(code):
    assert not _is_there(code.format("not_in_" + "any_file"))
