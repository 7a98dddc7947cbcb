"""The web process is killed at any moment of a booking: it is complete or absent, and made once."""

import os
import random
import secrets
import time
from contextlib import ExitStack
from dataclasses import dataclass
from http.client import HTTPException

import pytest

from launcher.postgresql import temporary_cluster
from launcher.suites import SQLITE, database_of_this_run
from tests.stage.house import free_port
from tests.stage.inside import Inside
from tests.stage.plain_browser import PlainBrowser, all_at_once
from tests.stage.tables import tables_once
from tests.stage.web_nursery import WebNursery

KILLS, KILLS_OF_EVERYTHING = 10, 50
VISITORS = 4
PASSWORD = "a long enough word"
# As many areas as visitors, each with a free station at every time.
SIZE = {
    "areas": VISITORS, "stations_an_area": 2, "inmates_an_area": 6, "monitors": 4,
    "free_monitors": 2, "days": 6, "clients": VISITORS,
}  # fmt: skip

pytestmark = [pytest.mark.brings_databases, pytest.mark.timeout(600)]


@dataclass
class Stage:
    web: WebNursery
    inside: Inside
    port: int


@pytest.fixture(params=["sqlite", "postgresql"])
def stage(request, tmp_path, tmp_path_factory):
    """Return a prepared database with web processes; no other part of a house is needed."""
    if request.param == database_of_this_run() == SQLITE:
        tables_once(tmp_path_factory).copy_into(tmp_path)
    with ExitStack() as stack:
        url = f"sqlite:///{tmp_path / 'parloir.sqlite3'}"
        if request.param == "postgresql":
            url = stack.enter_context(
                temporary_cluster(log=tmp_path / "postgresql.log", durable=True)
            )
        environment = {
            **os.environ,
            "PARLOIR_DATA_DIR": str(tmp_path),
            "PARLOIR_DATABASE_URL": url,
            "PARLOIR_DEMO": "1",  # with sample keys
            "PARLOIR_SMTP_HOST": "",
        }
        inside = stack.enter_context(Inside(environment))
        inside.call("tests.stage.wholeness:prepare")
        inside.call("bench.inside_booking:build", **SIZE)
        port = free_port()
        web = stack.enter_context(WebNursery(environment, port))
        web.start()
        yield Stage(web, inside, port)


@pytest.fixture
def kills(everything):
    return KILLS_OF_EVERYTHING if everything else KILLS


class Family:
    """A signed-in visitor at a browser, who presses "Finish" again if there is no answer."""

    def __init__(self, stage, email):
        self.stage, self.email = stage, email
        self.browser = PlainBrowser(stage.port, timeout=10)
        self.browser.get("/account/login/")
        signed_in = self.browser.post("/account/login/", login=email, password=PASSWORD)
        assert signed_in.status == 302

    def presses(self, path):
        """Return the booking, or None if the connection was lost."""
        try:
            answer = self.browser.post(path)
        except (OSError, HTTPException):
            return None
        finally:
            self.browser.close()  # the next web process knows nothing of this connection
        assert answer.booking, f"{answer.status} {answer.location}"
        return answer.booking

    def bookings(self, path):
        return self.stage.inside.call(
            "tests.stage.wholeness:bookings_at", path=path, email=self.email
        )


def press_together(families, paths):
    """Let each family book its own inmate, all at one time."""
    return all_at_once(
        [
            lambda family=family, path=path: family.presses(path)
            for family, path in zip(families, paths, strict=True)
        ]
    )


def test_killed_at_any_moment_of_a_booking_it_is_whole_or_absent_and_made_once(stage, kills):
    seed = int(os.environ.get("PARLOIR_SEED") or secrets.randbelow(2**32))
    print(f"seed {seed}: PARLOIR_SEED={seed} repeats it")
    chance = random.Random(seed)  # noqa: S311 - when to kill is no secret
    emails = stage.inside.call("bench.inside_booking:accounts", count=VISITORS, password=PASSWORD)
    families = [Family(stage, email) for email in emails]
    times = stage.inside.call("bench.inside_booking:places")
    first = latest = stage.inside.call("tests.stage.wholeness:last_booking")
    lost = kept = 0

    assert all(press_together(families, times[0]))  # the first press of a process takes longer
    began = time.perf_counter()
    assert all(press_together(families, times[1]))
    usual_seconds = time.perf_counter() - began

    rounds = times[2 : kills + 2]
    assert len(rounds) == kills
    for paths in rounds:
        moment = chance.uniform(0, 1.2 * usual_seconds)

        def kill_after(seconds=moment):
            time.sleep(seconds)  # the moment of the kill, not a wait for something
            stage.web.kill()

        *answers, _ = all_at_once(
            [
                *(
                    lambda family=family, path=path: family.presses(path)
                    for family, path in zip(families, paths, strict=True)
                ),
                kill_after,
            ]
        )
        assert stage.inside.call("tests.stage.wholeness:what_is_not_whole", after=latest) == []
        latest = stage.inside.call("tests.stage.wholeness:last_booking")
        there = [family.bookings(path) for family, path in zip(families, paths, strict=True)]
        stage.web.start()
        again = press_together(families, paths)

        for answered, found, repeated in zip(answers, there, again, strict=True):
            if answered is not None:
                assert found == [answered]
            assert found in ([], [repeated])
            lost += answered is None
            kept += answered is None and bool(found)
        assert [family.bookings(path) for family, path in zip(families, paths, strict=True)] == [
            [one] for one in again
        ]

    print(f"{kills} kills: {lost} of {kills * VISITORS} answers lost, {kept} of them after commit")
    assert stage.inside.call("tests.stage.wholeness:what_is_not_whole", after=first) == []
    assert stage.inside.call("bench.inside_booking:double_bookings") == 0
    assert 0 < lost < kills * VISITORS
