"""Find and install missing Debian packages."""

import threading
from collections.abc import Iterable
from pathlib import Path

from launcher.commands import IN_ENGLISH, CommandFailed, answer_of, run_logged
from launcher.console import SetUpError, say
from launcher.machine import Machine, as_root, this_machine, why_not_installable

# Another apt may be at work (unattended upgrades, a second start): wait for it.
PATIENT = ("-o", "DPkg::Lock::Timeout=600")
UNATTENDED = {"DEBIAN_FRONTEND": "noninteractive", **IN_ENGLISH}

_one_apt_at_a_time = threading.Lock()


def missing_packages(names: Iterable[str]) -> list[str]:
    return [name for name in names if not is_installed(name)]


def is_installed(name: str) -> bool:
    status = answer_of(["dpkg-query", "--show", "--showformat", "${db:Status-Abbrev}\n", name])
    return status is not None and any(line.startswith("ii") for line in status.splitlines())


def candidate_version(name: str) -> str | None:
    """Return the version that apt would install now, or None."""
    return read_candidate(answer_of(["apt-cache", "policy", name]) or "")


def read_candidate(policy: str) -> str | None:
    for line in policy.splitlines():
        label, _, version = line.strip().partition(":")
        if label == "Candidate":
            version = version.strip()
            return None if version in ("", "(none)") else version
    return None


def upstream_version(debian_version: str) -> tuple[int, ...]:
    """Return the numbers of the program's own version: (1, 4, 1) for `1:1.4.1-2+deb13u1`."""
    upstream = debian_version.rpartition(":")[2].partition("-")[0]
    numbers: list[int] = []
    for part in upstream.split("."):
        digits = ""
        for letter in part:
            if not letter.isdecimal():
                break
            digits += letter
        if not digits:
            break
        numbers.append(int(digits))
        if digits != part:
            break
    return tuple(numbers)


def install_packages(names: Iterable[str], *, why: str, log: Path) -> None:
    """Install the packages that are missing, and say which ones and for what.

    Raises `SetUpError`, naming every missing package, if nothing may be installed.
    """
    with _one_apt_at_a_time:
        missing = missing_packages(names)
        if not missing:
            return
        machine = this_machine()
        if not machine.may_install:
            raise SetUpError(_lacking(missing, why, machine))
        if any(candidate_version(name) is None for name in missing):
            _refresh_lists(missing, machine, log=log)
        say(f"Installing {len(missing)} Debian packages {why}: {' '.join(missing)}.")
        try:
            _install(missing, machine, log=log)
        except CommandFailed:
            # Old lists may name files that the mirror has replaced: read them again, once.
            _refresh_lists(missing, machine, log=log)
            _install(missing, machine, log=log)


def _refresh_lists(wanted: list[str], machine: Machine, *, log: Path) -> None:
    """Refresh apt's lists. One unreadable list (an expired one, for example) is no failure:
    apt installs only what a verified list contains."""
    say("Reading the lists of Debian packages.")
    try:
        run_logged(
            _apt_get(machine, "-o", "APT::Update::Error-Mode=any", "update"),
            log=log,
            what="Reading the lists of Debian packages",
        )
    except CommandFailed:
        if any(candidate_version(name) is None for name in wanted):
            raise
        say(f"Warning: not every list of Debian packages could be read; why is said in {log}.")


def _install(names: list[str], machine: Machine, *, log: Path) -> None:
    run_logged(
        _apt_get(machine, "--yes", "--no-install-recommends", "install", *names),
        log=log,
        what="Installing Debian packages",
        to_the_end=True,
    )


def _apt_get(machine: Machine, *words: str) -> list[str]:
    # sudo does not pass on our variables: `env` sets them after it.
    settings = [f"{name}={value}" for name, value in UNATTENDED.items()]
    return as_root(["env", *settings, "apt-get", *PATIENT, *words], machine)


def _lacking(missing: list[str], why: str, machine: Machine) -> str:
    return (
        f"{why_not_installable(machine)}\n"
        f"Lacking {why}: {' '.join(missing)}\n"
        "Have these installed (the names are Debian's), then start again."
    )
