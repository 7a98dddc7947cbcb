"""Part of the suite `network`: how soon the first picture comes where the relay is the only way.

House, monitor and station are machines of a network of their own. The house runs the real coturn.
"""

import tempfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

from playwright.sync_api import Error as BrowserError

from bench.actors import Inmate, Party, Visitor
from bench.figures import Figure, MeasurementFailed, figure_at
from bench.visit import CLOCK_STEP, come_to_the_gate, first_frame_ms
from launcher.console import say
from tests.stage.films import INMATE, VISITOR
from tests.stage.house import LAFAYETTE, House, started_once
from tests.stage.pages_on_machines import pages_on
from tests.stage.private_network import Machine, private_network, why_not
from tests.stage.relay_alone import WAYS, let_only_relay_through, ways_used_by

ADDRESSES = {
    "house": "10.83.0.1/24",
    "monitor": "10.83.0.2/24",
    "station": "10.83.0.3/24",
}
VISITS_OF_A_WAY = 20
# People and devices keep the tick of five minutes that has begun, and the demo has twenty monitors.
VISITS_ON_ONE_CLOCK = 10
TURN = ["--turn"]

Milliseconds = list[float]


def measure_relayed_frames(*, visits: int = VISITS_OF_A_WAY) -> dict[str, Figure]:
    reason = why_not()
    if reason is not None:
        raise MeasurementFailed(reason)
    with tempfile.TemporaryDirectory(prefix="parloir-bench-") as name:
        try:
            found = _measure_in(Path(name), visits)
        except (AssertionError, BrowserError) as failure:
            raise MeasurementFailed(str(failure)) from failure
    return {f"turn_{way}_first_frame_ms_p95": figure_at(95, ms) for way, ms in found.items()}


def _measure_in(folder: Path, visits: int) -> Mapping[str, Milliseconds]:
    started_once(folder, options=TURN)
    found: dict[str, Milliseconds] = {way: [] for way in WAYS}
    with private_network(ADDRESSES) as machines:
        here = machines["house"]
        house = House(folder, host=here.address, within=here.words, options=TURN)
        for way, taken in found.items():
            for first in range(0, visits, VISITS_ON_ONE_CLOCK):
                with _open_house(house), _both_sides(house, machines, folder, way) as sides:
                    for number in range(first, min(first + VISITS_ON_ONE_CLOCK, visits)):
                        taken.append(_first_frame(house, sides, number, way))
            say(f"  {len(taken)} visits over {way.upper()} held.")
    return found


@contextmanager
def _open_house(house: House) -> Iterator[None]:
    """Start the house, later than everybody who has visited before is free again."""
    house.start(clock=house.now() + CLOCK_STEP)
    try:
        yield
    finally:
        house.stop()


@contextmanager
def _both_sides(
    house: House, machines: Mapping[str, Machine], folder: Path, way: str
) -> Iterator[tuple[Party, Party]]:
    with pages_on(machines, folder) as pages:
        profiles = [
            pages.profile("monitor", look=VISITOR),
            pages.profile("station", look=INMATE),
        ]
        for profile in profiles:
            let_only_relay_through(profile, over=way)
        visitor, inmate = Visitor(profiles[0]), Inmate(profiles[1])
        visitor.arrives(house.monitor_at(LAFAYETTE))
        inmate.arrives(house.station_at(LAFAYETTE))
        yield visitor, inmate


def _first_frame(house: House, sides: tuple[Party, Party], number: int, way: str) -> float:
    """Hold a visit; visitor and inmate are alternately the second to press."""
    first, second = sides if number % 2 == 0 else sides[::-1]
    come_to_the_gate(first, second, house.ready_visit())
    second.begins()
    for party in sides:
        party.waits_for_mark("first-remote-frame")
        used = set(ways_used_by(party.page))
        if used != {f"relay {way}"}:
            raise MeasurementFailed(f"a visit went by {sorted(used)} and not by {way} alone")
    took = first_frame_ms(first.marks(), second.marks())
    sides[0].ends_visit()
    for party in sides:
        party.leaves()
    return took
