"""The rules of time zones. They come from the locked `tzdata` package and from nowhere else.

Python reads the files of the operating system first, and those are often older: Debian 12 says that
the clocks of Vancouver still change. With two sources, two processes would disagree by an hour.
"""

import hashlib
import re
import sysconfig
import zoneinfo
from collections.abc import Iterable
from datetime import UTC, datetime, timedelta
from functools import lru_cache
from importlib.resources import files
from io import BytesIO
from pathlib import Path
from typing import Final
from zoneinfo import ZoneInfo, available_timezones

import tzdata

# Zones of no place. `Etc/GMT+6` is six hours behind UTC, `EST` is the time of Panama, and `Factory`
# and `localtime` are whatever a machine was set to.
_NO_PLACES: Final = frozenset({"Etc", "SystemV", "posix", "right"})
_NO_PLACE_NAMES: Final = frozenset(
    {
        *("CET", "CST6CDT", "EET", "EST", "EST5EDT", "Factory", "GMT", "GMT+0", "GMT-0", "GMT0"),
        *("Greenwich", "HST", "MET", "MST", "MST7MDT", "PST8PDT", "UCT", "UTC", "Universal"),
        *("WET", "Zulu", "leapseconds", "localtime", "posixrules"),
    }
)
_SAMPLE: Final = timedelta(hours=1)


def use_the_package_alone() -> None:
    """Make `ZoneInfo` ignore the operating system's files, in this process."""
    if zoneinfo.TZPATH:
        zoneinfo.reset_tzpath(to=())
        ZoneInfo.clear_cache()


def data_version() -> str:
    """Return the version of the package's data, such as 2026f. Later ones sort later."""
    return str(tzdata.IANA_VERSION)


def is_zone_of_a_place(name: str) -> bool:
    """Whether clocks on walls somewhere follow this zone."""
    has_place = name.partition("/")[0] not in _NO_PLACES and name not in _NO_PLACE_NAMES
    return has_place and name in available_timezones()


def zone_content(name: str) -> bytes | None:
    """Return the file of this zone that `ZoneInfo` reads, or None if there is no such zone."""
    if name not in available_timezones():
        return None
    return _read_below(zoneinfo.TZPATH, name) or _packaged(name)


def system_zone_content(name: str) -> bytes | None:
    """Return the operating system's file of this zone, or None if it has none."""
    return _read_below(_system_folders(), name)


def system_data_version() -> str:
    """Return the version of the operating system's data, empty if it does not say."""
    line = (_read_below(_system_folders(), "tzdata.zi") or b"").partition(b"\n")[0]
    found = re.fullmatch(rb"# version (\w{5,10})", line.strip())
    return found[1].decode() if found else ""


def digest_of(name: str, content: bytes) -> str:
    """Return what tells one version of a zone's rules from all others."""
    return hashlib.sha256(name.encode() + b"\0" + content).hexdigest()


def current_digest(name: str) -> str | None:
    """Return the digest of the zone's current file, or None if there is no such zone."""
    return _current_digest(name, tuple(map(str, zoneinfo.TZPATH)))


def zone_from(name: str, content: bytes) -> ZoneInfo:
    """Return a zone with these rules. Raises ValueError if they cannot be read."""
    return ZoneInfo.from_file(BytesIO(content), key=name)


def first_difference(
    one: ZoneInfo, other: ZoneInfo, *, since: datetime, within: timedelta
) -> datetime | None:
    """Return the first full hour at which the two clocks disagree, or None.

    Offsets are compared, never names: two libraries call one zone MST and PDT.
    """
    at = since.astimezone(UTC).replace(minute=0, second=0, microsecond=0)
    while at < since + within:
        if at.astimezone(one).utcoffset() != at.astimezone(other).utcoffset():
            return at
        at += _SAMPLE
    return None


@lru_cache(maxsize=1024)
def _current_digest(name: str, _folders: tuple[str, ...]) -> str | None:
    content = zone_content(name)
    return None if content is None else digest_of(name, content)


def _system_folders() -> list[str]:
    folders = str(sysconfig.get_config_var("TZPATH") or "").split(":")
    return [folder for folder in folders if folder]


def _read_below(folders: Iterable[str], name: str) -> bytes | None:
    """Return the first file of this name. A name that leads out of the folder has none."""
    parts = name.split("/")
    if not name or not all(parts) or ".." in parts:
        return None
    paths = (Path(folder, *parts) for folder in folders)
    return next((path.read_bytes() for path in paths if path.is_file()), None)


def _packaged(name: str) -> bytes:
    return files("tzdata").joinpath("zoneinfo", *name.split("/")).read_bytes()
