"""Templates can be read: no line of them is longer than 120 columns.

djlint's own rules pass over comments, sentences to translate and whatever is not HTML.
"""

from collections.abc import Iterator
from pathlib import Path

from launcher.console import SetUpError

LONGEST = 120


def refuse_long_lines(templates: Path) -> None:
    """Raises SetUpError with the place of each line that is too long."""
    places = list(long_lines(templates))
    if places:
        raise SetUpError(
            f"These lines of templates are longer than {LONGEST} columns. Put one element on a "
            "line, or one attribute:\n" + "\n".join(places)
        )


def long_lines(templates: Path) -> Iterator[str]:
    """The place of each line that is too long, as `path:number: columns`."""
    for template in sorted(path for path in templates.rglob("*") if path.is_file()):
        lines = template.read_text(encoding="utf-8").split("\n")
        for number, line in enumerate(lines, start=1):
            if len(line) > LONGEST:
                yield f"{template}:{number}: {len(line)}"
