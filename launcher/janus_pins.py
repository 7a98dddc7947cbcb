"""The source archives of Janus that were tested with this version of Parloir.

To move to another version: run all suites with it, then put its archive's SHA-256 here.
"""

from dataclasses import dataclass


@dataclass(frozen=True, kw_only=True)
class PinnedArchive:
    version: str
    name: str
    sha256: str


PINNED = (
    PinnedArchive(
        version="1.4.1",
        name="janus_1.4.1+ds.orig.tar.xz",
        sha256="fdfdd9b18419245cc9058912c22c8283c29c230cb07451bc9ece8a39cbdfd2b2",
    ),
)
PINNED_HASHES = frozenset(archive.sha256 for archive in PINNED)
PINNED_VERSION = PINNED[0].version
# Nothing older is used: 1.1.2, which Debian 12 has, crashes and has known memory faults.
OLDEST = tuple(int(number) for number in PINNED_VERSION.split("."))
