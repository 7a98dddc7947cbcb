"""Janus, the media server, 1.4.1 or newer: found, installed, or built once and kept.

Debian 12 packages 1.1.2, which has known crashes and memory faults. Where apt's own candidate
is older than we need, Debian's newer source package is fetched through a private apt
configuration (so that nothing else on the machine changes its mind about versions), its
signature checked with the machine's own Debian keyring, and built into a private prefix that
every clone and data directory shares.
"""

import fcntl
import os
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from launcher.apt_sources import debian_mirrors
from launcher.commands import answer_of, run_logged
from launcher.machine import cache_folder, this_machine
from launcher.packages import candidate_version, install_packages, upstream_version
from launcher.sentences import SetUpError, say

WANTED = (1, 4, 1)
WANTED_TEXT = ".".join(str(number) for number in WANTED)
DEBIAN_KEYRING = Path("/usr/share/keyrings/debian-archive-keyring.gpg")

TOOLS = ("autoconf", "automake", "dpkg-dev", "gcc", "gengetopt", "libc6-dev", "libtool", "make")
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
# Data channels and unused plugins are left out, and with them their faults. Streaming serves
# the bench, post-processing the recordings.
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


@dataclass(frozen=True, kw_only=True)
class JanusInstallation:
    binary: Path
    plugins: Path
    transports: Path


def ensure_janus(*, chosen: Path | None, log: Path) -> JanusInstallation:
    """Brings Janus. `chosen` is the path of a `janus` binary or of its prefix; no set-up then.

    Takes seconds where it is there, some two minutes the first time (packages and compiler).
    """
    if chosen is not None:
        return _chosen_installation(chosen)
    folder = cache_folder()
    found = _built_installation(folder)
    if found is not None:
        return found
    if _apt_has_what_we_need():
        return _packaged_installation(log=log)
    with _alone(folder):
        # Another start may have built it while this one waited.
        return _built_installation(folder) or _build(folder, log=log)


def packages_to_build(*, chosen: Path | None) -> list[str]:
    """The Debian packages that bringing Janus will ask for: none where it is there."""
    if chosen is not None or _built_installation(cache_folder()) is not None:
        return []
    return ["janus"] if _apt_has_what_we_need() else [*TOOLS, *LIBRARIES]


def installation_at(prefix: Path) -> JanusInstallation | None:
    """What lies in a prefix, if it runs and is new enough."""
    binary = prefix / "bin" / "janus"
    libraries = _library_folder(prefix)
    if libraries is None or version_of(binary) < WANTED:
        return None
    return JanusInstallation(
        binary=binary, plugins=libraries / "plugins", transports=libraries / "transports"
    )


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


def _chosen_installation(chosen: Path) -> JanusInstallation:
    prefix = chosen if chosen.is_dir() else chosen.resolve().parent.parent
    found = installation_at(prefix)
    if found is None:
        raise SetUpError(
            f"--janus {chosen}: there is no Janus {WANTED_TEXT} or newer there that starts. Give "
            "the path of its binary or of the prefix it was installed into, or leave the option "
            "out and one is brought."
        )
    return found


def _built_installation(folder: Path) -> JanusInstallation | None:
    def version_in_name(prefix: Path) -> tuple[int, ...]:
        return upstream_version(prefix.name.removeprefix("janus-"))

    for prefix in sorted(folder.glob("janus-[0-9]*"), key=version_in_name, reverse=True):
        found = installation_at(prefix)
        if found is not None:
            return found
    return None


def _library_folder(prefix: Path) -> Path | None:
    places = [prefix / "lib" / "janus", *sorted((prefix / "lib").glob("*-linux-*/janus"))]
    for place in places:
        if (place / "plugins" / "libjanus_videoroom.so").exists():
            return place
    return None


def _apt_has_what_we_need() -> bool:
    candidate = candidate_version("janus")
    return candidate is not None and upstream_version(candidate) >= WANTED


def _packaged_installation(*, log: Path) -> JanusInstallation:
    install_packages(["janus"], why="for the media server", log=log)
    if Path("/run/systemd/system").exists():
        # The package starts a Janus of its own, which nobody asked for and which is not ours.
        answer_of(["systemctl", "disable", "--now", "janus.service"])
    found = installation_at(Path("/usr"))
    if found is None:
        raise SetUpError(
            f"Debian's package janus was installed, but no Janus {WANTED_TEXT} starts from it. "
            "Name another with --janus PATH."
        )
    return found


