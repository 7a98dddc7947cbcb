"""How good a visit's connection was, for staff: each number with whose word it is."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from statistics import median_low

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from parloir.facilities.wording import say_time
from parloir.ledger.account import Source
from parloir.ledger.models import Bucket
from parloir.sides import Side
from parloir.visits.models import Visit


@dataclass(frozen=True, slots=True)
class QualityLine:
    """One measure, by the half-minutes in which it was measured, as text."""

    name: str
    source: str
    median: str
    worst: str


@dataclass(frozen=True, slots=True)
class QualityOfSide:
    heading: str
    lines: list[QualityLine]


@dataclass(frozen=True, slots=True)
class _Measure:
    column: str
    name: Promise
    unit: Promise | str = ""
    by_browser_alone: bool = True
    is_worst_when_low: bool = False

    @property
    def sources(self) -> tuple[Source, ...]:
        browser = (Source.BROWSER,)
        return browser if self.by_browser_alone else (Source.MEDIA_SERVER, *browser)


_MS = gettext_lazy("%(n)s ms")
_MEASURES = (
    _Measure(
        "sent_lost",
        gettext_lazy("Packets from this side that were lost"),
        by_browser_alone=False,
    ),
    _Measure(
        "received_lost",
        gettext_lazy("Packets to this side that were lost"),
        by_browser_alone=False,
    ),
    _Measure("round_trip_ms", gettext_lazy("Round trip"), _MS),
    _Measure("jitter_ms", gettext_lazy("Jitter"), _MS),
    _Measure("freezes", gettext_lazy("Freezes of the received picture")),
    _Measure("frozen_ms", gettext_lazy("Received picture frozen"), _MS),
    _Measure(
        "height",
        gettext_lazy("Height of the received picture"),
        gettext_lazy("%(n)s pixels"),
        is_worst_when_low=True,
    ),
)


def quality_of(visit: Visit) -> list[QualityOfSide]:
    """Return what was measured of each side; nothing of a side of which nothing is kept."""
    rows = list(Bucket.objects.filter(visit=visit).order_by("starts_at"))
    names = {Side.VISITOR: _("The visitor's connection"), Side.INMATE: _("The inmate's connection")}
    sides = [
        QualityOfSide(names[side], list(_lines([one for one in rows if one.side == side], visit)))
        for side in Side
    ]
    return [side for side in sides if side.lines]


def _lines(rows: Sequence[Bucket], visit: Visit) -> Iterator[QualityLine]:
    for measure in _MEASURES:
        for source in measure.sources:
            of_source = [one for one in rows if one.source == source]
            told = [one for one in of_source if getattr(one, measure.column) is not None]
            if told:
                yield _line(measure, source, told, visit)


def _line(measure: _Measure, source: Source, told: list[Bucket], visit: Visit) -> QualityLine:
    def value_of(one: Bucket) -> int:
        return int(getattr(one, measure.column))

    values = [value_of(one) for one in told]
    worst = (min if measure.is_worst_when_low else max)(told, key=value_of)
    return QualityLine(
        name=str(measure.name),
        source=str(source.label),
        median=_say(median_low(values), measure),
        worst=_say_worst(worst, value_of(worst), measure, visit)
        if len(set(values)) > 1
        else _say(values[0], measure),
    )


def _say_worst(worst: Bucket, value: int, measure: _Measure, visit: Visit) -> str:
    """Return the value with the time of its half-minute, the first if several are as bad."""
    at = say_time(worst.starts_at, visit.facility)
    return _("%(value)s at %(time)s") % {"value": _say(value, measure), "time": at}


def _say(value: int, measure: _Measure) -> str:
    return str(measure.unit) % {"n": value} if measure.unit else str(value)
