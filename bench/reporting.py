"""The table that a person reads, and the file that a program reads."""

import json
from collections.abc import Mapping

from bench.figures import Figure
from bench.metrics import metric_of

HEAD = ("metric", "value", "unit", "goal", "met", "baseline", "ratio", "n")
LEFT_ALIGNED = {"metric", "unit", "goal", "met"}


def as_table(figures: Mapping[str, Figure]) -> str:
    rows = [HEAD, *(_row(name, figure) for name, figure in figures.items())]
    widths = [max(len(row[place]) for row in rows) for place in range(len(HEAD))]
    lines = [
        "  ".join(
            cell.ljust(width) if head in LEFT_ALIGNED else cell.rjust(width)
            for head, cell, width in zip(HEAD, row, widths, strict=True)
        ).rstrip()
        for row in rows
    ]
    return "\n".join([lines[0], "  ".join("-" * width for width in widths), *lines[1:]])


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
        _number(figure.value),
        metric.unit,
        metric.goal_text,
        "" if met is None else "yes" if met else "NO",
        "" if figure.baseline is None else _number(figure.baseline),
        "" if figure.ratio is None else f"{figure.ratio:.2f}",
        str(figure.n),
    )


def _number(value: float) -> str:
    """Three places that count: more would claim what a busy machine cannot give."""
    if value == int(value):
        return f"{value:.0f}"
    return f"{value:.0f}" if abs(value) >= 100 else f"{value:.3g}"
