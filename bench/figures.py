"""The results of measurements: a value, the number of samples, and a baseline."""

import math
from collections.abc import Sequence
from dataclasses import dataclass


class MeasurementFailed(Exception):
    """A measurement failed; the message says which and why."""


@dataclass(frozen=True, kw_only=True)
class Figure:
    """A result. `baseline` was measured in the same run, on the same work."""

    value: float
    n: int
    baseline: float | None = None

    @property
    def ratio(self) -> float | None:
        return self.value / self.baseline if self.baseline else None


def percentile(samples: Sequence[float], percent: float) -> float:
    """Return the smallest sample that at least `percent` of all do not exceed (nearest rank).

    It is never a value between two samples: the reported value has happened.
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
    """Return a percentile of our samples, with that of the baseline's samples."""
    return Figure(
        value=percentile(samples, percent),
        n=len(samples),
        baseline=None if baseline is None else percentile(baseline, percent),
    )
