"""Messages stand where every version of gettext finds them.

xgettext reads Python by itself, and what it sees inside an f-string differs: 0.21 sees no message
there, 0.23 does. A message that the catalogue lacks is shown in English.
"""

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
MARKS = {"_", "gettext", "gettext_lazy", "ngettext", "ngettext_lazy", "pgettext", "pgettext_lazy",
         "npgettext", "npgettext_lazy"}  # fmt: skip


def messages_in_f_strings(source: str) -> Iterator[int]:
    """Yield the line of each call that marks a message inside an f-string."""
    for outer in ast.walk(ast.parse(source)):
        if isinstance(outer, ast.JoinedStr):
            for node in ast.walk(outer):
                if isinstance(node, ast.Call) and _name_of(node.func) in MARKS:
                    yield node.lineno


def _name_of(called: ast.expr) -> str:
    if isinstance(called, ast.Attribute):
        return called.attr
    return called.id if isinstance(called, ast.Name) else ""


def test_no_message_stands_inside_an_f_string():
    found = [
        f"{path.relative_to(ROOT)}:{line}"
        for path in sorted((ROOT / "parloir").rglob("*.py"))
        for line in messages_in_f_strings(path.read_text())
    ]
    assert found == []


@pytest.mark.parametrize(
    "source",
    [
        """f"{_('here')}\"""",
        """f"{name}: {part if part else gettext('everything')}\"""",
        """f"{translation.ngettext('one', 'many', 2):>10}\"""",
        """f"a {f'{_(chr(1))}'} b\"""",
    ],
)
def test_a_message_inside_an_f_string_is_found(source):
    assert list(messages_in_f_strings(source))


@pytest.mark.parametrize("source", ["""_("f")""", """f"{name}" + _("here")""", """f"{_name}\""""])
def test_other_messages_and_f_strings_are_not(source):
    assert not list(messages_in_f_strings(source))
