"""How a side is connected at `check`: what its answer waits for, and what is muted by then."""

import threading

import pytest

from parloir.media.events import Direction
from parloir.realtime import leg_actor, legs, redraw_lane
from parloir.realtime.process import this_process
from parloir.realtime.surface import Surface
from parloir.threads import in_thread
from parloir.visits.models import Admission, Leg, Visit
from parloir.visits.states import AdmissionState
from tests.contracts.descriptions import canned_offer
from tests.realtime.browsers import PATIENCE, eventually
from tests.realtime.test_gate import (
    BOTH,
    both_are_connected_at_check,
    is_connected,
    muted,
    one_is_back_at_check,
    prepare,
    reached,
    receives,
)

__all__ = ["one_is_back_at_check"]


@pytest.fixture
def slow_write(monkeypatch):
    """Return a door that what is written of an offer waits at, until it is set."""
    door, note_streams = threading.Event(), legs.note_streams

    def note_late(**given):
        assert door.wait(PATIENCE)
        note_streams(**given)

    monkeypatch.setattr(legs, "note_streams", note_late)
    yield door
    door.set()


def _streams():
    return Leg.objects.get(role="visitor", closed_at=None).streams


async def test_no_write_stands_between_the_media_server_s_answer_and_the_browser_s(
    scene, slow_write
):
    monitor = await scene.monitor_at_check()
    await prepare(monitor)
    await is_connected(monitor)
    assert await in_thread(_streams) == {}
    slow_write.set()
    await eventually(lambda: set(_streams()) == {"audio", "video"})


async def test_a_side_that_has_left_meanwhile_is_let_go(scene, slow_write):
    monitor = await scene.monitor_at_check()
    await prepare(monitor)
    await is_connected(monitor)
    await in_thread(Admission.objects.filter(side="visitor").update, state=AdmissionState.GREETED)
    slow_write.set()
    assert (await monitor.hears("error"))["code"] == "not_allowed_now"
    assert await in_thread(Leg.objects.filter(closed_at=None).count) == 0


def _unhurried(scene):
    """Return for each role whether its connections were made while nobody waited for them."""
    by_id = dict(Leg.objects.filter(closed_at=None).values_list("feed_id", "role"))
    parties = scene.media.room(Visit.objects.get().room_id).parties
    return {by_id[feed]: leg.unhurried for feed, leg in parties.items()}


async def test_nobody_waits_for_a_connection_at_check_and_everybody_for_one_after_the_press(scene):
    monitor, station = await both_are_connected_at_check(scene)
    at_check = {Direction.PUBLISH: True, Direction.SUBSCRIBE: True}
    assert await in_thread(_unhurried, scene) == {"visitor": at_check, "inmate": at_check}
    for browser in (monitor, station):
        await browser.does("begin")
    await station.sees("live")
    await station.send(type="media.join", leg="side", attempt=2, sdp=canned_offer())
    await is_connected(station, attempt=2)
    waited_for = {Direction.PUBLISH: False, Direction.SUBSCRIBE: False}
    await eventually(lambda: _unhurried(scene).get("inmate") == waited_for)


@pytest.mark.parametrize(
    ("way", "held"),
    [("mute", {"inmate": 1}), ("pause", {"visitor": 2, "inmate": 2})],
)
async def test_what_is_muted_before_the_connection_stays_so_after_the_press(
    one_is_back_at_check, way, held
):
    scene, station = one_is_back_at_check.scene, one_is_back_at_check.station
    await one_is_back_at_check.does(way, **({"side": "inmate"} if way == "mute" else {}))
    await eventually(lambda: muted(scene) == held)
    await prepare(station, attempt=2)
    await is_connected(station, attempt=2)
    await receives(station, "visitor")
    await eventually(lambda: muted(scene) == held)
    await station.does("begin")
    await eventually(lambda: reached(scene).get("visitor") == {"inmate"})
    assert await in_thread(muted, scene) == held


@pytest.fixture
def gates_at_a_door(monkeypatch):
    """Return two events: somebody looks at the gates, and they may."""
    looked, door, open_feeds = threading.Event(), threading.Event(), leg_actor.open_feeds

    def look(**given):
        looked.set()
        assert door.wait(PATIENCE)
        return open_feeds(**given)

    monkeypatch.setattr(leg_actor, "open_feeds", look)
    monkeypatch.setattr(redraw_lane, "LONGEST_HOLD_S", PATIENCE)
    yield looked, door
    door.set()


async def test_no_screen_is_rendered_before_the_gates_are_open(scene, request, monkeypatch):
    monitor, station = await both_are_connected_at_check(scene)
    await monitor.does("begin")
    await monitor.sees("waiting")
    looked, door = request.getfixturevalue("gates_at_a_door")
    rendered, read_screen = [], Surface.read_screen

    async def note(surface):
        rendered.append(surface.name)
        return await read_screen(surface)

    monkeypatch.setattr(Surface, "read_screen", note)
    await station.does("begin")
    assert await in_thread(looked.wait, PATIENCE)
    for browser in (monitor, station):
        await browser.send(type="ping")
        await browser.hears("pong")
    assert rendered == []
    door.set()
    await monitor.sees("live")
    await station.sees("live")
    await eventually(lambda: reached(scene) == BOTH)


async def test_a_leg_that_closes_holds_no_screen_up(scene, request):
    monitor, station = await both_are_connected_at_check(scene)
    await monitor.does("begin")
    await monitor.sees("waiting")
    looked, door = request.getfixturevalue("gates_at_a_door")
    await station.does("begin")
    assert await in_thread(looked.wait, PATIENCE)
    await station.leave()
    door.set()
    await monitor.sees("live")
    assert this_process().redraws.is_held is False
