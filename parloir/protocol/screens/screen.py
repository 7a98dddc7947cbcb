"""The base of all screens, and parts that several have."""

from typing import ClassVar, TypeVar

from parloir.protocol.base import ToBrowser
from parloir.protocol.intents import Intent, LanguageCode


class Screen(ToBrowser):
    """A screen by its `name`. `allows` are the intents that are possible while it is shown."""

    allows: ClassVar[frozenset[type[Intent]]] = frozenset()

    name: str

    def allows_one_called(self, name: str) -> bool:
        return any(one.called() == name for one in self.allows)


ScreenT = TypeVar("ScreenT", bound=Screen)


class Language(ToBrowser):
    """A language that can be chosen, by its own name."""

    code: LanguageCode
    name: str
    current: bool


class Refusal(ToBrowser):
    """Why somebody was not admitted."""

    title: str
    text: str


class Rule(ToBrowser):
    """One of the facility's rules for visits."""

    code: str
    text: str
