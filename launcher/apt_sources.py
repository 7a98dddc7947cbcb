"""The mirrors from which this machine gets Debian, read from its own apt configuration.

Both formats are understood: one line for each entry (`sources.list`, `*.list`) and deb822
(`*.sources`). No mirror is named here: the machine's own are used.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

APT_FOLDER = Path("/etc/apt")


@dataclass(frozen=True, kw_only=True)
class AptEntry:
    types: tuple[str, ...]
    uris: tuple[str, ...]
    suites: tuple[str, ...]
    components: tuple[str, ...]


def debian_mirrors(*, codename: str, folder: Path = APT_FOLDER) -> list[str]:
    """Return the addresses of Debian's main archive, in order, each once.

    An entry counts if it offers the suite with the release's own name: the security and update
    suites have no later release next to them.
    """
    found: list[str] = []
    for entry in entries_of(folder):
        offers_release = "main" in entry.components and (
            codename in entry.suites or "stable" in entry.suites
        )
        if offers_release and "deb" in entry.types:
            found += [uri for uri in entry.uris if uri not in found]
    return found


def entries_of(folder: Path) -> Iterator[AptEntry]:
    parts = folder / "sources.list.d"
    one_line = [folder / "sources.list", *sorted(parts.glob("*.list"))]
    for path in one_line:
        if path.is_file():
            yield from read_one_line_format(path.read_text(errors="replace"))
    for path in sorted(parts.glob("*.sources")):
        yield from read_deb822(path.read_text(errors="replace"))


def read_one_line_format(text: str) -> Iterator[AptEntry]:
    for raw in text.splitlines():
        words = raw.partition("#")[0].split()
        if not words or words[0] not in ("deb", "deb-src"):
            continue
        kind, rest = words[0], _without_options(words[1:])
        if len(rest) >= 2:
            yield AptEntry(
                types=(kind,), uris=(rest[0],), suites=(rest[1],), components=tuple(rest[2:])
            )


def read_deb822(text: str) -> Iterator[AptEntry]:
    for stanza in stanzas(text):
        if stanza.get("enabled", "yes").lower() in ("no", "false", "without", "off", "disable"):
            continue
        entry = AptEntry(
            types=tuple(stanza.get("types", "").split()),
            uris=tuple(stanza.get("uris", "").split()),
            suites=tuple(stanza.get("suites", "").split()),
            components=tuple(stanza.get("components", "").split()),
        )
        if entry.types and entry.uris and entry.suites:
            yield entry


def _without_options(words: list[str]) -> list[str]:
    """Return the words without `[arch=amd64 signed-by=…]`, which may contain blanks."""
    if not words or not words[0].startswith("["):
        return words
    for position, word in enumerate(words):
        if word.endswith("]"):
            return words[position + 1 :]
    return []


def stanzas(text: str) -> Iterator[dict[str, str]]:
    stanza: dict[str, str] = {}
    field = ""
    for line in [*text.splitlines(), ""]:
        if line.startswith("#"):
            continue
        if not line.strip():
            if stanza:
                yield stanza
            stanza, field = {}, ""
        elif line[0] in " \t" and field:
            stanza[field] += " " + line.strip()
        else:
            name, _, value = line.partition(":")
            field = name.strip().lower()
            stanza[field] = value.strip()
