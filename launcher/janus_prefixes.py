"""Janus as it lies in a prefix: which version it is, and what it was built from."""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from launcher import janus_pins
from launcher.commands import answer_of
from launcher.console import SetUpError
from launcher.packages import upstream_version

# Lies in a prefix: {"version": "1.4.1", "sha256": "…", "instead_of": ["…"]}.
RECORD = "parloir-source.json"


@dataclass(frozen=True, kw_only=True)
class SourceRecord:
    """What a prefix was built from."""

    sha256: str
    """Empty where it is on record that nobody knows."""
    instead_of: frozenset[str]
    """Of another than the pinned source: the pins that could not be had then."""

    @property
    def is_settled(self) -> bool:
        """Whether to leave it at that: it is pinned, or the present pins were looked for."""
        pins = janus_pins.PINNED_HASHES
        return self.sha256 in pins or self.instead_of == pins


@dataclass(frozen=True, kw_only=True)
class JanusInstallation:
    binary: Path
    plugins: Path
    transports: Path
    version: str = ""
    """As the program itself says."""
    source_sha256: str = ""
    """Of the archive it was built from, as the record says; empty where there is none."""

    @property
    def is_pinned(self) -> bool:
        return self.source_sha256 in janus_pins.PINNED_HASHES

    def settings(self) -> dict[str, str]:
        """What the pages for operators show of it."""
        return {
            "PARLOIR_JANUS_VERSION": self.version,
            "PARLOIR_JANUS_SOURCE_HASH": self.source_sha256,
            "PARLOIR_JANUS_PINNED": "1" if self.is_pinned else "0",
        }


def installation_at(prefix: Path) -> JanusInstallation | None:
    """What lies in a prefix, if it starts and is new enough."""
    binary = prefix / "bin" / "janus"
    libraries = _library_folder(prefix)
    if libraries is None:
        return None
    version = version_of(binary)
    if version < janus_pins.OLDEST:
        return None
    record = source_record(prefix)
    return JanusInstallation(
        binary=binary,
        plugins=libraries / "plugins",
        transports=libraries / "transports",
        version=".".join(str(number) for number in version),
        source_sha256="" if record is None else record.sha256,
    )


def chosen_installation(chosen: Path, *, pinned_only: bool) -> JanusInstallation:
    """`chosen` is the path of a `janus` binary or of its prefix. Raises SetUpError."""
    prefix = chosen if chosen.is_dir() else chosen.resolve().parent.parent
    found = installation_at(prefix)
    if found is None:
        raise SetUpError(
            f"--janus {chosen}: there is no Janus {janus_pins.PINNED_VERSION} or newer there that "
            "starts. Give the path of its binary or of the prefix it was installed into, or leave "
            "the option out and one is built."
        )
    if pinned_only and not found.is_pinned:
        raise SetUpError(
            f"--janus {chosen}: nothing there says that it was built from the pinned source, and "
            "--pinned-only takes no other. Leave one of the two options out."
        )
    return found


def best_installation(folder: Path) -> JanusInstallation | None:
    """The pinned one among the settled builds, or else the newest of them."""
    found = [installation for _, installation in _installations(folder, settled=True)]
    pinned = (installation for installation in found if installation.is_pinned)
    return next(pinned, found[0] if found else None)


def former_installation(folder: Path) -> tuple[Path, JanusInstallation] | None:
    """A prefix of a former version of Parloir, which kept no record or had other pins."""
    return next(_installations(folder, settled=False), None)


def source_record(prefix: Path) -> SourceRecord | None:
    try:
        record = json.loads((prefix / RECORD).read_text())
        return SourceRecord(
            sha256=str(record["sha256"]), instead_of=frozenset(record["instead_of"])
        )
    except (OSError, ValueError, KeyError, TypeError):
        return None


def record_source(prefix: Path, *, version: str, sha256: str) -> None:
    """Settles a prefix under the present pins."""
    pins = janus_pins.PINNED_HASHES
    instead_of = [] if sha256 in pins else sorted(pins)
    record = {"version": version, "sha256": sha256, "instead_of": instead_of}
    (prefix / RECORD).write_text(json.dumps(record) + "\n")


def version_of(binary: Path) -> tuple[int, ...]:
    """As the program itself says; () where it is missing or does not start."""
    return read_version(answer_of([binary, "--version"]) or "")


def read_version(text: str) -> tuple[int, ...]:
    """`Janus version: 1401 (1.4.1)` gives (1, 4, 1); a text without a version gives ()."""
    for word in text.split():
        numbers = upstream_version(word.strip("()"))
        if len(numbers) >= 3:
            return numbers
    return ()


def _installations(folder: Path, *, settled: bool) -> Iterator[tuple[Path, JanusInstallation]]:
    """Those that start, the newest first."""

    def version_in_name(prefix: Path) -> tuple[int, ...]:
        return upstream_version(prefix.name.removeprefix("janus-"))

    for prefix in sorted(folder.glob("janus-[0-9]*"), key=version_in_name, reverse=True):
        record = source_record(prefix)
        if (record is not None and record.is_settled) is settled:
            found = installation_at(prefix)
            if found is not None:
                yield prefix, found


def _library_folder(prefix: Path) -> Path | None:
    places = [prefix / "lib" / "janus", *sorted((prefix / "lib").glob("*-linux-*/janus"))]
    for place in places:
        if (place / "plugins" / "libjanus_videoroom.so").exists():
            return place
    return None
