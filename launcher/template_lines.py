"""Keep templates readable: none of their lines is longer than 120 columns.

djlint's own rules skip comments, sentences to translate, and everything that is not HTML.
"""

from collections.abc import Iterator
from pathlib import Path

from launcher.console import SetUpError

LONGEST = 120


def refuse_long_lines(templates: Path) -> None:
    """Raise `SetUpError` with the place of each line that is too long, if there is one."""
    places = list(long_lines(templates))
    if places:
        raise SetUpError(
            f"These lines of templates are longer than {LONGEST} columns. Put one element on a "
            "line, or one attribute:\n" + "\n".join(places)
        )


def long_lines(templates: Path) -> Iterator[str]:
    """Return the place of each line that is too long, as `path:number: columns`."""
    for template in sorted(path for path in templates.rglob("*") if path.is_file()):
        lines = template.read_text(encoding="utf-8").split("\n")
        for number, line in enumerate(lines, start=1):
            if len(line) > LONGEST:
                yield f"{template}:{number}: {len(line)}"
