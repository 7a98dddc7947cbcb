"""Find the source of a package: the pinned archive, or else a newer one.

A pinned archive is verified by its SHA-256, wherever it comes from. A newer one is verified by
apt's signature alone, so an index past its date offers none.
"""

import hashlib
import shutil
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from launcher.commands import CommandFailed
from launcher.console import SetUpError, say
from launcher.debian_suite import SourceOffer, SuiteIndex, download, offers_in, read_suite
from launcher.failures import NO_NETWORK, cause_of
from launcher.packages import upstream_version

OTHERWISE = "name a Janus of your own with --janus PATH"


@dataclass(frozen=True, kw_only=True)
class Wanted:
    package: str
    pinned: frozenset[str]
    """SHA-256 of the archives that were tested."""
    pinned_version: str
    oldest: tuple[int, ...]
    """Older versions are never used."""
    pinned_only: bool = False


@dataclass(frozen=True, kw_only=True)
class Debian:
    """Mirrors and suites, in the order of the search."""

    suites: Sequence[str]
    mirrors: Sequence[str]
    keyring: Path


@dataclass(frozen=True, kw_only=True)
class FoundSource:
    version: str
    archive: Path
    sha256: str


def find_source(
    wanted: Wanted, *, debian: Debian, kept: Path, workshop: Path, log: Path
) -> FoundSource:
    """Return the first pinned archive: from the folder `kept`, or from Debian, and then kept there.

    If no suite has one, return the first newer archive of an index that is not past its date.
    Raises `SetUpError` with a sentence that says what to do.
    """
    at_hand = _kept_archive(wanted, kept)
    if at_hand is not None:
        return at_hand
    say(f"Fetching the source of {wanted.package} from Debian, and checking it.")
    search = _Search(wanted)
    for index in search.read(debian, workshop=workshop, log=log):
        offers = offers_in(index, wanted.package)
        pinned = next((offer for offer in offers if offer.sha256 in wanted.pinned), None)
        if pinned is not None:
            return _keep(_fetch_pinned(pinned, wanted, index, log=log), kept)
        search.note_newer(index, offers)
    offer, index = search.newest_of_the_first()
    archive = download(offer, package=wanted.package, index=index, log=log)
    return _found(offer.version, archive, sha256=sha256_of(archive))


def sha256_of(path: Path) -> str:
    with path.open("rb") as content:
        return hashlib.file_digest(content, "sha256").hexdigest()


class _Search:
    """The results of the search so far, over all suites."""

    def __init__(self, wanted: Wanted) -> None:
        self._wanted = wanted
        self._newer: list[tuple[SourceOffer, SuiteIndex]] = []
        self._failure: SetUpError | None = None
        self._has_read: list[str] = []

    def read(self, debian: Debian, *, workshop: Path, log: Path) -> Iterator[SuiteIndex]:
        """Yield each index that apt has verified; remember the first failure for the end.

        A mirror that does not answer is not asked again: each attempt takes apt many seconds.
        """
        silent: set[str] = set()
        for suite in debian.suites:
            for number, mirror in enumerate(debian.mirrors):
                if mirror in silent:
                    continue
                folder = workshop / f"{suite}-{number}"
                try:
                    index = read_suite(
                        suite, mirror=mirror, keyring=debian.keyring, folder=folder, log=log
                    )
                except CommandFailed as failure:
                    self._failure = self._failure or failure
                    if cause_of(failure.output) is NO_NETWORK:
                        silent.add(mirror)
                    continue
                self._has_read.append(suite)
                yield index

    def note_newer(self, index: SuiteIndex, offers: Sequence[SourceOffer]) -> None:
        fitting = [one for one in offers if upstream_version(one.version) >= self._wanted.oldest]
        newest = max(fitting, key=lambda one: upstream_version(one.version), default=None)
        if newest is not None:
            self._newer.append((newest, index))

    def newest_of_the_first(self) -> tuple[SourceOffer, SuiteIndex]:
        wanted = self._wanted
        vouched_for = [pair for pair in self._newer if not pair[1].is_expired]
        if vouched_for and not wanted.pinned_only:
            return vouched_for[0]
        if self._newer:
            offer, index = (vouched_for or self._newer)[0]
            raise SetUpError(self._why_not(offer, index))
        if self._failure is not None:
            raise self._failure
        raise SetUpError(
            f"Debian ({', '.join(dict.fromkeys(self._has_read))}), as this machine's mirror has "
            f"it, offers no {wanted.package} {wanted.pinned_version} or newer: name a complete "
            f"mirror in /etc/apt, or {OTHERWISE}."
        )

    def _why_not(self, offer: SourceOffer, index: SuiteIndex) -> str:
        wanted = self._wanted
        begun = f"Debian {index.suite} offers {wanted.package} {offer.version}, which was not tried"
        if wanted.pinned_only:
            return (
                f"{begun} and is refused by --pinned-only, and nobody offers the pinned "
                f"{wanted.pinned_version} any more: start without that option, or {OTHERWISE}."
            )
        return (
            f"{begun}, in an index that is past its date, so that nothing vouches for it: name an "
            f"up-to-date mirror in /etc/apt, or {OTHERWISE}."
        )


def _fetch_pinned(
    offer: SourceOffer, wanted: Wanted, index: SuiteIndex, *, log: Path
) -> FoundSource:
    archive = download(offer, package=wanted.package, index=index, log=log)
    sha256 = sha256_of(archive)
    if sha256 not in wanted.pinned:
        raise SetUpError(
            f"{offer.archive} from Debian {index.suite} is not the pinned archive (its SHA-256 "
            f"is {sha256}): start again, or name another mirror in /etc/apt."
        )
    if index.is_expired:
        say(
            f"Warning: this mirror's index of Debian {index.suite} is past its date; "
            f"{offer.archive} is taken all the same, since its SHA-256 is the pinned one."
        )
    return _found(offer.version, archive, sha256=sha256)


def _kept_archive(wanted: Wanted, kept: Path) -> FoundSource | None:
    for archive in sorted(kept.glob(f"{wanted.package}_*.orig.tar.*")):
        sha256 = sha256_of(archive)
        if sha256 in wanted.pinned:
            return _found(archive.name.partition("_")[2], archive, sha256=sha256)
    return None


def _keep(found: FoundSource, kept: Path) -> FoundSource:
    """Keep the archive, to build it again when no mirror has it any more."""
    kept.mkdir(parents=True, exist_ok=True)
    part = kept / f"{found.archive.name}.part"
    shutil.copyfile(found.archive, part)
    part.rename(kept / found.archive.name)
    return found


def _found(version: str, archive: Path, *, sha256: str) -> FoundSource:
    numbers = ".".join(str(number) for number in upstream_version(version))
    return FoundSource(version=numbers, archive=archive, sha256=sha256)
