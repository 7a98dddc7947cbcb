"""Check that every claim of a page names tests that prove it, and that these tests exist.

    .venv/bin/python -m docs.named_tests

A claim is a sentence, or a row of a table. Footnotes (`[^sealed]`) stand behind it, and each
footnote lists tests by their pytest ids. A claim that no test proves belongs under one of the
headings of `NOT_CLAIMED`, or nowhere.
"""

import ast
import re
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
PAGES = (
    ROOT / "docs" / "explanation" / "privacy-and-security.md",
    ROOT / "docs" / "reference" / "real-behaviour.md",
)
NOT_CLAIMED = {"Not done yet", "Proofs"}

REFERENCE = re.compile(r"\[\^([\w-]+)\]")
DEFINITION = re.compile(r"\[\^([\w-]+)\]: *(.*)")
END_OF_SENTENCE = re.compile(r"(?<=[.!?\]])\s+(?=[A-Z*`“])")
SEPARATOR = re.compile(r"\|[-:| ]+\|?")
NOT_RUN = {"skip", "skipif", "xfail"}


@dataclass(frozen=True, slots=True)
class Claim:
    line: int
    text: str

    @property
    def footnotes(self) -> list[str]:
        return REFERENCE.findall(self.text)


def defects_of(page: str, root: Path = ROOT) -> list[str]:
    """Return what is wrong with a page, a sentence each; nothing if every claim is proven."""
    proofs = footnotes_of(page)
    claims = list(claims_of(page))
    used = {name for claim in claims for name in claim.footnotes}
    return [
        *(f"line {one.line}: no test proves “{one.text}”" for one in claims if not one.footnotes),
        *(f"the footnote {name} is not defined" for name in sorted(used - proofs.keys())),
        *(f"no claim uses the footnote {name}" for name in sorted(proofs.keys() - used)),
        *(f"the footnote {name} names no test" for name, tests in proofs.items() if not tests),
        *(
            f"the footnote {name} names {test}, and there is no such test that runs"
            for name, tests in proofs.items()
            for test in tests
            if not is_a_test(test, root)
        ),
    ]


def claims_of(page: str) -> Iterator[Claim]:
    """Yield every sentence and every row of a table below the first heading of a section."""
    lines = page.splitlines()
    section = ""
    for number, line in enumerate(lines, start=1):
        if line.startswith("## "):
            section = line.removeprefix("## ").strip()
        elif section and section not in NOT_CLAIMED and _says_something(line):
            following = lines[number] if number < len(lines) else ""
            yield from _claims_in(number, line, following)


def footnotes_of(page: str) -> dict[str, list[str]]:
    """Return the tests that each footnote names."""
    found = (DEFINITION.fullmatch(line) for line in page.splitlines())
    return {one[1]: re.findall(r"`([^`]+)`", one[2]) for one in found if one}


def is_a_test(name: str, root: Path = ROOT) -> bool:
    """Tell whether pytest would run a test of this id.

    An id with a case (`test_x[a]`) is a test if its function has parameters from a decorator.
    """
    path, *parts = name.partition("[")[0].split("::")
    file = root / path
    if not parts or not path.startswith("tests/") or not file.is_file():
        return False
    decorators = _tests_of(file).get("::".join(parts))
    if decorators is None or decorators & NOT_RUN:
        return False
    return "[" not in name or "parametrize" in decorators


def main() -> int:
    """Print what is wrong with each page; return 1 if anything is, 0 if nothing is."""
    defects = [
        f"{page.relative_to(ROOT)}: {defect}"
        for page in PAGES
        for defect in defects_of(page.read_text(encoding="utf-8"), ROOT)
    ]
    sys.stdout.writelines(f"{defect}\n" for defect in defects)
    return 1 if defects else 0


def _says_something(line: str) -> bool:
    return bool(line.strip()) and not line.startswith("#") and not DEFINITION.fullmatch(line)


def _claims_in(number: int, line: str, following: str) -> Iterator[Claim]:
    if not line.startswith("|"):
        text = line.removeprefix("- ").strip()
        yield from (Claim(number, sentence) for sentence in END_OF_SENTENCE.split(text))
    elif not SEPARATOR.fullmatch(line) and not SEPARATOR.fullmatch(following):
        yield Claim(number, line)


@cache
def _tests_of(file: Path) -> dict[str, set[str]]:
    """Return the last words of all decorators that concern each test of a module."""
    return dict(_tests_in(ast.parse(file.read_text(encoding="utf-8")).body, "", set()))


def _tests_in(
    body: list[ast.stmt], prefix: str, inherited: set[str]
) -> Iterator[tuple[str, set[str]]]:
    for node in body:
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            if node.name.startswith("test"):
                yield prefix + node.name, inherited | _decorators_of(node)
        elif isinstance(node, ast.ClassDef) and node.name.startswith("Test"):
            yield from _tests_in(
                node.body, f"{prefix}{node.name}::", inherited | _decorators_of(node)
            )


def _decorators_of(node: ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef) -> set[str]:
    called = (one.func if isinstance(one, ast.Call) else one for one in node.decorator_list)
    return {ast.unparse(one).rpartition(".")[2] for one in called}


if __name__ == "__main__":
    sys.exit(main())
