"""What wrong PINs lead to: how long a device waits, and when a monitor asks for a birth date.

A try counts if it admits nobody. What comes between two tries changes nothing: a PIN that admits
somebody takes no earlier try back. `docs/adr/0047` has the odds that follow from these numbers.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

DAY = timedelta(hours=24)
SLOWED_WITHIN = timedelta(minutes=10)
WAITS = tuple(timedelta(seconds=seconds) for seconds in (0, 0, 0, 5, 10, 20, 30))
"""The waits after the first, second, … try within `SLOWED_WITHIN`, and after each later one."""
LONGEST_WAIT = WAITS[-1]
TRIES_UNTIL_ASKED = 10
"""After so many tries within a day, a monitor asks for a birth date."""

LATEST = max(TRIES_UNTIL_ASKED, len(WAITS))
"""So many of the latest tries of the last day say everything; earlier ones change nothing."""


@dataclass(frozen=True, slots=True)
class Try:
    """A try that counts.

    No PIN is looked at before `free_at`. `asks` says whether the device asks for a birth date from
    this try on.
    """

    at: datetime
    free_at: datetime
    asks: bool


def next_try(at_device: Sequence[Try], of_number: Iterable[datetime], *, now: datetime) -> Try:
    """Return the try that is made now.

    `at_device` are the tries at this device so far, at least the `LATEST` of the last day, the
    latest last. `of_number` are the times of
    those with the same inmate number, at any device. They lengthen the wait that follows this
    try, at this device. They never make another device wait.
    """
    recent = now - SLOWED_WITHIN
    here = sum(one.at > recent for one in at_device)
    with_number = sum(at > recent for at in of_number)
    within_a_day = sum(one.at > now - DAY for one in at_device)
    return Try(
        at=now,
        free_at=now + wait_after(max(here, with_number) + 1),
        asks=asks_for_birth(at_device, now=now) or within_a_day + 1 >= TRIES_UNTIL_ASKED,
    )


def wait_after(tries: int) -> timedelta:
    """Return the wait after so many tries (1 or more) within `SLOWED_WITHIN`."""
    return WAITS[min(tries, len(WAITS)) - 1]


def waits_until(at_device: Sequence[Try], *, now: datetime) -> datetime | None:
    """Return when the device looks at a PIN again, or None if it does so now."""
    until = max((one.free_at for one in at_device), default=now)
    return until if until > now else None


def asks_for_birth(at_device: Sequence[Try], *, now: datetime) -> bool:
    """Return whether the device asks for a birth date, in addition to the PIN.

    Once it asks, it does so until a day has passed without a try that counts.
    """
    return bool(at_device) and at_device[-1].asks and now < at_device[-1].at + DAY
