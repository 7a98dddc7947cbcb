"""The elements of a US or Canadian licence in the layout of the AAMVA standard, annex D.

A header lists the subfiles, then each subfile has one element a line: three letters that name it,
and its value. Cards differ from the standard in their separators, offsets and counts, so what the
header says is checked against the text before it is used.
"""

import re
from collections.abc import Iterator
from typing import Final

# Version 0 and 1 have no version of the jurisdiction, so four digits follow the issuer, not six.
_HEADER: Final = re.compile(
    r"(?:ANSI|AAMVA) ?(?P<issuer>\d{6})(?:\d{4}|\d{6})(?P<subfiles>(?:[A-Z][A-Z0-9]\d{8})+)"
)
_HEADER_WORD: Final = re.compile(r"ANSI |AAMVA\d{6}")
_SUBFILE: Final = re.compile(r"(?P<kind>[A-Z][A-Z0-9])(?P<offset>\d{4})\d{4}")
# Licence, identity card, enhanced licence. An element of theirs follows directly.
_START: Final = re.compile(r"(?:DL|ID|EN)(?=[DP][A-D][A-Z])")
_SEPARATORS: Final = re.compile(r"[\n\r\x1c-\x1e]+")
_NOTHING: Final = frozenset({"", "NONE", "UNAVL", "UNAVAIL"})


def elements_of(text: str) -> dict[str, str] | None:
    """Return the value of each element that has one; None if the text is not in this layout.

    If an element occurs several times, its first value counts.
    """
    if _HEADER_WORD.search(text) is None:
        return None
    elements: dict[str, str] = {}
    for line in _lines_of(text):
        name, value = line[:3], "".join(filter(str.isprintable, line[3:])).strip()
        if value.rstrip(" ,").upper() not in _NOTHING:
            elements.setdefault(name, value)
    return elements


def _lines_of(text: str) -> Iterator[str]:
    """Yield the lines, each from the name of its element on."""
    starts = _starts_of_subfiles(text)
    ends = [*starts[1:], len(text)]
    for start, end in zip(starts, ends, strict=True):
        for line in _SEPARATORS.split(text[start:end]):
            yield _START.sub("", line, count=1) if _START.match(line) else line


def _starts_of_subfiles(text: str) -> list[int]:
    """Return where the subfiles begin that the header names, or else where the header ends."""
    header = _HEADER.search(text)
    if header is None:
        return [_first_start_in_line(text)]
    first = max(text.rfind("@", 0, header.start()), 0)
    offsets = [int(one["offset"]) for one in _SUBFILE.finditer(header["subfiles"])]
    found = {first + offset for offset in offsets if _START.match(text, first + offset)}
    # An offset may be wrong by any number, and the first subfile follows the header.
    return sorted({header.end(), *found} - {place for place in found if place < header.end()})


def _first_start_in_line(text: str) -> int:
    """Return where the first subfile begins in the line of a header that says nothing useful."""
    word = _HEADER_WORD.search(text)
    begin = word.end() if word is not None else 0
    line_end = _SEPARATORS.search(text, begin)
    start = _START.search(text, begin, line_end.start() if line_end else len(text))
    return start.start() if start else (line_end.end() if line_end else len(text))
