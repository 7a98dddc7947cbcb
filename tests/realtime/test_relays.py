"""Who is given the relay, with which credential, and until when."""

from datetime import datetime, timedelta

import pytest
from django.utils import timezone

from parloir.accounts.models import Role
from parloir.media.relay import name_at_the_relay, read_relay_address, relay_credential
from parloir.realtime import relays
from parloir.threads import in_thread
from parloir.visits.models import Admission, Visit
from tests.factories.people import make_staff
from tests.factories.places import make_jail
from tests.realtime.watching import wall_of

SECRET = "a secret that only this house knows"
URLS = ["turn:relay.example:3478?transport=udp", "turns:relay.example:443"]
MARGIN = timedelta(minutes=10)


@pytest.fixture(autouse=True)
def relay(settings):
    settings.TURN_URLS = tuple(read_relay_address(url) for url in URLS)
    settings.TURN_SECRET = SECRET


async def _asked(browser, leg="side", attempt=1):
    await browser.send(type="media.relay", leg=leg, attempt=attempt)
    answer = await browser.hears("media.relays")
    assert (answer["leg"], answer["attempt"]) == (leg, attempt)
    return answer["servers"]


def _server(*, owner, ends_at):
    name = name_at_the_relay(owner, secret=SECRET)
    made = relay_credential(secret=SECRET, name=name, ends_at=ends_at)
    return {"urls": URLS, "username": made.username, "credential": made.password}


def _side(side):
    return Admission.objects.select_related("visit").get(side=side)


async def test_side_gets_it_as_soon_as_one_press_is_left_and_not_before(scene):
    monitor = await scene.monitor()
    await monitor.sees("pin")
    assert await _asked(monitor) == []
    await monitor.does("enter_pin", pin=scene.pin)
    await monitor.sees("greet")
    assert await _asked(monitor, attempt=2) == []
    await monitor.does("confirm")
    await monitor.sees("rules")
    await monitor.does("acknowledge")
    await monitor.sees("check")

    given = await _asked(monitor, attempt=3)

    side = await in_thread(_side, "visitor")
    assert given == [_server(owner=side.public_id, ends_at=side.visit.ends_at + MARGIN)]
    assert await _asked(monitor, attempt=4) == given


async def test_two_sides_have_credentials_of_their_own(scene):
    monitor, station = await scene.both_live()

    (one,), (other,) = await _asked(monitor), await _asked(station)

    names = {server["username"].partition(":")[2] for server in (one, other)}
    assert len(names) == 2


async def test_credential_follows_the_end_of_the_visit(scene):
    monitor, _ = await scene.both_live()
    side = await in_thread(_side, "visitor")
    ends_at = side.visit.ends_at + timedelta(minutes=15)
    await in_thread(lambda: Visit.objects.update(ends_at=ends_at))

    assert await _asked(monitor) == [_server(owner=side.public_id, ends_at=ends_at + MARGIN)]


async def test_visit_whose_clock_stands_still_is_past_its_end_and_goes_on(scene, monkeypatch):
    monitor, _ = await scene.both_live()
    side = await in_thread(_side, "visitor")
    later = side.visit.ends_at + timedelta(seconds=1)
    monkeypatch.setattr(relays, "current_time", lambda: later)

    assert await _asked(monitor) == [_server(owner=side.public_id, ends_at=later + MARGIN)]


async def test_clock_of_the_demo_does_not_move_that_of_the_relay(scene, monkeypatch):
    monitor, _ = await scene.both_live()
    side = await in_thread(_side, "visitor")
    offset = timedelta(days=3)
    monkeypatch.setattr(relays, "clock_offset", lambda: offset)
    monkeypatch.setattr(relays, "current_time", lambda: timezone.now() + offset)

    (given,) = await _asked(monitor)

    ends_at = side.visit.ends_at - offset
    now = timezone.now()
    until = datetime.fromtimestamp(int(given["username"].partition(":")[0]), now.tzinfo)
    assert now - timedelta(minutes=1) < until - MARGIN < now + timedelta(minutes=1)
    assert ends_at < now


async def test_visit_that_is_over_gives_nobody_anything(scene):
    monitor, station = await scene.both_live()
    officer = await in_thread(make_staff, Role.OFFICER, scene.facility)
    visit = (await in_thread(_side, "visitor")).visit.public_id
    wall = await wall_of(scene, officer)
    await wall.sees_where(lambda screen: screen["tiles"])
    assert len(await _asked(wall, leg=visit)) == 1
    await monitor.does("end")
    await station.sees("ended")

    assert await _asked(monitor) == []
    assert await _asked(station) == []
    assert await _asked(wall, leg=visit, attempt=2) == []


async def test_officer_gets_it_for_the_tile_and_for_the_voice_of_a_live_visit(scene):
    await scene.both_live()
    visit = (await in_thread(_side, "visitor")).visit
    officer = await in_thread(make_staff, Role.OFFICER, scene.facility)
    wall = await wall_of(scene, officer)

    (tile,) = await _asked(wall, leg=visit.public_id)
    (voice,) = await _asked(wall, leg=f"voice:{visit.public_id}")

    ends_at = int((visit.ends_at + MARGIN).timestamp())
    assert {one["username"].partition(":")[0] for one in (tile, voice)} == {str(ends_at)}
    assert tile["username"] != voice["username"]


async def test_officer_of_another_facility_gets_nothing(scene):
    await scene.both_live()
    visit = (await in_thread(_side, "visitor")).visit.public_id
    stranger = await in_thread(lambda: make_staff(Role.OFFICER, make_jail(slug="elsewhere")))
    wall = await wall_of(scene, stranger)

    for leg in (visit, f"voice:{visit}", "side", "nothing"):
        assert await _asked(wall, leg=leg) == []


async def test_side_asks_for_its_own_leg_alone(scene):
    monitor, _ = await scene.both_live()
    visit = (await in_thread(_side, "visitor")).visit.public_id
    await monitor.send(type="media.relay", leg=visit, attempt=1)
    assert (await monitor.hears("error"))["code"] == "malformed"


async def test_house_without_a_relay_gives_none(scene, settings):
    settings.TURN_URLS = ()
    monitor, _ = await scene.both_live()
    assert await _asked(monitor) == []
