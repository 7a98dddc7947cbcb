"""The source packages of one suite on one mirror, read with a private apt configuration.

The machine's own choice of versions is not affected. Apt checks every index against the
keyring, whatever the machine's own configuration allows.
"""

import os
import re
from dataclasses import dataclass
from pathlib import Path

from launcher.apt_sources import stanzas
from launcher.commands import CommandFailed, answer_of, run_logged

IS_EXPIRED = re.compile(r"is expired \(invalid since")
# `janus_1.4.1+ds.orig.tar.xz`; further parts (`.orig-name.tar.xz`) and signatures don't match.
ORIGINAL = re.compile(r"[a-z0-9][a-z0-9+.-]*_[^_/]+\.orig\.tar\.[a-z0-9]+")


@dataclass(frozen=True, kw_only=True)
class SourceOffer:
    """One source package in an index, by the archive that its authors published."""

    version: str
    archive: str
    sha256: str


@dataclass(frozen=True, kw_only=True)
class SuiteIndex:
    suite: str
    folder: Path
    options: tuple[str, ...]
    is_expired: bool
    """Whether it is past its Valid-Until: its signature is good, but a newer index may have been
    withheld."""


def read_suite(suite: str, *, mirror: str, keyring: Path, folder: Path, log: Path) -> SuiteIndex:
    """Fetch the index into `folder`. Raises `CommandFailed` if apt cannot verify it.

    An index past its date is read nevertheless, and marked as expired.
    """
    options = _private_options(suite, mirror=mirror, keyring=keyring, folder=folder)
    what = f"Reading which sources Debian {suite} has"
    try:
        run_logged(_updating(options, checks_date=True), log=log, what=what)
    except CommandFailed as failure:
        if not IS_EXPIRED.search(failure.output):
            raise
        run_logged(_updating(options, checks_date=False), log=log, what=what)
        return SuiteIndex(suite=suite, folder=folder, options=options, is_expired=True)
    return SuiteIndex(suite=suite, folder=folder, options=options, is_expired=False)


def offers_in(index: SuiteIndex, package: str) -> list[SourceOffer]:
    """Return every version in the index whose original archive has a SHA-256."""
    said = answer_of(["apt-cache", *index.options, "showsrc", "--only-source", package])
    return read_offers(said or "")


def read_offers(text: str) -> list[SourceOffer]:
    offers: list[SourceOffer] = []
    for stanza in stanzas(text):
        words = stanza.get("checksums-sha256", "").split()
        for sha256, name in zip(words[::3], words[2::3], strict=False):
            if ORIGINAL.fullmatch(name):
                offers.append(
                    SourceOffer(version=stanza.get("version", ""), archive=name, sha256=sha256)
                )
    return offers


def download(offer: SourceOffer, *, package: str, index: SuiteIndex, log: Path) -> Path:
    """Return the path of the archive, which apt has verified. Raises `CommandFailed`."""
    run_logged(
        [
            *("apt-get", *index.options, "source", "--download-only"),
            *("--only-source", f"{package}={offer.version}"),
        ],
        log=log,
        what=f"Fetching the source of {package} {offer.version}",
        cwd=index.folder,
    )
    return index.folder / offer.archive


def _updating(options: tuple[str, ...], *, checks_date: bool) -> list[str]:
    date = f"Acquire::Check-Valid-Until={str(checks_date).lower()}"
    # Without it, a mirror that does not answer causes only a warning and an empty index.
    return ["apt-get", *options, "-o", date, "-o", "APT::Update::Error-Mode=any", "update"]


def _private_options(suite: str, *, mirror: str, keyring: Path, folder: Path) -> tuple[str, ...]:
    """Return options for one source with its own lists and cache, and every signature check on."""
    lists, cache, sources = folder / "lists", folder / "cache", folder / "debian.list"
    (lists / "partial").mkdir(parents=True)
    (cache / "archives" / "partial").mkdir(parents=True)
    sources.write_text(f"deb-src [signed-by={keyring}] {mirror} {suite} main\n")
    settings: dict[str, str | Path] = {
        "Dir::Etc::sourcelist": sources,
        "Dir::Etc::sourceparts": "-",
        "Dir::Etc::preferences": "-",
        "Dir::Etc::preferencesparts": "-",
        "Dir::State::Lists": lists,
        "Dir::Cache": cache,
        "Acquire::Languages": "none",
        "Acquire::Check-Date": "true",
        "Acquire::AllowInsecureRepositories": "false",
        "Acquire::AllowWeakRepositories": "false",
        "Acquire::AllowDowngradeToInsecureRepositories": "false",
        "APT::Get::AllowUnauthenticated": "false",
        # Only we may enter the folder; the unprivileged account that apt prefers cannot.
        "APT::Sandbox::User": "root" if os.geteuid() == 0 else "",
    }
    return tuple(word for name, value in settings.items() for word in ("-o", f"{name}={value}"))
