"""Documents, docstrings, comments and texts have no archaic turns of phrase."""

import pytest

from tests.docs.plain_english import ROOT, Found, all_files, found_in


@pytest.fixture
def everything() -> list[Found]:
    found: list[Found] = []
    for path in all_files():
        try:
            source = (ROOT / path).read_text(encoding="utf-8")
        except UnicodeDecodeError:  # an image
            continue
        found += found_in(path, source)
    return found


def test_nothing_archaic_is_written(everything):
    assert [str(found) for found in everything] == []


@pytest.mark.parametrize(
    ("path", "source", "phrases"),
    [
        ("a.md", "Computed anew.\nAnd `anew` is a name.", ["anew"]),
        ("a.md", "All at\nonce. Whom they see is theirs.", ["at once", "whom"]),
        ("a.py", '"""Of the others, the last."""', ["of …"]),
        ("a.py", '"""Return the last.\n\n    The same one is kept.\n"""', []),
        ("a.py", "# The same as before.\nx = 1", ["the same …"]),
        ("a.py", "# Asked at\n# once.\nx = 1", ["at once"]),
        ("a.py", "def whoever(besides, *, at_once): ...", []),
        ("a.py", 'raise SystemExit("Tell whoever started it.")', ["whoever"]),
        ("a.py", 'say("Close it at "\n    "once.")', ["at once"]),
        ("a.html", "<p>{% translate 'Likewise' %}</p>", ["likewise"]),
        ("a.ts", "// drawn anew", ["anew"]),
        ("a.po", "anew", []),
    ],
)
def test_what_is_found(path, source, phrases):
    assert [found.phrase for found in found_in(path, source)] == phrases


def test_a_finding_says_where_it_is_and_what_to_write():
    (found,) = found_in("docs/time.md", "# Time\n\nThe clock\nstarts anew.")

    assert str(found) == "docs/time.md:4: “anew” (again)"
