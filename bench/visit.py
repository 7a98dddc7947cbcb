"""The suite `visit`: first frames, joining, and the end of a visit, in real browsers."""

import secrets
import tempfile
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path
from typing import Any

from playwright.sync_api import Error as BrowserError

from bench.actors import Browsers, DirectJanus, Inmate, Officer, Party, Visitor, browsers
from bench.figures import Figure, MeasurementFailed, figure_at
from bench.surroundings import environment_of
from bench.wall import measure_wall
from launcher.console import say
from tests.stage.house import LAFAYETTE, House

VISITS = 100
# People and devices keep the tick of five minutes that has begun, even if the visit ends
# immediately, and the demo has twenty monitors: so the clock is moved on in between.
VISITS_ON_ONE_CLOCK = 15
CLOCK_STEP = timedelta(minutes=6)
BITRATE = 1_500_000
LOOKS_FOR_MS = 2000
"""How long the second party looks at their own picture before they press."""


@dataclass(slots=True)
class Samples:
    """Milliseconds, one of each kind for each visit."""

    first_frame: list[float] = field(default_factory=list)
    join: list[float] = field(default_factory=list)
    direct: list[float] = field(default_factory=list)
    last_packet: list[float] = field(default_factory=list)
    connected_at_check: list[float] = field(default_factory=list)
    through_closed_gate: list[int] = field(default_factory=list)
    """Packets, in visits of their own."""


def measure_visit(*, visits: int = VISITS) -> dict[str, Figure]:
    with tempfile.TemporaryDirectory(prefix="parloir-bench-") as name:
        try:
            samples = _measure_in(Path(name), visits)
        except (AssertionError, BrowserError) as failure:
            raise MeasurementFailed(str(failure)) from failure
    return {
        "visit_first_frame_ms_p50": figure_at(50, samples.first_frame),
        "visit_first_frame_ms_p95": figure_at(95, samples.first_frame),
        "visit_join_ms_p50": figure_at(50, samples.join, baseline=samples.direct),
        "check_to_connected_ms_p50": figure_at(
            50, samples.connected_at_check, baseline=samples.direct
        ),
        "packets_through_closed_gate": Figure(
            value=sum(samples.through_closed_gate), n=len(samples.through_closed_gate)
        ),
        "terminate_last_packet_ms_p50": figure_at(50, samples.last_packet),
        "terminate_last_packet_ms_p99": figure_at(99, samples.last_packet),
        **measure_wall(),
    }


def _measure_in(folder: Path, visits: int) -> Samples:
    samples = Samples()
    house = House(folder)
    try:
        for first in range(0, visits, VISITS_ON_ONE_CLOCK):
            if first == 0:
                house.start()
            else:
                house.jump_to(house.now() + CLOCK_STEP)
            last = min(first + VISITS_ON_ONE_CLOCK, visits)
            with browsers() as opened:
                cast = Cast(opened, house)
                for number in range(first, last):
                    cast.hold_a_visit(number, samples)
                cast.press_at_the_closed_gate(samples)
            say(f"  {last} of {visits} visits held.")
    finally:
        house.stop()
    return samples


class Cast:
    """The people of these visits in their browsers, and the baseline."""

    def __init__(self, opened: Browsers, house: House) -> None:
        self._house = house
        self._visitor = Visitor(opened.context())
        self._inmate = Inmate(opened.context())
        self._officer = Officer(opened.context(), house.url)
        self._direct = DirectJanus(opened.context(), house.url, direct_place(house))
        self._visitor.arrives(house.monitor_at(LAFAYETTE))
        self._inmate.arrives(house.station_at(LAFAYETTE))
        self._officer.signs_in(house.staff("officer"))
        self._officer.looks_away()

    def hold_a_visit(self, number: int, samples: Samples) -> None:
        """Hold a visit; visitor and inmate are alternately the second to press."""
        visit = self._house.ready_visit()
        parties: list[Party] = [self._visitor, self._inmate]
        first, second = parties if number % 2 == 0 else parties[::-1]
        # One camera runs while the first side joins, as it does while the baseline joins.
        come_to_the_gate(first, second, visit)
        second.begins()
        for party in (first, second):
            party.waits_for_mark("first-remote-frame")
            samples.connected_at_check.append(connected_ms(party.marks()))
        samples.join.append(join_ms(first.marks()))
        samples.first_frame.append(first_frame_ms(first.marks(), second.marks()))
        pressed = self._is_terminated(visit)
        samples.last_packet.append(
            max(party.last_packet_at() for party in (first, second)) - pressed
        )
        self._all_leave()
        samples.direct.append(self._direct.join_ms())

    def press_at_the_closed_gate(self, samples: Samples) -> None:
        """Count what arrives before the second press, although both pages send."""
        visit = self._house.ready_visit()
        parties: list[Party] = [self._visitor, self._inmate]
        come_to_the_gate(self._visitor, self._inmate, visit)
        for party in parties:
            party.sends_against_its_will()
        samples.through_closed_gate.append(sum(party.packets_received() for party in parties))
        self._inmate.begins()
        for party in parties:
            party.waits_for_mark("first-remote-frame")
        self._is_terminated(visit)
        self._all_leave()

    def _is_terminated(self, visit: Mapping[str, str]) -> float:
        """Return when the officer pressed, in milliseconds since the epoch."""
        self._officer.watches(visit)
        self._officer.is_about_to_terminate()
        return self._officer.terminates()

    def _all_leave(self) -> None:
        self._officer.looks_away()
        for party in (self._visitor, self._inmate):
            party.leaves()


def come_to_the_gate(first: Party, second: Party, visit: Mapping[str, str]) -> None:
    """Bring both to one press before the visit, connected, and let the first one press."""
    first.comes(visit)
    first.waits_for_mark("connected-at-check")
    first.begins()
    first.waits_for_mark("publisher-up")
    second.comes(visit)
    second.waits_for_mark("connected-at-check")
    second.page.wait_for_timeout(LOOKS_FOR_MS)


def join_ms(marks: dict[str, float]) -> float:
    return marks["publisher-up"] - marks["begin-pressed"]


def connected_ms(marks: dict[str, float]) -> float:
    return marks["connected-at-check"] - marks["connection-asked"]


def first_frame_ms(first: dict[str, float], second: dict[str, float]) -> float:
    """Return the time from the second party's press to the later of the two first frames."""
    later = max(first["first-remote-frame"], second["first-remote-frame"])
    return later - second["begin-pressed"]


def direct_place(house: House) -> dict[str, Any]:
    """Return the address of the house's Janus, with a room for the bench in it."""
    keys = house.data / "config"
    return {
        "url": environment_of(house)["PARLOIR_JANUS_WS"],
        "secret": (keys / "janus_api_secret").read_text().strip(),
        "adminKey": (keys / "janus_admin_key").read_text().strip(),
        "room": secrets.randbelow(2**52) + 1,
        "bitrate": BITRATE,
    }
