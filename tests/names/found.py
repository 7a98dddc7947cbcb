"""What a reader of names finds: shared by both languages."""

from collections.abc import Iterator
from pathlib import Path, PurePosixPath
from typing import NamedTuple

ROOT = Path(__file__).resolve().parents[2]
NOT_OURS = {"node_modules", "__pycache__", "built"}


class Found(NamedTuple):
    """A name with its line. Line 0 is the file's own path.

    `name` is dotted where the source qualifies it: `Tile.warned`, `parloir.visits.queries`.
    """

    path: str
    line: int
    name: str


def files_with(suffixes: set[str], *, below: tuple[str, ...], root: Path = ROOT) -> Iterator[Path]:
    for folder in below:
        for path in sorted((root / folder).rglob("*")):
            if path.suffix in suffixes and not NOT_OURS.intersection(path.parts):
                yield path


def name_of_file(path: str) -> Found:
    """Return the dotted name of a file, without the `test_` that names of tests begin with."""
    parts = PurePosixPath(path).with_suffix("").parts
    stem = parts[-1].removeprefix("test_").removesuffix(".test")
    return Found(path, 0, ".".join((*parts[:-1], stem)))
