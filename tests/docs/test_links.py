"""Every link from one of our pages to another, or to a heading in one, has a target."""

import re
import subprocess
import unicodedata
from pathlib import Path
from urllib.parse import unquote

import pytest

ROOT = Path(__file__).resolve().parents[2]
LINK = re.compile(r"!?\[[^\]]*\]\(([^)\s]+)\)")
ELSEWHERE = ("https://", "http://", "mailto:")


def _pages() -> list[str]:
    """Return the pages that git tracks or would add, and none of installed packages."""
    listed = subprocess.run(
        ["git", "ls-files", "--cached", "--others", "--exclude-standard", "*.md"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=True,
    )
    return sorted(name for name in listed.stdout.splitlines() if (ROOT / name).exists())


PAGES = _pages()


def _without_code(text: str) -> str:
    return re.sub(r"`[^`\n]*`", "", re.sub(r"^```.*?^```", "", text, flags=re.M | re.S))


def _is_taken_by_a_journey(target: Path) -> bool:
    """Tell whether a journey takes this screenshot, which may not exist yet."""
    if target.parent != ROOT / "docs" / "screenshots" or target.suffix != ".png":
        return False
    journeys = (ROOT / "tests" / "journeys").glob("*.py")
    return any(f'"{target.stem}"' in journey.read_text() for journey in journeys)


def _links(page: Path) -> list[str]:
    return [
        target
        for target in LINK.findall(_without_code(page.read_text()))
        if not target.startswith(ELSEWHERE)
    ]


def _anchors(page: Path) -> set[str]:
    """Return the anchors of the headings: lower case, hyphens for spaces, no other signs."""
    outside_code = re.sub(r"^```.*?^```", "", page.read_text(), flags=re.M | re.S)
    return {
        _anchor(heading.replace("`", ""))
        for heading in re.findall(r"^#+ (.+?)\s*$", outside_code, re.M)
    }


def _anchor(heading: str) -> str:
    kept = "".join(
        sign
        for sign in heading.lower()
        if sign in " -_" or unicodedata.category(sign)[0] in {"L", "N"}
    )
    return kept.replace(" ", "-")


def test_pages_are_found():
    assert {"README.md", "CONTRIBUTING.md", "docs/adr/README.md"} <= set(PAGES)


@pytest.mark.parametrize("name", PAGES)
def test_links_of_a_page_lead_somewhere(name):
    page = ROOT / name
    broken = []
    for link in _links(page):
        path, _, anchor = unquote(link).partition("#")
        target = page if not path else (page.parent / path).resolve()
        is_there = target.is_relative_to(ROOT) and (
            target.exists() or _is_taken_by_a_journey(target)
        )
        if not is_there or (anchor and anchor not in _anchors(target)):
            broken.append(link)

    assert broken == []


def test_every_decision_is_in_the_index():
    folder = ROOT / "docs" / "adr"
    decisions = {path.name for path in folder.glob("[0-9]*.md")}

    assert set(_links(folder / "README.md")) >= decisions
    assert len({name[:4] for name in decisions}) == len(decisions)
