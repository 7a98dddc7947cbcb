"""Every claim of the privacy page names a test that exists, and the check notices if not."""

import pytest

from docs.named_tests import PAGES, claims_of, defects_of, is_a_test, main

MODULE = """
import pytest

def test_plain(): ...

async def test_async(): ...

@pytest.mark.parametrize("n", [1, 2])
def test_cases(n): ...

@pytest.mark.skip
def test_skipped(): ...

@pytest.mark.xfail(reason="later")
class TestLater:
    def test_member(self): ...

class TestGroup:
    def test_member(self): ...

    def helper(self): ...

class Helpers:
    def test_member(self): ...

def helper(): ...
"""

GONE = "tests/a/test_it.py::test_gone"
PAGE = """# A page

Nothing is claimed here.

## Claims

The door is shut.[^door] It has a lock.[^lock]

| what | how |
|---|---|
| a window | closed[^door] |

- A list says it too.[^lock]

## Not done yet

Nothing about the roof.

## Proofs

[^door]: `tests/a/test_it.py::test_plain`

[^lock]: `tests/a/test_it.py::TestGroup::test_member`, `tests/a/test_it.py::test_cases[2]`
"""


@pytest.fixture
def root(tmp_path):
    (tmp_path / "tests" / "a").mkdir(parents=True)
    (tmp_path / "tests" / "a" / "test_it.py").write_text(MODULE)
    return tmp_path


@pytest.mark.parametrize(
    ("page", "fewest"), zip(PAGES, (70, 30), strict=True), ids=[page.name for page in PAGES]
)
def test_every_claim_of_a_page_is_proven_by_a_test_that_exists(page, fewest):
    text = page.read_text(encoding="utf-8")

    assert defects_of(text) == []
    assert len(list(claims_of(text))) > fewest


def test_page_whose_claims_are_proven_has_no_defect(root):
    assert defects_of(PAGE, root) == []
    assert [claim.footnotes for claim in claims_of(PAGE)] == [
        ["door"],
        ["lock"],
        ["door"],
        ["lock"],
    ]


@pytest.mark.parametrize(
    ("before", "after", "defect"),
    [
        ("shut.[^door]", "shut.", "line 7: no test proves “The door is shut.”"),
        ("closed[^door]", "closed", "line 11: no test proves “| a window | closed |”"),
        ("too.[^lock]", "too.", "line 13: no test proves “A list says it too.”"),
        ("shut.[^door]", "shut.[^gate]", "the footnote gate is not defined"),
        ("[^lock]: ", "[^key]: ``\n[^lock]: ", "no claim uses the footnote key"),
        ("`tests/a/test_it.py::test_plain`", "later", "the footnote door names no test"),
        (
            "::test_plain",
            "::test_gone",
            f"the footnote door names {GONE}, and there is no such test that runs",
        ),
    ],
)
def test_what_is_wrong_is_said(root, before, after, defect):
    assert defect in defects_of(PAGE.replace(before, after), root)


@pytest.mark.parametrize(
    "name", ["test_plain", "test_async", "test_cases", "test_cases[1]", "TestGroup::test_member"]
)
def test_what_is_a_test(root, name):
    assert is_a_test(f"tests/a/test_it.py::{name}", root)


@pytest.mark.parametrize(
    "name",
    [
        "tests/a/test_it.py",
        "tests/a/test_it.py::test_gone",
        "tests/a/test_it.py::test_plain[1]",
        "tests/a/test_it.py::test_member",
        "tests/a/test_it.py::test_skipped",
        "tests/a/test_it.py::TestLater::test_member",
        "tests/a/test_it.py::TestGroup::helper",
        "tests/a/test_it.py::Helpers::test_member",
        "tests/a/test_it.py::helper",
        "tests/a/test_other.py::test_plain",
        "elsewhere/test_it.py::test_plain",
    ],
)
def test_what_is_no_test(root, name):
    assert not is_a_test(name, root)


def test_command_fails_when_a_named_test_does_not_exist(root, monkeypatch, capsys):
    page = root / "page.md"
    page.write_text(PAGE.replace("test_plain", "test_gone"))
    monkeypatch.setattr("docs.named_tests.ROOT", root)
    monkeypatch.setattr("docs.named_tests.PAGES", (page,))

    assert main() == 1
    assert "tests/a/test_it.py::test_gone" in capsys.readouterr().out
