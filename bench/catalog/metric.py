"""One metric, and whether its goal is met."""

from dataclasses import dataclass

from bench.figures import Figure


@dataclass(frozen=True, kw_only=True)
class Metric:
    """`goal` is the most that the value may be, `goal_ratio` the most of its ratio.

    `least` and `least_ratio` are the least that they may be, where more is better.
    """

    name: str
    suite: str
    unit: str
    measured: str
    goal: float | None = None
    goal_ratio: float | None = None
    least: float | None = None
    least_ratio: float | None = None
    baseline: str = ""

    def is_met(self, figure: Figure) -> bool | None:
        """Whether the goal is met; None without a goal."""
        if self.goal is not None:
            return figure.value <= self.goal
        if self.least is not None:
            return figure.value >= self.least
        if self.goal_ratio is not None and figure.ratio is not None:
            return figure.ratio <= self.goal_ratio
        if self.least_ratio is not None and figure.ratio is not None:
            return figure.ratio >= self.least_ratio
        return None

    @property
    def goal_text(self) -> str:
        if self.goal is not None:
            return f"≤ {self.goal:g} {self.unit}"
        if self.least is not None:
            return f"≥ {self.least:g} {self.unit}"
        if self.least_ratio is not None:
            return f"≥ {self.least_ratio:g} times the baseline"
        return f"≤ {self.goal_ratio:g} times the baseline" if self.goal_ratio is not None else ""
