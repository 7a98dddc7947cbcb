"""Zone data of one's own: files of an invented zone, whose rules a test changes."""

import struct
import zoneinfo
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
import tzdata

INVENTED = "America/Invented"

CENTRAL = "CST6CDT,M3.2.0,M11.1.0"
"""Winter and summer as in Chicago."""
WINTER = "CST6"
"""An hour less than in Chicago's summer: what was ten o'clock there is nine."""
SUMMER = "CDT5"
EASTERN = "EST5EDT,M3.2.0,M11.1.0"
LATER_SPRING = "CST6CDT,M4.1.0,M11.1.0"
"""The clock jumps in April, and not in March."""
EARLIER_AUTUMN = "CST6CDT,M3.2.0,M10.4.0"


def zone_file_of(rule: str) -> bytes:
    """Return the TZif file (RFC 9636) of a zone that always follows this POSIX rule.

    Its table is empty but for one type, which is never shown: every instant is after the table.
    """
    kind = struct.pack(">lbB", 0, 0, 0) + b"LMT\0"
    header = b"TZif2" + bytes(15) + struct.pack(">6l", 0, 0, 0, 0, 1, 4)
    return header + kind + header + kind + b"\n" + rule.encode() + b"\n"


class ZoneTables:
    """The zone data of this process: the package's, and one invented zone."""

    def __init__(self, folder: Path, patch: pytest.MonkeyPatch) -> None:
        self._folder, self._patch = folder, patch
        self._count = 0

    def take(self, rule: str, *, version: str, name: str = INVENTED) -> ZoneInfo:
        """Let the process have data of this version, in which the zone follows this rule."""
        self._count += 1
        folder = self._folder / str(self._count)
        path = folder / name
        path.parent.mkdir(parents=True)
        path.write_bytes(zone_file_of(rule))
        zoneinfo.reset_tzpath(to=[folder])
        ZoneInfo.clear_cache(only_keys=[name])
        self._patch.setattr(tzdata, "IANA_VERSION", version)
        return ZoneInfo(name)


@contextmanager
def zone_tables(folder: Path) -> Iterator[ZoneTables]:
    with pytest.MonkeyPatch.context() as patch:
        try:
            yield ZoneTables(folder, patch)
        finally:
            zoneinfo.reset_tzpath(to=())
            ZoneInfo.clear_cache(only_keys=[INVENTED])


AN_HOUR = timedelta(hours=1)
