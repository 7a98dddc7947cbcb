"""The base of all screens, and parts that several have."""

from typing import ClassVar, TypeVar

from parloir.protocol.base import Instant, ToBrowser
from parloir.protocol.intents import Intent, LanguageCode
from parloir.protocol.media import DeviceState


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


class RepeatedHour(ToBrowser):
    """One of the two showings of the hour that the clock shows twice."""

    starts_at: Instant
    ends_at: Instant
    zone: str
    """What tells its times from those of the other showing: CDT."""


class FacilityClock(ToBrowser):
    """What the browser needs to show the facility's time and let it go on by itself. The words
    around the time are `time_format`, `before_noon`, `after_noon` and `clock_words` of the UI
    strings."""

    zone: str
    """The time zone as people say it: Central."""
    offset_minutes: int
    """How far the facility's clock is ahead of UTC; negative in America."""
    changes_at: Instant | None
    """When the clock jumps next, if it does within a week."""
    offset_minutes_then: int
    """How far it is ahead of UTC from `changes_at`."""
    repeated_hours: list[RepeatedHour]
    """Within a week. During them, their `zone` stands in the place of the clock's."""


class SideDevices(ToBrowser):
    """The devices that a side sends with: `off` if it was switched off or the system has taken it,
    `none` if there is none, and `thin` if its line does not carry it beside the other."""

    camera: DeviceState
    microphone: DeviceState
    signs: bool
    """Whether the person signs, so that the picture comes before the sound."""


class TextLineChoice(ToBrowser):
    """Whether this side wants to write in the visit, and what that means."""

    wanted: bool
    text: str


class Refusal(ToBrowser):
    """Why somebody was not admitted."""

    title: str
    text: str


class Rule(ToBrowser):
    """One of the facility's rules for visits."""

    code: str
    text: str
