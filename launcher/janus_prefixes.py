"""Janus as it lies in a prefix: which version it is, and what it was built from."""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from launcher import janus_pins
from launcher.commands import answer_of
from launcher.packages import upstream_version
from launcher.sentences import SetUpError

# Written into a prefix by the build: {"version": "1.4.1", "sha256": "…"}.
RECORD = "parloir-source.json"


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
    return JanusInstallation(
        binary=binary,
        plugins=libraries / "plugins",
        transports=libraries / "transports",
        version=".".join(str(number) for number in version),
        source_sha256=recorded_source(prefix) or "",
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
    """The pinned one among the builds that have a record, or else the newest of them."""
    found = [installation for _, installation in _installations(folder, recorded=True)]
    pinned = (installation for installation in found if installation.is_pinned)
    return next(pinned, found[0] if found else None)


def unrecorded_installation(folder: Path) -> tuple[Path, JanusInstallation] | None:
    """A prefix that a former version of Parloir has built, without a record, and its Janus."""
    return next(_installations(folder, recorded=False), None)


def recorded_source(prefix: Path) -> str | None:
    """The SHA-256; empty where it is on record that nobody knows. None without a record."""
    try:
        return str(json.loads((prefix / RECORD).read_text())["sha256"])
    except (OSError, ValueError, KeyError, TypeError):
        return None


def record_source(prefix: Path, *, version: str, sha256: str) -> None:
    record = {"version": version, "sha256": sha256}
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


def _installations(folder: Path, *, recorded: bool) -> Iterator[tuple[Path, JanusInstallation]]:
    """Those that start, the newest first."""

    def version_in_name(prefix: Path) -> tuple[int, ...]:
        return upstream_version(prefix.name.removeprefix("janus-"))

    for prefix in sorted(folder.glob("janus-[0-9]*"), key=version_in_name, reverse=True):
        if (recorded_source(prefix) is not None) is recorded:
            found = installation_at(prefix)
            if found is not None:
                yield prefix, found


def _library_folder(prefix: Path) -> Path | None:
    places = [prefix / "lib" / "janus", *sorted((prefix / "lib").glob("*-linux-*/janus"))]
    for place in places:
        if (place / "plugins" / "libjanus_videoroom.so").exists():
            return place
    return None
