"""What kind of machine this is, and whether we may install packages on it."""

import os
import shutil
import sys
from dataclasses import dataclass
from pathlib import Path

SUPPORTED_DEBIANS = ("12", "13")
OS_RELEASE = Path("/etc/os-release")


@dataclass(frozen=True, kw_only=True)
class Machine:
    system: str
    version: str
    codename: str
    is_root: bool
    has_sudo: bool

    @property
    def is_supported(self) -> bool:
        return self.system == "debian" and self.version in SUPPORTED_DEBIANS

    @property
    def may_install(self) -> bool:
        return self.is_supported and (self.is_root or self.has_sudo)


def this_machine() -> Machine:
    facts = read_os_release(OS_RELEASE.read_text() if OS_RELEASE.exists() else "")
    return Machine(
        system=facts.get("ID", "unknown"),
        version=facts.get("VERSION_ID", ""),
        codename=facts.get("VERSION_CODENAME", ""),
        is_root=os.geteuid() == 0,
        has_sudo=shutil.which("sudo") is not None,
    )


def read_os_release(text: str) -> dict[str, str]:
    facts: dict[str, str] = {}
    for line in text.splitlines():
        name, separator, value = line.partition("=")
        if separator and not name.startswith("#"):
            facts[name.strip()] = value.strip().strip("\"'")
    return facts


def why_not_installable(machine: Machine) -> str:
    if not machine.is_supported:
        return (
            f"This machine is {machine.system} {machine.version}; packages are installed by "
            f"themselves on Debian {' and '.join(SUPPORTED_DEBIANS)} only."
        )
    return "Installing packages needs root or sudo, and this account has neither."


def cache_folder() -> Path:
    """Return the folder for builds that all clones and data directories share."""
    base = os.environ.get("XDG_CACHE_HOME", "")
    return (Path(base) if Path(base).is_absolute() else Path.home() / ".cache") / "parloir"


def as_root(argv: list[str], machine: Machine) -> list[str]:
    if machine.is_root:
        return argv
    # Without a terminal, a password prompt would wait forever without being seen.
    quiet = [] if sys.stdin.isatty() else ["--non-interactive"]
    return ["sudo", *quiet, *argv]
