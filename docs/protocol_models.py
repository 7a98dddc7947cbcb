"""Read the models of the protocol, for the files that are generated from them."""

import inspect
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from types import UnionType
from typing import Annotated, Any, Union, get_args, get_origin

from pydantic import BaseModel

from parloir.protocol.base import FromBrowser
from parloir.protocol.from_browser import IntentMessage, Ping
from parloir.protocol.from_server import ServerMessage
from parloir.protocol.intents import Intent
from parloir.protocol.media import MediaFromBrowser
from parloir.protocol.screens.screen import Screen
from parloir.protocol.surfaces import SURFACES, members_of

Model = type[BaseModel]

FROM_SERVER: tuple[Model, ...] = members_of(ServerMessage)
FROM_BROWSER: tuple[Model, ...] = (IntentMessage, Ping, *members_of(MediaFromBrowser))
TOLD_APART_BY = {"name", "type"}


@dataclass(frozen=True, slots=True)
class Member:
    """A field, with its name on the wire."""

    name: str
    kind: Any
    may_be_left_out: bool
    says: str


def members(model: Model) -> list[Member]:
    """Return the fields, the discriminator first."""
    return sorted(_members(model), key=lambda member: not _tells_apart(model, member.name))


def _members(model: Model) -> list[Member]:
    may_leave_out = issubclass(model, FromBrowser)
    return [
        Member(
            name=field.alias or name,
            kind=field.annotation,
            may_be_left_out=may_leave_out
            and not field.is_required()
            and not _tells_apart(model, name),
            says=_in_one_line(field.description),
        )
        for name, field in model.model_fields.items()
    ]


def arguments(intent: type[Intent]) -> list[Member]:
    return [member for member in members(intent) if member.name != "name"]


def meaning(model: Model) -> str:
    return _in_one_line(inspect.cleandoc(model.__doc__ or ""))


def mark(model: Model, field: str) -> str:
    """Return the value of the discriminator, which tells this model apart from others."""
    return str(model.model_fields[field].default)


def without_limits(kind: Any) -> Any:
    return get_args(kind)[0] if get_origin(kind) is Annotated else kind


def is_model(kind: Any) -> bool:
    return isinstance(kind, type) and issubclass(kind, BaseModel)


def choices_of(kind: Any) -> tuple[Any, ...]:
    """Return the members of a union, and nothing for any other annotation."""
    return get_args(kind) if get_origin(kind) in {Union, UnionType} else ()


def all_intents() -> list[type[Intent]]:
    return _each_once(intent for surface in SURFACES for intent in surface.intents)


def all_screens() -> list[type[Screen]]:
    return _each_once(screen for surface in SURFACES for screen in surface.screens)


def parts_of(model: Model) -> Iterator[Model]:
    """Yield the models that it contains, the innermost first."""
    for member in members(model):
        for part in _models_in(member.kind):
            yield from parts_of(part)
            yield part


def _models_in(kind: Any) -> Iterator[Model]:
    kind = without_limits(kind)
    if is_model(kind):
        yield kind
    else:
        for inside in get_args(kind):
            yield from _models_in(inside)


def _each_once(found: Iterable[Any]) -> list[Any]:
    return list(dict.fromkeys(found))


def _tells_apart(model: Model, name: str) -> bool:
    field = model.model_fields.get(name)
    return name in TOLD_APART_BY and field is not None and not field.is_required()


def _in_one_line(text: str | None) -> str:
    return " ".join((text or "").split())
