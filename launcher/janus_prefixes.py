"""Janus as installed in a prefix: its version, and the source it was built from."""

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
    """The source that a prefix was built from."""

    sha256: str
    """Empty if the record says that it is unknown."""
    instead_of: frozenset[str]
    """The pins that could not be found when another source was used; empty for a pinned one."""

    @property
    def is_settled(self) -> bool:
        """Whether no better source has to be searched: it is pinned, or the pins were not found."""
        pins = janus_pins.PINNED_HASHES
        return self.sha256 in pins or self.instead_of == pins


@dataclass(frozen=True, kw_only=True)
class JanusInstallation:
    binary: Path
    plugins: Path
    transports: Path
    version: str = ""
    """As the program itself reports it."""
    source_sha256: str = ""
    """The recorded hash of the archive it was built from; empty without a record."""

    @property
    def is_pinned(self) -> bool:
        return self.source_sha256 in janus_pins.PINNED_HASHES

    def settings(self) -> dict[str, str]:
        """Return the settings that the pages for operators show."""
        return {
            "PARLOIR_JANUS_VERSION": self.version,
            "PARLOIR_JANUS_SOURCE_HASH": self.source_sha256,
            "PARLOIR_JANUS_PINNED": "1" if self.is_pinned else "0",
        }


def installation_at(prefix: Path) -> JanusInstallation | None:
    """Return the installation in a prefix, or None if it does not start or is too old."""
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
    """Return the installation at `chosen`, the path of a `janus` binary or of its prefix.

    Raises `SetUpError`.
    """
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
    """Return the pinned one of the settled builds, or else the newest of them."""
    found = [installation for _, installation in _installations(folder, settled=True)]
    pinned = (installation for installation in found if installation.is_pinned)
    return next(pinned, found[0] if found else None)


def former_installation(folder: Path) -> tuple[Path, JanusInstallation] | None:
    """Return a prefix of a former version of Parloir, which has no record or other pins."""
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
    """Record what a prefix was built from, under the present pins."""
    pins = janus_pins.PINNED_HASHES
    instead_of = [] if sha256 in pins else sorted(pins)
    record = {"version": version, "sha256": sha256, "instead_of": instead_of}
    (prefix / RECORD).write_text(json.dumps(record) + "\n")


def version_of(binary: Path) -> tuple[int, ...]:
    """Return the version that the program reports; () if it is missing or does not start."""
    return read_version(answer_of([binary, "--version"]) or "")


def read_version(text: str) -> tuple[int, ...]:
    """Return (1, 4, 1) for `Janus version: 1401 (1.4.1)`, and () for a text without a version."""
    for word in text.split():
        numbers = upstream_version(word.strip("()"))
        if len(numbers) >= 3:
            return numbers
    return ()


def _installations(folder: Path, *, settled: bool) -> Iterator[tuple[Path, JanusInstallation]]:
    """Return the installations that start, the newest first."""

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
