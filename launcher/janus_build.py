"""Janus, the media server: taken from the cache, or built once from pinned source.

Debian 12 packages 1.1.2, which has known crashes and memory faults, and Debian 13 none, so it is
always built from a source archive (ADR 38) into a prefix that every clone and data
directory of this account shares.
"""

import fcntl
import os
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from launcher import janus_pins
from launcher.apt_sources import debian_mirrors
from launcher.commands import SetUpStopped, run_logged
from launcher.console import SetUpError, say
from launcher.janus_prefixes import (
    JanusInstallation,
    best_installation,
    chosen_installation,
    former_installation,
    installation_at,
    record_source,
)
from launcher.machine import cache_folder, this_machine
from launcher.packages import install_packages
from launcher.source_search import Debian, FoundSource, Wanted, find_source

DEBIAN_KEYRING = Path("/usr/share/keyrings/debian-archive-keyring.gpg")
# After the machine's own release.
MOVING_SUITES = ("testing", "unstable")

TOOLS = ("autoconf", "automake", "gcc", "gengetopt", "libc6-dev", "libtool", "make", "xz-utils")
LIBRARIES = (
    "libavcodec-dev",
    "libavformat-dev",
    "libavutil-dev",
    "libconfig-dev",
    "libglib2.0-dev",
    "libjansson-dev",
    "libnice-dev",
    "libogg-dev",
    "libopus-dev",
    "libsrtp2-dev",
    "libssl-dev",
    "libwebsockets-dev",
    "pkg-config",
    "zlib1g-dev",
)
# Data channels and unused plugins are left out, and their faults with them. The bench needs
# streaming, and its recordings need post-processing.
CONFIGURED = (
    "--disable-all-plugins",
    "--enable-plugin-videoroom",
    "--enable-plugin-streaming",
    "--disable-all-transports",
    "--enable-websockets",
    "--disable-all-handlers",
    "--disable-all-loggers",
    "--disable-data-channels",
    "--disable-turn-rest-api",
    "--enable-post-processing",
    "--disable-docs",
)


def ensure_janus(*, chosen: Path | None, log: Path, pinned_only: bool = False) -> JanusInstallation:
    """Return Janus, built or installed if needed.

    `chosen` is the path of a `janus` binary or of its prefix, which is used as it is. Takes
    seconds if Janus is there, some two minutes the first time (packages and compiler). One that
    was not tested with this version of Parloir is announced in one line, or refused.
    """
    if chosen is not None:
        return chosen_installation(chosen, pinned_only=pinned_only)
    folder = cache_folder()
    found = _usable(folder, pinned_only=pinned_only)
    if found is None:
        with _alone(folder):
            # Another start may have built it while this one waited for the lock.
            found = _usable(folder, pinned_only=pinned_only) or _build_or_keep(
                folder, pinned_only=pinned_only, log=log
            )
    if not found.is_pinned:
        say(
            f"Warning: the media server, Janus {found.version}, counts as not tried: nothing says "
            f"that it comes from the pinned source of {janus_pins.PINNED_VERSION}. --pinned-only "
            "refuses it."
        )
    return found


def packages_to_build(*, chosen: Path | None, pinned_only: bool = False) -> list[str]:
    """Return the Debian packages that `ensure_janus` will need: none if Janus is there."""
    folder = cache_folder()
    if chosen is not None or _usable(folder, pinned_only=pinned_only) is not None:
        return []
    if former_installation(folder) is not None and not pinned_only:
        # If packages are missing, the former build stays in use.
        return []
    return [*TOOLS, *LIBRARIES]


def _usable(folder: Path, *, pinned_only: bool) -> JanusInstallation | None:
    found = best_installation(folder)
    return None if found is None or (pinned_only and not found.is_pinned) else found


def _build_or_keep(folder: Path, *, pinned_only: bool, log: Path) -> JanusInstallation:
    """Replace a former build; if that fails, keep using it until the pins change."""
    try:
        return _build(folder, pinned_only=pinned_only, log=log)
    except SetUpStopped:
        raise
    except SetUpError:
        former = None if pinned_only else former_installation(folder)
        if former is None:
            raise
        prefix, kept = former
        record_source(prefix, version=kept.version, sha256=kept.source_sha256)
        return kept


def _build(folder: Path, *, pinned_only: bool, log: Path) -> JanusInstallation:
    install_packages((*TOOLS, *LIBRARIES), why="to build the media server", log=log)
    with tempfile.TemporaryDirectory(prefix="janus-build-", dir=folder) as name:
        workshop = Path(name)
        found = find_source(
            Wanted(
                package="janus",
                pinned=janus_pins.PINNED_HASHES,
                pinned_version=janus_pins.PINNED_VERSION,
                oldest=janus_pins.OLDEST,
                pinned_only=pinned_only,
            ),
            debian=_debian_of_this_machine(),
            kept=folder / "sources",
            workshop=workshop,
            log=log,
        )
        prefix = folder / f"janus-{found.version}-{found.sha256[:12]}"
        there = installation_at(prefix)
        if there is not None and there.source_sha256 == found.sha256:
            record_source(prefix, version=there.version, sha256=found.sha256)
            return there
        say(f"Building the media server, Janus {found.version} (once, about a minute).")
        _compile(found, prefix=prefix, workshop=workshop, log=log)
    installed = installation_at(prefix)
    if installed is None:
        raise SetUpError(
            f"Janus was built, but does not start: look into {log}, or name a Janus of your own "
            "with --janus PATH."
        )
    return installed


def _debian_of_this_machine() -> Debian:
    codename = this_machine().codename
    mirrors = debian_mirrors(codename=codename)
    if not mirrors:
        raise SetUpError(
            "No Debian mirror is named in this machine's apt configuration (/etc/apt), so the "
            "source of Janus cannot be fetched: name one there, or a Janus of your own with "
            "--janus PATH."
        )
    return Debian(suites=(codename, *MOVING_SUITES), mirrors=mirrors, keyring=DEBIAN_KEYRING)


def _compile(found: FoundSource, *, prefix: Path, workshop: Path, log: Path) -> None:
    what = "Building Janus"
    source, stage = workshop / "source", workshop / "stage"
    source.mkdir()
    flags = {"CFLAGS": "-O2 -g0 -fstack-protector-strong -D_FORTIFY_SOURCE=2"}
    cores = str(os.cpu_count() or 1)
    # Only the authors' archive, without Debian's patches: its hash covers all that is compiled.
    run_logged(
        ["tar", "--extract", "--no-same-owner", "--strip-components=1", "--file", found.archive],
        log=log,
        what=what,
        cwd=source,
    )
    run_logged(["sh", "autogen.sh"], log=log, what=what, cwd=source)
    configure = ["./configure", f"--prefix={prefix}", *CONFIGURED]
    run_logged(configure, log=log, what=what, cwd=source, env=flags)
    run_logged(["make", "-j", cores], log=log, what=what, cwd=source)
    run_logged(["make", "install", f"DESTDIR={stage}"], log=log, what=what, cwd=source)
    staged = stage / prefix.relative_to("/")
    record_source(staged, version=found.version, sha256=found.sha256)
    if prefix.exists():
        # It was there but did not start: its libraries have changed.
        shutil.rmtree(prefix)
    # One rename, so that a prefix that exists is complete.
    staged.rename(prefix)


@contextmanager
def _alone(folder: Path) -> Iterator[None]:
    folder.mkdir(parents=True, exist_ok=True)
    with (folder / "janus.lock").open("w") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            say("Another start is building the media server; waiting for it.")
            fcntl.flock(lock, fcntl.LOCK_EX)
        yield
