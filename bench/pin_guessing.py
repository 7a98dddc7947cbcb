"""The odds of guessing a visitor's PIN at one monitor within a day, against attackers who know all
limits. The clock is moved, so a day takes milliseconds.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from parloir.audit.actors import Actor
from parloir.bookings.pins import PIN_DIGITS
from parloir.facilities.models import Monitor
from parloir.people.models import BirthDay
from parloir.pin_tries.operations import SlowedDown, tries_at
from parloir.pin_tries.rule import (
    DAY,
    LATEST,
    SLOWED_WITHIN,
    TRIES_UNTIL_ASKED,
    WAITS,
    Try,
    asks_for_birth,
    next_try,
    waits_until,
)
from parloir.visits.admission import AdmissionRefused, enter_pin

PINS = 10**PIN_DIGITS
LIKELIEST_BIRTH_DAY = 1 / 300
"""No day of the year has more than one birth in 300. Equal days would be one in 365."""
IN_THEIR_WINDOW = 40
OPEN = 2_000
START = datetime(2026, 5, 11, 5, tzinfo=UTC)
ATTACKER = Actor("device", "attacker0001")


@dataclass(frozen=True, slots=True)
class Answer:
    """What an attacker learns from a wrong PIN.

    `looked_at` is false while the device waits. `asked` says whether a birth date was needed as
    well. No PIN is looked at before `free_at`.
    """

    looked_at: bool
    asked: bool
    free_at: datetime


Door = Callable[[datetime], Answer]
"""Tries a wrong PIN at this moment."""
Pace = Callable[[Answer | None, datetime], datetime]
"""Returns when the attacker tries next, after the last answer and its moment."""


@dataclass(frozen=True, slots=True)
class Guesses:
    """PINs that were looked at within a day: without a birth date, and together with one."""

    without_date: int
    with_date: int

    def odds(self, bookings: int) -> float:
        """Return the odds that one guess is a PIN of so many bookings: their upper bound."""
        looked_at = self.without_date + self.with_date * LIKELIEST_BIRTH_DAY
        return looked_at * bookings / PINS


def rule_alone() -> Door:
    """Return a door that asks only the rule, for what a device would answer."""
    tries: list[Try] = []

    def try_wrong_pin(now: datetime) -> Answer:
        until = waits_until(tries, now=now)
        asked = asks_for_birth(tries, now=now)
        if until is not None:
            return Answer(looked_at=False, asked=asked, free_at=until)
        tries[:] = [one for one in tries if one.at > now - DAY][-LATEST:]
        tries.append(next_try(tries, [], now=now))
        return Answer(looked_at=True, asked=asked, free_at=tries[-1].free_at)

    return try_wrong_pin


def real_monitor(monitor: Monitor) -> Door:
    """Return a door that types wrong PINs at this monitor, in the database that is connected."""

    def try_wrong_pin(now: datetime) -> Answer:
        asked = asks_for_birth(tries_at(monitor, now=now), now=now)
        born = BirthDay(1, 1) if asked else None
        try:
            enter_pin(
                monitor=monitor,
                pin="0" * (PIN_DIGITS + 1),
                born=born,
                language="en",
                by=ATTACKER,
                now=now,
            )
        except SlowedDown as error:
            return Answer(looked_at=False, asked=asked, free_at=error.until)
        except AdmissionRefused:
            free_at = waits_until(tries_at(monitor, now=now), now=now) or now
            return Answer(looked_at=True, asked=asked, free_at=free_at)
        raise AssertionError("a PIN of nine digits admitted somebody")

    return try_wrong_pin


def as_fast_as_allowed(last: Answer | None, now: datetime) -> datetime:
    return now if last is None else max(last.free_at, now + timedelta(milliseconds=50))


def every(gap: timedelta) -> Pace:
    """Return the pace of somebody who tries once in `gap`, to let limits run out meanwhile."""

    def pace(last: Answer | None, now: datetime) -> datetime:
        return now if last is None else max(last.free_at, now + gap)

    return pace


def one_below_every_limit() -> Pace:
    """Return the pace of somebody who never makes the monitor wait or ask."""
    made: list[datetime] = []
    free_tries = sum(wait == timedelta(0) for wait in WAITS)

    def pace(last: Answer | None, now: datetime) -> datetime:
        at = now
        for within, most in ((SLOWED_WITHIN, free_tries), (DAY, TRIES_UNTIL_ASKED - 1)):
            if len(made) >= most:
                at = max(at, made[-most] + within)
        made.append(at)
        return at

    return pace


def paces() -> Iterator[Pace]:
    """Yield every attacker."""
    yield as_fast_as_allowed
    yield one_below_every_limit()
    for seconds in (5, 10, 20, 30, 31, 60, 120, 199, 200, 201, 600, 8_640, 9_600):
        yield every(timedelta(seconds=seconds))


def guesses_in_a_day(door: Door, pace: Pace) -> Guesses:
    """Let an attacker try for 24 hours, and count the PINs that were looked at."""
    without_date = with_date = 0
    now, last = START, None
    while (now := pace(last, now)) < START + DAY:
        last = door(now)
        if last.looked_at and last.asked:
            with_date += 1
        elif last.looked_at:
            without_date += 1
    return Guesses(without_date, with_date)


def pin_guess_odds_in_a_day(bookings: int, *, new_door: Callable[[], Door] = rule_alone) -> float:
    """Return the odds of the attacker who does best against so many bookings."""
    return max(guesses_in_a_day(new_door(), pace).odds(bookings) for pace in paces())
