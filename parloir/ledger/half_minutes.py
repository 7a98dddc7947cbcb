"""The half-minutes in which a visit is measured: the same ones for everybody, by the clock."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

from parloir.scheduling.intervals import Interval

HALF_MINUTE = timedelta(seconds=30)
WHOLE_MS = 30_000
"""The milliseconds of a half-minute: nothing that is measured in it lasts longer."""

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_MS = timedelta(milliseconds=1)


def half_minute_of(at: datetime) -> datetime:
    """Return when the half-minute began in which this moment lies."""
    return at - (at - _EPOCH) % HALF_MINUTE


def half_minutes_in(span: Interval) -> Iterator[Interval]:
    """Yield the parts of the span, in order, each within one half-minute."""
    begins = span.starts_at
    while begins < span.ends_at:
        ends = min(half_minute_of(begins) + HALF_MINUTE, span.ends_at)
        yield Interval(begins, ends)
        begins = ends


def milliseconds(duration: timedelta) -> int:
    return duration // _MS