def _build(folder: Path, *, log: Path) -> JanusInstallation:
    install_packages((*TOOLS, *LIBRARIES), why="to build the media server", log=log)
    with tempfile.TemporaryDirectory(prefix="janus-build-", dir=folder) as name:
        workshop = Path(name)
        version, source = _fetch_source(workshop, log=log)
        prefix = folder / f"janus-{version}"
        say(f"Building the media server, Janus {version} (once, about a minute).")
        _compile(source, prefix=prefix, stage=workshop / "stage", log=log)
    found = installation_at(prefix)
    if found is None:
        raise SetUpError(f"Janus was built, but does not start. What happened is in {log}.")
    return found


def _fetch_source(workshop: Path, *, log: Path) -> tuple[str, Path]:
    say("Fetching the source of Janus from Debian, and checking its signature.")
    apt = _private_apt(workshop)
    what = "Fetching the source of Janus"
    run_logged(["apt-get", *apt, "update"], log=log, what=what)
    version = _newest_source(apt)
    run_logged(
        ["apt-get", *apt, "source", "--download-only", f"janus={version}"],
        log=log,
        what=what,
        cwd=workshop,
    )
    described = sorted(workshop.glob("janus_*.dsc"))
    if not described:
        raise SetUpError(f"{what} brought no source package. What happened is in {log}.")
    source = workshop / "source"
    # apt has checked the files against the signed index, so the .dsc's own signature (whose
    # keyring Debian does not install by default) adds nothing.
    run_logged(
        ["dpkg-source", "--no-check", "--extract", described[0], source],
        log=log,
        what="Unpacking the source of Janus",
    )
    return ".".join(str(number) for number in upstream_version(version)), source


def _private_apt(workshop: Path) -> list[str]:
    """Options that make apt read one source of ours, with lists and cache of its own."""
    mirrors = debian_mirrors(codename=this_machine().codename)
    if not mirrors:
        raise SetUpError(
            "No Debian mirror is named in this machine's apt configuration (/etc/apt), so the "
            "source of Janus cannot be fetched. Name a Janus of your own with --janus PATH."
        )
    lists, cache = workshop / "lists", workshop / "cache"
    (lists / "partial").mkdir(parents=True)
    (cache / "archives" / "partial").mkdir(parents=True)
    sources = workshop / "debian.list"
    sources.write_text(
        "".join(f"deb-src [signed-by={DEBIAN_KEYRING}] {uri} testing main\n" for uri in mirrors)
    )
    settings = {
        "Dir::Etc::sourcelist": sources,
        "Dir::Etc::sourceparts": "-",
        "Dir::Etc::preferences": "-",
        "Dir::Etc::preferencesparts": "-",
        "Dir::State::Lists": lists,
        "Dir::Cache": cache,
        "Acquire::Languages": "none",
        # The folder is ours alone; the unprivileged account that apt prefers cannot enter it.
        "APT::Sandbox::User": "root" if os.geteuid() == 0 else "",
    }
    return [word for name, value in settings.items() for word in ("-o", f"{name}={value}")]


def _newest_source(apt: list[str]) -> str:
    text = answer_of(["apt-cache", *apt, "showsrc", "--only-source", "janus"]) or ""
    versions = [
        line.partition(":")[2].strip() for line in text.splitlines() if line.startswith("Version:")
    ]
    newest = max(versions, key=upstream_version, default="")
    if upstream_version(newest) < WANTED:
        raise SetUpError(
            f"Debian's testing suite, as this machine's mirror has it, offers no Janus "
            f"{WANTED_TEXT} or newer. Name one of your own with --janus PATH."
        )
    return newest


def _compile(source: Path, *, prefix: Path, stage: Path, log: Path) -> None:
    what = "Building Janus"
    flags = {"CFLAGS": "-O2 -g0 -fstack-protector-strong -D_FORTIFY_SOURCE=2"}
    cores = str(os.cpu_count() or 1)
    run_logged(["sh", "autogen.sh"], log=log, what=what, cwd=source)
    configure = ["./configure", f"--prefix={prefix}", *CONFIGURED]
    run_logged(configure, log=log, what=what, cwd=source, env=flags)
    run_logged(["make", "-j", cores], log=log, what=what, cwd=source)
    run_logged(["make", "install", f"DESTDIR={stage}"], log=log, what=what, cwd=source)
    if prefix.exists():
        # It was there and did not start: its libraries changed under it.
        shutil.rmtree(prefix)
    # One rename, so that a prefix that exists is a prefix that is whole.
    (stage / prefix.relative_to("/")).rename(prefix)


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
