"""Write the tables of `docs/reference/signalling.md`; its other text is written by hand."""

import re
from collections.abc import Callable, Iterable
from datetime import datetime
from pathlib import Path
from typing import Any, Literal, get_args, get_origin

from pydantic import AwareDatetime, JsonValue

from docs.protocol_models import (
    FROM_BROWSER,
    FROM_SERVER,
    Member,
    Model,
    all_intents,
    all_screens,
    arguments,
    choices_of,
    is_model,
    mark,
    meaning,
    members,
    parts_of,
    without_limits,
)
from parloir.protocol.errors import ErrorCode
from parloir.protocol.screens.screen import Screen
from parloir.protocol.screens.wall import WallScreen
from parloir.protocol.surfaces import MONITOR, ROOM, STATION, SURFACES, LiveSurface
from parloir.scheduling.refusals import Rule

PLACE = re.compile(r"(<!-- table: ([a-z ]+) -->\n).*?(<!-- end of table -->)", re.DOTALL)
# Kinds that the name of a field already explains.
UNSAID: dict[Any, str] = dict.fromkeys([str, int, bool, datetime, AwareDatetime, JsonValue], "")


def signalling_page(page: Path) -> str:
    """Return the page with its tables up to date. Raises `KeyError` for an unknown table."""
    return PLACE.sub(_filled, page.read_text(encoding="utf-8"))


def _filled(place: re.Match[str]) -> str:
    return place[1] + "\n".join(TABLES[place[2]]()) + "\n" + place[3]


# --- Tables


def _messages(messages: Iterable[Model]) -> Iterable[str]:
    yield from _head("type", "fields", "meaning")
    for message in messages:
        fields = [one for one in members(message) if one.name != "type"]
        yield _row(f"`{mark(message, 'type')}`", _fields(fields), meaning(message))


def _screens(surface: LiveSurface) -> Iterable[str]:
    yield from _head("name", "when", "fields", "intents")
    for screen in surface.screens:
        first = next(one for one in SURFACES if screen in one.screens)
        fields = _fields(_of_screen(screen)) if first is surface else f"as at the {first.name}"
        possible = ", ".join(f"`{intent.called()}`" for intent in surface.possible_on(screen))
        yield _row(f"`{mark(screen, 'name')}`", meaning(screen), fields, possible)


def _only_screen(screen: type[Screen]) -> Iterable[str]:
    yield from _head("field", "content")
    for field in _of_screen(screen):
        of_what, says = kind_in_words(field.kind), _clause(field.says)
        yield _row(_named(field), "; ".join(filter(None, [of_what, says])))


def _of_screen(screen: type[Screen]) -> list[Member]:
    return [member for member in members(screen) if member.name != "name"]


def _parts() -> Iterable[str]:
    yield from _head("part", "fields", "meaning")
    models = (*all_screens(), *FROM_SERVER, *FROM_BROWSER)
    for part in dict.fromkeys(part for model in models for part in parts_of(model)):
        if part is not Screen:
            yield _row(f"*{part.__name__}*", _fields(members(part)), meaning(part))


def _intents() -> Iterable[str]:
    yield from _head("intent", "arguments", "meaning")
    for intent in all_intents():
        yield _row(f"`{intent.called()}`", _fields(arguments(intent)), meaning(intent))


def _codes() -> Iterable[str]:
    yield ", ".join(f"`{code}`" for code in ErrorCode)


TABLES: dict[str, Callable[[], Iterable[str]]] = {
    "from the server": lambda: _messages(FROM_SERVER),
    "from the browser": lambda: _messages(FROM_BROWSER),
    "intents": _intents,
    "parts": _parts,
    "error codes": _codes,
    "monitor": lambda: _screens(MONITOR),
    "station": lambda: _screens(STATION),
    "room": lambda: _screens(ROOM),
    "wall": lambda: _only_screen(WallScreen),
}

# --- Pieces


def _head(*titles: str) -> list[str]:
    return [_row(*titles), "|" + "---|" * len(titles)]


def _row(*cells: str) -> str:
    return "| " + " | ".join(cells) + " |"


def _fields(fields: Iterable[Member]) -> str:
    return ", ".join(map(_field, fields))


def _field(field: Member) -> str:
    of_what, says = kind_in_words(field.kind), _clause(field.says)
    in_brackets = "; ".join(filter(None, [of_what, says]))
    return _named(field) + (f" ({in_brackets})" if in_brackets else "")


def _named(field: Member) -> str:
    may_be_missing = field.may_be_left_out or type(None) in choices_of(field.kind)
    return f"`{field.name}`" + ("?" if may_be_missing else "")


def kind_in_words(kind: Any) -> str:
    """Return what cannot be guessed: what a list contains, which values or which part is allowed.

    Raises `KeyError` for an unknown kind.
    """
    kind = without_limits(kind)
    if choices := choices_of(kind):
        said = [kind_in_words(choice) for choice in choices if choice is not type(None)]
        return " or ".join(filter(None, said))
    if kind == ErrorCode:
        return "one of the [error codes](#error-codes)"
    origin, args = get_origin(kind), get_args(kind)
    if origin is Literal:
        return " or ".join(f"`{value}`" for value in args)
    if origin is list:
        return f"list of {kind_in_words(args[0]) or 'texts'}"
    if origin is dict:
        inside = kind_in_words(args[1])
        return f"by key, {inside}" if inside else "object"
    if kind is Rule:
        return "the code of a refusal"
    return f"*{kind.__name__}*" if is_model(kind) else UNSAID[kind]


def _clause(says: str) -> str:
    """Return the sentence as it reads in brackets: without a capital and a period."""
    says = says.removesuffix(".")
    return says[:1].lower() + says[1:] if says[1:2].islower() or says[1:2] == " " else says
