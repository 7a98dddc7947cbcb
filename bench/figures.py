"""What a measurement gives: a number with its unit, how often it was taken, and a baseline."""

import math
from collections.abc import Sequence
from dataclasses import dataclass


class MeasurementFailed(Exception):
    """Something could not be measured; the message says what and why."""


@dataclass(frozen=True, kw_only=True)
class Figure:
    """`baseline` was measured in the same run, on the same work, beside ours."""

    value: float
    n: int
    baseline: float | None = None

    @property
    def ratio(self) -> float | None:
        return self.value / self.baseline if self.baseline else None


def percentile(samples: Sequence[float], percent: float) -> float:
    """The smallest sample that at least `percent` of all are not above (nearest rank).

    Never a value between two samples: what is reported has happened.
    """
    if not samples:
        raise MeasurementFailed("there are no samples to take a percentile of")
    rank = max(1, math.ceil(percent / 100 * len(samples)))
    return sorted(samples)[rank - 1]


def median(samples: Sequence[float]) -> float:
    return percentile(samples, 50)


def figure_at(
    percent: float, samples: Sequence[float], *, baseline: Sequence[float] | None = None
) -> Figure:
    """Return one percentile of our samples, and of the baseline's."""
    return Figure(
        value=percentile(samples, percent),
        n=len(samples),
        baseline=None if baseline is None else percentile(baseline, percent),
    )
