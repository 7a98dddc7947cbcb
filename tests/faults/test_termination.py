"""A process is killed during a termination: afterwards the visit is over, its room is closed, and
there is one violation, one restriction and one letter."""

# ruff: noqa: S608

import os
import signal
import time
from collections.abc import Callable, Iterator
from functools import cache
from typing import Any

import psycopg
import pytest

from tests.stage.house import LAFAYETTE, House
from tests.stage.mail import Mailbox
from tests.stage.sockets import LiveSocket, Person, come_in_at_the_station, come_in_by_pin
from tests.stage.waiting import wait_until
from tests.stage.ways_in import Entry

pytestmark = [pytest.mark.janus, pytest.mark.timeout(900)]

GROUND = {"ground": "phone", "conduct": ["visitor"], "note": ""}
COMES_BACK_SECONDS = 60


class LiveVisit:
    """A visit with both parties that the officer's wall shows."""

    def __init__(self, house: House, officer: Person) -> None:
        self.house, self.told = house, house.ready_visit()
        self.monitor = self._device("monitor", house.monitor_at(LAFAYETTE))
        self.station = self._device("station", house.station_at(LAFAYETTE))
        self.wall = LiveSocket(officer, "/ws/wall/")
        self._begin(self.told)
        self.visit = self.wall.sees(self._has_tile, "the tile")["tiles"][-1]["visit"]

    def close(self) -> None:
        for socket in (self.monitor, self.station, self.wall):
            socket.close()

    def terminate(self) -> None:
        """Press until the officer knows that it is over, by this press or an earlier one."""
        answer = self.wall.asks("terminate", visit=self.visit, **GROUND)
        assert answer["type"] == "done" or answer["code"] in {"gone", "not_allowed_now"}, answer

    def row(self, what: str) -> Any:
        return asked(self.house, f"SELECT {what} FROM visits_visit WHERE public_id=?", self.visit)

    def _device(self, kind: str, url: str) -> LiveSocket:
        person = Person(self.house)
        person.opens(url)
        return LiveSocket(person, f"/ws/{kind}/")

    def _has_tile(self, screen: dict[str, Any]) -> bool:
        names = [(one["visitor"], one["inmate"]) for one in screen["tiles"]]
        return (self.told["visitor"], self.told["inmate"]) in names

    def _begin(self, told: Entry) -> None:
        for socket, screen in ((self.monitor, "pin"), (self.station, "sign_in")):
            if socket.sees(lambda s: True, "a screen")["name"] == "ended":
                socket.does("finish")
            socket.is_at(screen)
        come_in_by_pin(self.monitor, told)
        come_in_at_the_station(self.station, told)
        self.monitor.is_at("live")


@cache
def officer_of(house: House) -> Person:
    """Return the officer, signed in once: of more sign-ins within half a minute each needs a new
    code."""
    person = Person(house)
    person.signs_in(house.staff("officer"))
    return person


@pytest.fixture
def live(house: House) -> Iterator[LiveVisit]:
    visit = LiveVisit(house, officer_of(house))
    yield visit
    visit.close()


def asked(house: House, query: str, *values: str) -> Any:
    """Return the first column of the first row; the queries are our own."""
    with house.database() as database:
        mark = "%s" if isinstance(database, psycopg.Connection) else "?"
        row = database.execute(query.replace("?", mark), values).fetchone()
    return row[0] if row else None


def kill(house: House, name: str) -> Callable[[], bool]:
    """Kill the process, and return a function that tells whether it is back."""
    before = house.pid_of(name)
    assert before is not None
    os.kill(before, signal.SIGKILL)
    return lambda: house.pid_of(name) not in (None, before)


def ended_once(live: LiveVisit) -> None:
    """Check that the visit has ended and that every consequence has happened once."""
    house, visit = live.house, live.visit
    wait_until(
        lambda: live.row("room_closed_at"), "the room to be closed", seconds=COMES_BACK_SECONDS
    )
    assert live.row("outcome") == "terminated"
    # Killed between the end of the visit and what follows from it, the worker does the rest.
    violation = wait_until(
        lambda: asked(house, "SELECT id FROM sanctions_violation WHERE visit_ref=?", visit),
        "what follows to have followed",
        seconds=COMES_BACK_SECONDS,
    )
    count = "SELECT count(*) FROM"
    assert asked(house, f"{count} sanctions_violation WHERE visit_ref=?", visit) == 1
    assert asked(house, f"{count} sanctions_restriction WHERE violation_id=?", str(violation)) == 1
    public_id = asked(house, "SELECT public_id FROM sanctions_violation WHERE visit_ref=?", visit)
    notices = "notices_notice WHERE kind='restricted' AND CAST(params AS text) LIKE ?"
    about = f"%{public_id}%"
    assert asked(house, f"{count} {notices}", about) == 1
    wait_until(
        lambda: asked(house, f"SELECT state FROM {notices}", about) == "sent",
        "the letter to be sent",
        seconds=COMES_BACK_SECONDS,
    )
    address = asked(house, f"SELECT email FROM {notices}", about)
    # Who is killed between sending and writing it down sends again; a letter is never lost.
    assert [one for one in Mailbox(house, address).all_letters() if "not open" in one.subject]
    for socket in (live.monitor, live.station):
        assert "Use of a cell phone" in socket.is_at("ended")["terminated"]["ground"]


@pytest.mark.parametrize("name", ["web", "worker", "janus"])
def test_killed_right_before_the_press(live, name):
    is_back = kill(live.house, name)
    live.terminate()
    ended_once(live)
    wait_until(is_back, f"{name} to come back", seconds=COMES_BACK_SECONDS)


@pytest.mark.parametrize("name", ["web", "worker", "janus"])
@pytest.mark.parametrize("after_ms", [0, 15, 60])
def test_killed_after_the_press(live, name, after_ms):
    """Before, in or after the transaction, the closing of the room, or the rendering."""
    live.wall.sends("terminate", visit=live.visit, **GROUND)
    time.sleep(after_ms / 1000)  # the moment is what is varied
    is_back = kill(live.house, name)
    live.terminate()
    ended_once(live)
    wait_until(is_back, f"{name} to come back", seconds=COMES_BACK_SECONDS)


def test_with_a_media_server_that_hangs_the_officer_is_told_what_is_certain(live):
    """In the end the media server is restarted."""
    hanging = live.house.pid_of("janus")
    assert hanging is not None
    os.kill(hanging, signal.SIGSTOP)
    live.terminate()

    told = live.wall.sees(lambda screen: screen["unconfirmed"], "what is not confirmed")
    (unconfirmed,) = told["unconfirmed"]
    assert unconfirmed["visit"] == live.visit
    assert "access is ended" in unconfirmed["text"]
    assert "has not confirmed yet" in unconfirmed["text"]
    assert live.row("room_closed_at") is None

    wait_until(
        lambda: live.house.pid_of("janus") not in (None, hanging),
        "the media server to be restarted",
        seconds=COMES_BACK_SECONDS,
    )
    live.wall.sees(lambda screen: not screen["unconfirmed"], "the confirmation")
    ended_once(live)
