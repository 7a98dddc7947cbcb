"""Other programs' libraries that read a calendar file, each into the same form."""

import ctypes
import ctypes.util
import json
import subprocess
import sys
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

import vobject

from launcher.machine import cache_folder
from launcher.npm_packages import ensure_npm_packages
from tests.stage.prepared import ROOT

JAVASCRIPT = ROOT / "tests" / "stage" / "calendars"
NODE = Path(sys.executable).parent / "node"


@dataclass(frozen=True)
class Read:
    """What a reader found. A person is a name and the address after "mailto:"."""

    method: str
    zones: int
    uid: str
    sequence: int
    status: str
    organizer: tuple[str, str]
    invited: list[tuple[str, str]]
    summary: str
    location: str
    starts: datetime
    ends: datetime


def by_vobject(content: bytes) -> Read:
    calendar = vobject.readOne(content.decode())
    event = calendar.vevent
    return Read(
        method=calendar.method.value,
        zones=len(calendar.contents.get("vtimezone", [])),
        uid=event.uid.value,
        sequence=int(event.sequence.value),
        status=event.status.value,
        organizer=_person(event.organizer.params["CN"][0], event.organizer.value),
        invited=[_person(one.params["CN"][0], one.value) for one in event.attendee_list],
        summary=event.summary.value,
        location=event.location.value,
        starts=event.dtstart.value,
        ends=event.dtend.value,
    )


def by_ical_js(contents: list[bytes], folder: Path) -> list[Read]:
    """Read all in one process of Node."""
    log = cache_folder() / "calendars.log"
    ensure_npm_packages(JAVASCRIPT, what="a reader of calendars", root=ROOT, log=log)
    files = [folder / f"{number}.ics" for number in range(len(contents))]
    for file, content in zip(files, contents, strict=True):
        file.write_bytes(content)
    run = subprocess.run(
        [str(NODE), str(JAVASCRIPT / "read.js"), *map(str, files)],
        capture_output=True,
        text=True,
        timeout=100,
        check=False,
    )
    assert run.returncode == 0, run.stderr
    return [_from_json(one) for one in json.loads(run.stdout)]


def _from_json(found: dict[str, Any]) -> Read:
    return Read(
        **found
        | {
            "organizer": _person(*found["organizer"]),
            "invited": [_person(*one) for one in found["invited"]],
            "starts": datetime.fromisoformat(found["starts"]),
            "ends": datetime.fromisoformat(found["ends"]),
        }
    )


def _person(name: str, address: str) -> tuple[str, str]:
    scheme, _, email = address.partition(":")
    assert scheme.lower() == "mailto"
    return name, email


def libical() -> "ctypes.CDLL | None":
    """Return the C library of Evolution and many phones, if this machine has it."""
    name = ctypes.util.find_library("ical")
    return ctypes.CDLL(name) if name else None


def errors_by_libical(library: ctypes.CDLL, content: bytes) -> int:
    """Return how many errors it finds, restrictions of RFC 5546 included."""
    for function in ("icalparser_parse_string", "icalcomponent_as_ical_string"):
        getattr(library, function).restype = ctypes.c_void_p
    library.icalparser_parse_string.argtypes = [ctypes.c_char_p]
    pointer = ctypes.c_void_p(library.icalparser_parse_string(content))
    assert pointer.value, "it cannot be parsed"
    library.icalrestriction_check(pointer)
    errors = int(library.icalcomponent_count_errors(pointer))
    library.icalcomponent_free(pointer)
    return errors
