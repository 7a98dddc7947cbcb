"""Write `frontend/call/protocol.ts`, the browser's types of the protocol."""

import json
import textwrap
from collections.abc import Iterable
from datetime import datetime
from enum import StrEnum
from typing import Any, Literal, get_args, get_origin

from pydantic import AwareDatetime

from docs.protocol_models import (
    FROM_BROWSER,
    FROM_SERVER,
    Member,
    Model,
    all_intents,
    arguments,
    choices_of,
    is_model,
    meaning,
    members,
    parts_of,
    without_limits,
)
from parloir.protocol.errors import (
    CLOSED_NOT_ADMITTED,
    CLOSED_SUPERSEDED,
    CLOSED_TOO_MUCH,
    ErrorCode,
)
from parloir.protocol.from_browser import IntentMessage
from parloir.protocol.from_server import ScreenMessage
from parloir.protocol.intents import LONGEST_LINE
from parloir.protocol.media import MediaToBrowser, Quality
from parloir.protocol.surfaces import SURFACES, members_of
from parloir.protocol.wall_intents import LONGEST_MESSAGE, Side
from parloir.realtime.ui_strings import ui_strings_for
from parloir.scheduling.refusals import Rule

WIDTH = 100
HEAD = """\
// Written by docs/generate.py from parloir/protocol and parloir/realtime/ui_strings.py: change
// those, then run it. docs/reference/signalling.md says what it means.

/** ISO 8601, UTC. */
export type Instant = string;
"""
NAMED: dict[str, Any] = {
    "Side": Side,
    "Layer": Quality,
}
PLAIN = {
    str: "string",
    int: "number",
    bool: "boolean",
    datetime: "Instant",
    type(None): "null",
    AwareDatetime: "Instant",
    ErrorCode: "ErrorCode",
    Rule: "RefusingRule",
}
CONSTANTS = {
    "CLOSED_NOT_ADMITTED": (
        CLOSED_NOT_ADMITTED,
        "A socket closed with this code is not enrolled or not signed in: load the page again.",
    ),
    "CLOSED_SUPERSEDED": (
        CLOSED_SUPERSEDED,
        "Too many windows were open, and this was the oldest: connect only if the person asks.",
    ),
    "CLOSED_TOO_MUCH": (
        CLOSED_TOO_MUCH,
        "The account sent too much. The reason says after how many seconds to connect again.",
    ),
    "LONGEST_LINE": (LONGEST_LINE, "Of what one side writes to the other."),
    "LONGEST_MESSAGE": (LONGEST_MESSAGE, "Of an officer's own words."),
}


def protocol_types() -> str:
    parts = [
        HEAD,
        _names(),
        *_screens(),
        *_from_server(),
        *_from_browser(),
        _ui_strings(),
        _constants(),
    ]
    return "\n".join(parts)


# --- Sections


def _names() -> str:
    named = [_alias(name, _values(get_args(kind))) for name, kind in NAMED.items()]
    enums = [_alias(PLAIN[kind], _values(kind)) for kind in (ErrorCode, Rule)]
    return "\n".join([*named, *enums])


def _screens() -> Iterable[str]:
    written: set[Model] = set()
    for surface in SURFACES:
        yield f"// ---- {surface.name.capitalize()}\n"
        for screen in surface.screens:
            for model in (*parts_of(screen), screen):
                if model not in written:
                    written.add(model)
                    yield _interface(model)
        if len(surface.screens) > 1:
            names = [screen.__name__ for screen in surface.screens]
            yield _alias(f"{surface.name.capitalize()}Screen", names)


def _from_server() -> Iterable[str]:
    yield "// ---- Messages from the server\n"
    for message in FROM_SERVER:
        if message is ScreenMessage:
            yield _interface(message, name="ScreenMessage<Screen>")
            continue
        yield from (_interface(part) for part in parts_of(message))
        yield _interface(message)
    media = [message.__name__ for message in members_of(MediaToBrowser)]
    yield _alias("MediaMessage", media)
    others = [one.__name__ for one in FROM_SERVER if one.__name__ not in media]
    others[others.index("ScreenMessage")] = "ScreenMessage<Screen>"
    yield _alias("ServerMessage<Screen>", [*others, "MediaMessage"])


