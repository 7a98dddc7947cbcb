"""Compare the figures of two sides over several rounds: medians, ranges, and which are worse."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass

from bench.figures import MeasurementFailed, median
from bench.reporting import aligned, number_text

# Ours may be this multiple of theirs: a longer time or amount is worse, and a lower rate.
MOST = 1.10
LEAST_OF_A_RATE = 0.90
RATE_ENDS_WITH = "/s"


@dataclass(frozen=True, kw_only=True)
class Reading:
    """One metric of one round, as `bin/bench --json` wrote it."""

    value: float
    unit: str
    n: int
    baseline: float | None


@dataclass(frozen=True, kw_only=True)
class Compared:
    """One metric on both sides. A side without it has no readings."""

    name: str
    ours: Sequence[Reading]
    theirs: Sequence[Reading]

    @property
    def unit(self) -> str:
        return " or ".join(dict.fromkeys(reading.unit for reading in (*self.ours, *self.theirs)))

    @property
    def is_comparable(self) -> bool:
        units = {reading.unit for reading in (*self.ours, *self.theirs)}
        return bool(self.ours) and bool(self.theirs) and len(units) == 1

    @property
    def ratio(self) -> float | None:
        """Our median divided by theirs; None if one is missing, or theirs is 0."""
        if not self.is_comparable:
            return None
        theirs = _median(self.theirs)
        return _median(self.ours) / theirs if theirs else None

    @property
    def is_worse(self) -> bool:
        if not self.is_comparable:
            return False
        is_rate = self.unit.endswith(RATE_ENDS_WITH)
        if self.ratio is None:
            return not is_rate and _median(self.ours) > 0
        return self.ratio < LEAST_OF_A_RATE if is_rate else self.ratio > MOST

    @property
    def has_same_amount(self) -> bool:
        """Whether all rounds of both sides took the same number of samples."""
        return len({reading.n for reading in (*self.ours, *self.theirs)}) == 1


def read_figures(text: str) -> dict[str, Reading]:
    """Read the file that `bin/bench --json` of any commit wrote."""
    try:
        return {
            name: Reading(
                value=float(figure["value"]),
                unit=str(figure["unit"]),
                n=int(figure["n"]),
                baseline=None if figure["baseline"] is None else float(figure["baseline"]),
            )
            for name, figure in json.loads(text).items()
        }
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        raise MeasurementFailed(f"its figures cannot be read ({error!r})") from error


def compared(
    ours: Sequence[Mapping[str, Reading]], theirs: Sequence[Mapping[str, Reading]]
) -> list[Compared]:
    """Return every metric of either side, in our order. Each item of a side is one run."""
    names = dict.fromkeys(name for run in (*ours, *theirs) for name in run)
    return [
        Compared(
            name=name,
            ours=[run[name] for run in ours if name in run],
            theirs=[run[name] for run in theirs if name in run],
        )
        for name in names
    ]


def comparison_table(metrics: Sequence[Compared], *, their_name: str) -> str:
    head = (
        *("metric", "unit"),
        *("ours", "least", "most", "n"),
        *(their_name, "least", "most", "n"),
        *("ratio", "worse"),
    )
    rows = [
        (
            *(one.name, one.unit),
            *_cells(one.ours),
            *_cells(one.theirs),
            *("" if one.ratio is None else f"{one.ratio:.2f}", "WORSE" if one.is_worse else ""),
        )
        for one in metrics
    ]
    lines = [aligned(head, rows, left_aligned=[0, 1, len(head) - 1]), "", _verdict(metrics)]
    unlike = [one.name for one in metrics if one.ours and one.theirs and not one.has_same_amount]
    if unlike:
        lines.append(f"Not the same number of samples on both sides: {', '.join(unlike)}.")
    return "\n".join(lines)


def comparison_json(
    metrics: Sequence[Compared], *, ours: Mapping[str, object], theirs: Mapping[str, object]
) -> str:
    """Return the comparison as JSON. `ours` and `theirs` name the trees."""
    content = {
        "ours": ours,
        "theirs": theirs,
        "metrics": {
            one.name: {
                "unit": one.unit,
                "ours": _summary(one.ours),
                "theirs": _summary(one.theirs),
                "ratio": one.ratio,
                "worse": one.is_worse,
            }
            for one in metrics
        },
    }
    return json.dumps(content, indent=2, ensure_ascii=False) + "\n"


def _cells(readings: Sequence[Reading]) -> tuple[str, ...]:
    """Return the cells of a row. `3x100` means three rounds of 100 samples each."""
    if not readings:
        return ("", "", "", "")
    values = [reading.value for reading in readings]
    least, most = min(reading.n for reading in readings), max(reading.n for reading in readings)
    return (
        *map(number_text, (_median(readings), min(values), max(values))),
        f"{len(readings)}x{least}" + (f"..{most}" if most != least else ""),
    )


def _summary(readings: Sequence[Reading]) -> dict[str, object] | None:
    if not readings:
        return None
    values = [reading.value for reading in readings]
    return {
        "median": _median(readings),
        "min": min(values),
        "max": max(values),
        "rounds": [asdict(reading) for reading in readings],
    }


def _median(readings: Sequence[Reading]) -> float:
    return median([reading.value for reading in readings])


def _verdict(metrics: Sequence[Compared]) -> str:
    limits = f"{MOST:.2f} of theirs (rates: below {LEAST_OF_A_RATE:.2f})"
    worse = [one.name for one in metrics if one.is_worse]
    if worse:
        return f"Medians above {limits}: {', '.join(worse)}."
    number = sum(one.is_comparable for one in metrics)
    if number == 0:
        return "Nothing was measured on both sides, so nothing can be compared."
    return f"No median of {number} that both sides have is above {limits}."
