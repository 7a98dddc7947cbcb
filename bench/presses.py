"""An officer at the wall, without a browser, whose presses are timed."""

import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager

from tests.stage.house import LAFAYETTE, House
from tests.stage.sockets import LiveSocket, Person, come_in_at_the_station, come_in_by_pin


class PressingOfficer:
    """Pauses a live visit and lets it go on, in turns."""

    def __init__(self, wall: LiveSocket, visit: str, devices: Sequence[LiveSocket]) -> None:
        self._wall, self._visit, self._devices = wall, visit, devices
        self._is_paused = False

    def press(self) -> float:
        """Return how many milliseconds passed until the server said that it was done."""
        began = time.perf_counter()
        self._wall.does("resume" if self._is_paused else "pause", visit=self._visit)
        took = time.perf_counter() - began
        self._is_paused = not self._is_paused
        for one in self._devices:
            one.catches_up()
        return took * 1000


@contextmanager
def pressing_officer(house: House) -> Iterator[PressingOfficer]:
    """Yield an officer with a live visit, which both sides have joined."""
    sockets: list[LiveSocket] = []

    def device(kind: str, url: str) -> LiveSocket:
        person = Person(house)
        person.opens(url)
        sockets.append(LiveSocket(person, f"/ws/{kind}/"))
        return sockets[-1]

    try:
        visit = house.ready_visit()
        come_in_by_pin(device("monitor", house.monitor_at(LAFAYETTE)), visit)
        come_in_at_the_station(device("station", house.station_at(LAFAYETTE)), visit)
        officer = Person(house)
        officer.signs_in(house.staff("officer"))
        wall = LiveSocket(officer, "/ws/wall/")
        sockets.append(wall)
        screen = wall.sees(lambda one: bool(one.get("tiles")), "a live visit on the wall")
        yield PressingOfficer(wall, str(screen["tiles"][0]["visit"]), sockets[:-1])
    finally:
        for one in sockets:
            one.close()
