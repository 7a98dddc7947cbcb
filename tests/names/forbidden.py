"""Read `forbidden.txt`, and judge names by it."""

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from fnmatch import fnmatchcase
from pathlib import Path
from typing import Literal

from tests.names.found import Found

LIST = Path(__file__).with_name("forbidden.txt")
ENTRY = re.compile(r"(?P<name>[\w.*$]+)(?: (?P<scope>except|only)(?P<globs>(?: \S+)+))?")
Scope = Literal["everywhere", "except", "only"]


class BadEntry(Exception):
    """A line of the list is no entry. Write it as the head of `forbidden.txt` says."""


@dataclass(frozen=True)
class Forbidden:
    """A retired identifier. `globs` are where alone it may still be, or where alone it may not."""

    name: str
    scope: Scope
    globs: tuple[str, ...]

    def is_in(self, found: Found) -> bool:
        return bool(self._pattern.search(found.name))

    def forbids(self, found: Found) -> bool:
        if not self.is_in(found):
            return False
        is_listed = any(fnmatchcase(found.path, glob) for glob in self.globs)
        return is_listed if self.scope == "only" else not is_listed

    @property
    def _pattern(self) -> re.Pattern[str]:
        words = re.escape(self.name).replace(r"\*", r"\w*")
        return re.compile(rf"(?<![^.]){words}(?![^.])")


def entries_in(text: str) -> Iterator[Forbidden]:
    """Yield the list's entries.

    Raises `BadEntry` for a line that is neither a comment nor an entry, and for a name that is
    forbidden everywhere and stands on another line as well.
    """
    everywhere: set[str] = set()
    names: set[str] = set()
    for line in text.splitlines():
        if not line.strip() or line.startswith("#"):
            continue
        entry = _entry_of(line.strip())
        if entry.name in everywhere or (entry.scope == "everywhere" and entry.name in names):
            raise BadEntry(line)
        names.add(entry.name)
        if entry.scope == "everywhere":
            everywhere.add(entry.name)
        yield entry


def _entry_of(line: str) -> Forbidden:
    found = ENTRY.fullmatch(line)
    if found is None:
        raise BadEntry(line)
    scope: Scope = "everywhere"
    if found["scope"]:
        scope = "except" if found["scope"] == "except" else "only"
    return Forbidden(found["name"], scope, tuple((found["globs"] or "").split()))


class Entries:
    """The list, with its names by their first word: a tree has ten thousands of names."""

    def __init__(self, entries: Iterable[Forbidden]) -> None:
        self._by_word: dict[str, list[Forbidden]] = defaultdict(list)
        self._with_star: list[Forbidden] = []
        for entry in entries:
            first = entry.name.partition(".")[0]
            (self._with_star if "*" in first else self._by_word[first]).append(entry)

    def possibly_of(self, found: Found) -> Iterator[Forbidden]:
        for word in found.name.split("."):
            yield from self._by_word.get(word, ())
        yield from self._with_star


def offences(names: Iterable[Found], entries: Iterable[Forbidden]) -> list[str]:
    """Return `path:line: name` of each name that an entry forbids, in the order of the files."""
    listed = Entries(entries)
    found_and_retired = {
        (found.path, found.line, entry.name)
        for found in names
        for entry in listed.possibly_of(found)
        if entry.forbids(found)
    }
    return [f"{path}:{line}: {name}" for path, line, name in sorted(found_and_retired)]


def stale_places(
    names: Iterable[Found], entries: Iterable[Forbidden], *, paths: Iterable[str]
) -> list[str]:
    """Return the globs that could go: allowed places without the name, and globs without a file."""
    names, paths = list(names), list(paths)
    stale = []
    for entry in entries:
        places = paths
        if entry.scope == "except":
            places = [found.path for found in names if entry.is_in(found)]
        stale += [
            f"{entry.name}: {glob}"
            for glob in entry.globs
            if not any(fnmatchcase(path, glob) for path in places)
        ]
    return stale
