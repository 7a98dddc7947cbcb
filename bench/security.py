"""The suite `security`: what an officer and the server notice while others attack.

Each attack is a function in `ATTACKS`: it gets a running house with an officer at the wall, runs
its attackers as processes of their own, and returns its figures.
"""

import tempfile
import threading
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path

import psutil

from bench.attacker import attacker
from bench.audit import measure_audit
from bench.figures import Figure, MeasurementFailed, figure_at
from bench.known_addresses import measure_known_addresses
from bench.presses import PressingOfficer, pressing_officer
from bench.start import pss_mb
from bench.surroundings import environment_of
from launcher.console import say
from tests.stage.house import House
from tests.stage.inside import Inside, InsideFailed

BEFORE_S = 60.0
PRESSES = 200
EACH_S = 0.5
SENDERS, SENDING_ACCOUNTS = 8, 24
FLOODING_SOCKETS = 12
SLOW_CONNECTIONS, HELD_AFTER_S = 400, 30.0
LOOKS_EACH_S = 0.5


@dataclass(frozen=True, slots=True, kw_only=True)
class Extent:
    """How much is measured; while developing, less."""

    before_s: float = BEFORE_S
    presses: int = PRESSES


@dataclass(frozen=True, slots=True)
class AttackedHouse:
    house: House
    inside: Inside
    officer: PressingOfficer
    extent: Extent

    def presses(self) -> list[float]:
        """Let the attack go on for a while, then press. Return each one's milliseconds."""
        time.sleep(self.extent.before_s)
        return [self._press() for _ in range(self.extent.presses)]

    def _press(self) -> float:
        began = time.monotonic()
        took = self.officer.press()
        time.sleep(max(0.0, began + EACH_S - time.monotonic()))
        return took


Attack = Callable[[AttackedHouse], Mapping[str, Figure]]


def attack_with_uploads(attacked: AttackedHouse) -> dict[str, Figure]:
    sessions = attacked.inside.call("bench.inside_security:attackers", count=SENDING_ACCOUNTS)
    orders = {"port": attacked.house.port, "sessions": sessions, "senders": SENDERS}
    with attacker("bench.upload_attack", **orders) as sending:
        assert sending.stdout is not None
        sending.stdout.readline()  # it has drawn its picture
        with most_memory_mb(attacked.house, "web") as sizes:
            presses = attacked.presses()
    return {
        "press_under_uploads_ms_p95": figure_at(95, presses),
        "web_memory_under_uploads_mb": figure_at(100, sizes),
    }


def attack_with_sockets(attacked: AttackedHouse) -> dict[str, Figure]:
    visitor = attacked.inside.call("bench.inside_security:visitor_in_a_room")
    orders = {"port": attacked.house.port, "sockets": FLOODING_SOCKETS, **visitor}
    with attacker("bench.socket_flood", **orders) as flood:
        assert flood.stdout is not None
        flood.stdout.readline()  # its first socket is open
        presses = attacked.presses()
    return {"press_under_socket_flood_ms_p95": figure_at(95, presses)}


def attack_with_slowness(attacked: AttackedHouse) -> dict[str, Figure]:
    orders = {
        "port": attacked.house.port,
        "connections": SLOW_CONNECTIONS,
        "seconds": HELD_AFTER_S,
    }
    with attacker("bench.slow_attack", **orders) as slow:
        assert slow.stdout is not None
        held = int(slow.stdout.readline())
    return {"slow_connections_held_after_30_s": Figure(value=held, n=SLOW_CONNECTIONS)}


def attack_with_guesses(attacked: AttackedHouse) -> dict[str, Figure]:
    """Guess at the house's own code, database and limits, for a day of moved clock."""
    odds = attacked.inside.call("bench.inside_security:odds_of_guesses")
    return {name: Figure(value=value, n=n) for name, (value, n) in odds.items()}


ATTACKS: tuple[Attack, ...] = (
    attack_with_sockets,
    attack_with_slowness,
    attack_with_uploads,
    attack_with_guesses,
)


def measure_security(
    extent: Extent | None = None, attacks: tuple[Attack, ...] = ATTACKS
) -> dict[str, Figure]:
    """Measure each attack in a house of its own, so that none meets what another one has left."""
    figures: dict[str, Figure] = {}
    for attack in attacks:
        try:
            with _attacked_house(extent or Extent()) as attacked:
                figures |= attack(attacked)
        except (AssertionError, InsideFailed, OSError, ValueError) as failure:
            raise MeasurementFailed(f"{attack.__name__}: {failure}") from failure
        say(f"  {attack.__name__.replace('_', ' ')}: done.")
    if attacks is ATTACKS:
        figures |= measure_known_addresses()
        say("  known and unknown addresses: done.")
        figures |= measure_audit()
        say("  the audit: done.")
    return figures


@contextmanager
def _attacked_house(extent: Extent) -> Iterator[AttackedHouse]:
    with ExitStack() as stack:
        folder = stack.enter_context(tempfile.TemporaryDirectory(prefix="parloir-bench-"))
        house = House(Path(folder))
        stack.callback(house.stop)
        house.start()
        inside = stack.enter_context(Inside(environment_of(house)))
        officer = stack.enter_context(pressing_officer(house))
        yield AttackedHouse(house, inside, officer, extent)


@contextmanager
def most_memory_mb(house: House, name: str) -> Iterator[list[float]]:
    """Fill a list with the sizes of a process and its descendants while the block lasts."""
    sizes: list[float] = []
    is_over = threading.Event()

    def look() -> None:
        while not is_over.wait(LOOKS_EACH_S):
            pid = house.pid_of(name)
            if pid is None:
                continue
            root = psutil.Process(pid)
            sizes.append(pss_mb([root, *root.children(recursive=True)]))

    looking = threading.Thread(target=look)
    looking.start()
    try:
        yield sizes
    finally:
        is_over.set()
        looking.join()
