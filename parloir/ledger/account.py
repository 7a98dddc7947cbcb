"""The account of a visit: what was measured and noted, and by whom. Pure data."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime

from django.db import models
from django.utils.translation import gettext_lazy as _

from parloir.ledger.half_minutes import half_minute_of
from parloir.scheduling.intervals import Interval
from parloir.sides import Side


class Source(models.TextChoices):
    """Whose word something is."""

    MEDIA_SERVER = "media_server", _("the media server")
    PROCESS = "process", _("our own program")
    BROWSER = "browser", _("the browser")


class Cause(models.TextChoices):
    """Why a party was interrupted."""

    PAGE_LEFT = "page_left", _("the page was closed or lost its connection")
    LINK_LOST = "link_lost", _("the connection for sound and picture was lost")
    REMOVED = "removed", _("the party was removed, because its sign-in had ended")
    MEDIA_LOST = "media_lost", _("the media server was lost")
    PROCESS_LOST = "process_lost", _("our own program was restarted")


class Fault(models.TextChoices):
    """Who failed a visit. In the order in which equal losses are decided: for the people first."""

    SYSTEM = "system", _("the system")
    FACILITY = "facility", _("the facility")
    INMATE = "inmate", _("the inmate's side")
    VISITOR = "visitor", _("the visitor's side")


OURS = frozenset({Cause.MEDIA_LOST, Cause.PROCESS_LOST})
"""The causes that are the system's, whatever else happened meanwhile."""

OF_A_DEVICE = frozenset({Cause.PAGE_LEFT, Cause.LINK_LOST})
"""The causes that are the facility's where they befall one of its devices."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Measured:
    """What one source measured of one party in one half-minute, in milliseconds.

    Of the media server: how long packets arrived from the party, what stands in the place of a
    camera or a microphone left out, and how long the connection was up on which it receives. Of a
    browser: how long packets were sent, and how long they arrived.
    """

    sent_sound_ms: int = 0
    sent_picture_ms: int = 0
    received_sound_ms: int = 0
    received_picture_ms: int = 0

    @property
    def sent_ms(self) -> int:
        return max(self.sent_sound_ms, self.sent_picture_ms)

    @property
    def received_ms(self) -> int:
        return max(self.received_sound_ms, self.received_picture_ms)


@dataclass(frozen=True, slots=True, kw_only=True)
class Interrupted:
    """An interruption of a party. It lasted to the visit's end where `to_at` is None."""

    cause: Cause
    source: Source
    from_at: datetime
    to_at: datetime | None = None

    def overlaps(self, part: Interval) -> bool:
        return self.from_at < part.ends_at and (self.to_at is None or self.to_at > part.starts_at)


@dataclass(frozen=True, slots=True, kw_only=True)
class Party:
    """One party. What was measured is kept by the beginning of the half-minute."""

    is_at_our_device: bool
    by_server: Mapping[datetime, Measured] = field(default_factory=dict)
    by_browser: Mapping[datetime, Measured] = field(default_factory=dict)
    interruptions: tuple[Interrupted, ...] = ()
    muted: tuple[Interval, ...] = ()

    def causes_in(self, part: Interval) -> frozenset[Cause]:
        return frozenset(one.cause for one in self.interruptions if one.overlaps(part))

    def is_muted_in(self, part: Interval) -> bool:
        return any(span.overlaps(part) for span in self.muted)

    def server_in(self, part: Interval) -> Measured | None:
        return self.by_server.get(half_minute_of(part.starts_at))

    def browser_in(self, part: Interval) -> Measured | None:
        return self.by_browser.get(half_minute_of(part.starts_at))


@dataclass(frozen=True, slots=True, kw_only=True)
class Account:
    """A visit that has ended.

    `there` are the spans in which both were in the visit and it was not paused. `cut_short` is the
    time that it would have lasted, had the facility not closed.
    """

    there: tuple[Interval, ...]
    parties: Mapping[Side, Party]
    cut_short: Interval | None = None
    ended_by: str = ""
