"""The table for people, and the file for programs."""

import json
from collections.abc import Collection, Mapping, Sequence

from bench.figures import Figure
from bench.metrics import metric_of

HEAD = ("metric", "value", "unit", "goal", "met", "baseline", "ratio", "n")
LEFT_ALIGNED = {"metric", "unit", "goal", "met"}


def as_table(figures: Mapping[str, Figure]) -> str:
    rows = [_row(name, figure) for name, figure in figures.items()]
    return aligned(HEAD, rows, left_aligned=[HEAD.index(head) for head in LEFT_ALIGNED])


def aligned(
    head: Sequence[str], rows: Sequence[Sequence[str]], *, left_aligned: Collection[int]
) -> str:
    """Return a table in plain text. `left_aligned` has the indexes of columns with text."""
    lines = [head, *rows]
    widths = [max(len(line[place]) for line in lines) for place in range(len(head))]
    lines.insert(1, ["-" * width for width in widths])
    return "\n".join(
        "  ".join(
            cell.ljust(width) if place in left_aligned else cell.rjust(width)
            for place, (cell, width) in enumerate(zip(line, widths, strict=True))
        ).rstrip()
        for line in lines
    )


def as_json(figures: Mapping[str, Figure]) -> str:
    content = {
        name: {
            "value": figure.value,
            "unit": metric_of(name).unit,
            "baseline": figure.baseline,
            "ratio": figure.ratio,
            "n": figure.n,
        }
        for name, figure in figures.items()
    }
    return json.dumps(content, indent=2, ensure_ascii=False) + "\n"


def _row(name: str, figure: Figure) -> tuple[str, ...]:
    metric = metric_of(name)
    met = metric.is_met(figure)
    return (
        name,
        number_text(figure.value),
        metric.unit,
        metric.goal_text,
        "" if met is None else "yes" if met else "NO",
        "" if figure.baseline is None else number_text(figure.baseline),
        "" if figure.ratio is None else f"{figure.ratio:.2f}",
        str(figure.n),
    )


def number_text(value: float) -> str:
    """Return three significant digits: a busy machine is not more exact."""
    if value == int(value):
        return f"{value:.0f}"
    return f"{value:.0f}" if abs(value) >= 100 else f"{value:.3g}"