def _from_browser() -> Iterable[str]:
    yield "// ---- Messages from the browser\n"
    yield "\n".join(
        [
            _alias("NoArgs", ["Record<never, never>"]),
            *_comment("What can be wanted, each with its arguments."),
            "export interface IntentArgs {",
            *(line for intent in all_intents() for line in _arguments(intent)),
            "}\n",
        ]
    )
    yield "export type IntentName = keyof IntentArgs;\n"
    yield "\n".join(
        [
            *_comment(meaning(IntentMessage)),
            "export interface IntentMessage<Name extends IntentName = IntentName> {",
            '  type: "intent";',
            "  id: string;",
            "  name: Name;",
            "  args: IntentArgs[Name];",
            "}\n",
        ]
    )
    for message in FROM_BROWSER:
        if message is not IntentMessage:
            yield from (_interface(part) for part in parts_of(message))
            yield _interface(message)
    yield _alias("BrowserMessage", [message.__name__ for message in FROM_BROWSER])


def _ui_strings() -> str:
    keys = dict.fromkeys(key for surface in SURFACES for key in ui_strings_for(surface.name))
    says = "The keys of all fixed texts of the surfaces. Their sentences come from the server."
    return "// ---- UI strings\n\n" + "\n".join(
        [*_comment(says), _alias("UiStringKey", _values(keys))]
    )


def _constants() -> str:
    lines = ["// ---- Numbers\n"]
    for name, (value, says) in CONSTANTS.items():
        lines += [*_comment(says), f"export const {name} = {value};\n"]
    return "\n".join(lines)


# --- Pieces


def _interface(model: Model, name: str = "") -> str:
    lines = [*_comment(meaning(model)), f"export interface {name or model.__name__} {{"]
    lines += [line for member in members(model) for line in _member(member, "  ")]
    return "\n".join([*lines, "}\n"])


def _arguments(intent: Any) -> list[str]:
    says, name = _comment(meaning(intent), "  "), intent.called()
    inside = [line for member in arguments(intent) for line in _member(member, "    ")]
    match inside:
        case []:
            return [*says, f"  {name}: NoArgs;"]
        case [only]:
            return [*says, f"  {name}: {{ {only.strip()} }};"]
        case _:
            return [*says, f"  {name}: {{", *inside, "  };"]


def _member(member: Member, indent: str) -> list[str]:
    optional = "?" if member.may_be_left_out else ""
    return [
        *_comment(member.says, indent),
        f"{indent}{member.name}{optional}: {type_of(member.kind)};",
    ]


def type_of(kind: Any) -> str:
    """Return the annotation in TypeScript. Raises `KeyError` for an unknown one."""
    kind = without_limits(kind)
    for name, named in NAMED.items():
        if kind == named:
            return name
    if choices := choices_of(kind):
        return " | ".join(type_of(choice) for choice in choices)
    origin, args = get_origin(kind), get_args(kind)
    if origin is Literal:
        return " | ".join(_values(args))
    if origin is list:
        inside = type_of(args[0])
        return f"({inside})[]" if " | " in inside else f"{inside}[]"
    if origin is dict:
        return f"Record<string, {type_of(args[1])}>"
    return str(kind.__name__) if is_model(kind) else PLAIN[kind]


def _values(values: Iterable[str | int | StrEnum]) -> list[str]:
    return [json.dumps(value) for value in values]


def _alias(name: str, choices: Iterable[str]) -> str:
    choices = list(choices)
    line = f"export type {name} = {' | '.join(choices)};"
    if len(line) <= WIDTH:
        return line + "\n"
    # A choice stays whole: its blanks are others until the lines are made.
    words = " ".join(f"| {choice}".replace(" ", "\0") for choice in choices)
    lines = textwrap.wrap(words, WIDTH, initial_indent="  ", subsequent_indent="  ")
    return "\n".join([f"export type {name} =", *lines]).replace("\0", " ") + ";\n"


def _comment(text: str, indent: str = "") -> list[str]:
    if not text:
        return []
    if len(indent) + len(text) + 7 <= WIDTH:
        return [f"{indent}/** {text} */"]
    lines = textwrap.wrap(text, WIDTH - len(indent) - 3, break_long_words=False)
    return [f"{indent}/**", *(f"{indent} * {line}" for line in lines), f"{indent} */"]
