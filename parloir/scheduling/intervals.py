"""Intervals of absolute time."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

_UTC_ZONES = (UTC, ZoneInfo("UTC"))


def require_utc(instant: datetime) -> datetime:
    """Return `instant` unchanged, or raise ValueError if it isn't an aware datetime in UTC.

    A zone whose offset happens to be +00:00 (London in winter) is refused too: Python's arithmetic
    in it uses the wall clock, and is an hour wrong across a DST night.
    """
    if instant.tzinfo is not UTC and instant.tzinfo not in _UTC_ZONES:
        raise ValueError(f"expected an aware datetime in UTC, got {instant!r}")
    return instant


@dataclass(frozen=True, slots=True, order=True)
class Interval:
    """The instants from `starts_at` on and before `ends_at`: half-open, in UTC, never empty.

    Two intervals that only touch do not overlap. Raises ValueError for a datetime that is not in
    UTC and for an end that is not after the start.
    """

    starts_at: datetime
    ends_at: datetime

    def __post_init__(self) -> None:
        require_utc(self.starts_at)
        require_utc(self.ends_at)
        if self.ends_at <= self.starts_at:
            raise ValueError(f"an interval ends after it starts: {self.starts_at}, {self.ends_at}")

    @property
    def duration(self) -> timedelta:
        return self.ends_at - self.starts_at

    def contains(self, instant: datetime) -> bool:
        return self.starts_at <= require_utc(instant) < self.ends_at

    def encloses(self, other: "Interval") -> bool:
        """Whether the whole of `other` lies in this one; equal ends are inside."""
        return self.starts_at <= other.starts_at and other.ends_at <= self.ends_at

    def overlaps(self, other: "Interval") -> bool:
        return self.starts_at < other.ends_at and other.starts_at < self.ends_at

    def intersection(self, other: "Interval") -> "Interval | None":
        """Return the common part of both intervals, or None if they do not overlap."""
        if not self.overlaps(other):
            return None
        return Interval(
            max(self.starts_at, other.starts_at),
            min(self.ends_at, other.ends_at),
        )


def union(intervals: Iterable[Interval]) -> list[Interval]:
    """Return what they cover together, in order. Intervals that overlap or touch become one."""
    joined: list[Interval] = []
    for one in sorted(intervals):
        if joined and one.starts_at <= joined[-1].ends_at:
            last = joined.pop()
            joined.append(Interval(last.starts_at, max(last.ends_at, one.ends_at)))
        else:
            joined.append(one)
    return joined
