"""Sides are connected before the press, behind the gate: nothing passes before it opens."""

import asyncio

import pytest

from parloir.protocol.media import MediaJoin, MediaPrepare
from parloir.realtime.leg_messages import LetGo
from parloir.realtime.legs import SideLeg
from parloir.realtime.monitor import MonitorSurface
from parloir.realtime.process import this_process
from parloir.threads import in_thread
from parloir.visits.models import Admission, Leg, Visit
from parloir.visits.states import AdmissionState
from tests.contracts.descriptions import canned_answer, canned_offer
from tests.realtime.browsers import PATIENCE, eventually
from tests.realtime.test_wall import NO_WAIT
from tests.realtime.test_wall_interventions import have_stood_for_long
from tests.realtime.watching import Watched, wall_of


async def prepare(browser, attempt=1):
    await browser.send(type="media.prepare", leg="side", attempt=attempt, sdp=canned_offer())


async def is_connected(browser, attempt=1):
    """Connect both directions, as far as there is somebody to receive."""
    answer = await browser.hears("media.answer")
    assert answer["attempt"] == attempt


async def receives(browser, *sources):
    offer = await browser.hears("media.offer")
    assert {one["source"] for one in offer["streams"]} == set(sources)
    await browser.send(type="media.accept", leg="side", attempt=1, sdp=canned_answer())


def _legs_by_role(scene):
    """Return the legs at the media server by their role. An officer's has "officer"."""
    visit = Visit.objects.get()
    roles = dict(Leg.objects.filter(visit=visit, closed_at=None).values_list("feed_id", "role"))
    parties = scene.media.room(visit.room_id).parties
    return {roles[feed]: leg for feed, leg in parties.items() if feed in roles}, roles


def reached(scene):
    """Return by role whose packets would reach its browser."""
    legs, roles = _legs_by_role(scene)
    return {
        role: {roles[feed] for feed in leg.reached_by}
        for role, leg in legs.items()
        if leg.reached_by
    }


def connected(scene):
    legs, roles = _legs_by_role(scene)
    return {role: {roles[feed] for feed in leg.connected} for role, leg in legs.items()}


BOTH = {"visitor": {"inmate"}, "inmate": {"visitor"}}


async def both_are_connected_at_check(scene):
    monitor, station = await scene.monitor_at_check(), await scene.station_at_rules()
    for browser in (monitor, station):
        await prepare(browser)
        await is_connected(browser)
    await receives(monitor, "inmate")
    await receives(station, "visitor")
    return monitor, station


async def test_both_directions_are_connected_at_check_and_nothing_passes(scene):
    await both_are_connected_at_check(scene)
    assert await in_thread(connected, scene) == BOTH
    assert await in_thread(reached, scene) == {}


async def test_the_press_of_one_side_opens_nothing_and_that_of_the_second_both(scene):
    monitor, station = await both_are_connected_at_check(scene)
    await monitor.does("begin")
    await monitor.sees("waiting")
    await station.send(type="ping")
    await station.hears("pong")
    assert await in_thread(reached, scene) == {}
    await station.does("begin")
    await eventually(lambda: reached(scene) == BOTH)
    for browser in (monitor, station):
        await browser.sees("live")
        assert "media.restart" not in browser.everything_heard
        assert browser.everything_heard.count('"media.answer"') == 1
        assert browser.everything_heard.count('"media.offer"') == 1
    generations = await in_thread(lambda: set(Leg.objects.values_list("role", "generation")))
    assert generations == {("visitor", 1), ("inmate", 1)}


async def test_the_gate_opens_before_the_screen_says_that_the_visit_is_live(scene, monkeypatch):
    monitor, station = await both_are_connected_at_check(scene)
    await monitor.does("begin")
    await monitor.sees("waiting")
    door, show = asyncio.Event(), MonitorSurface.show_screen

    async def show_late(surface, rendered):
        await door.wait()
        return await show(surface, rendered)

    monkeypatch.setattr(MonitorSurface, "show_screen", show_late)
    await station.does("begin")
    await eventually(lambda: reached(scene) == BOTH)
    assert monitor.screen["name"] == "waiting"
    door.set()
    await monitor.sees("live")


async def test_a_press_that_overtakes_the_connection_begins_with_it(scene):
    monitor, station = await scene.monitor_at_check(), await scene.station_at_rules()
    for browser in (monitor, station):
        await prepare(browser)
        await browser.does("begin")
    await eventually(lambda: reached(scene) == BOTH)


async def test_who_is_not_one_press_before_the_visit_is_not_connected(scene):
    monitor = await scene.monitor()
    await monitor.sees("pin")
    await monitor.does("enter_pin", pin=scene.pin)
    await monitor.sees("greet")
    await prepare(monitor)
    assert (await monitor.hears("error"))["code"] == "not_allowed_now"
    assert await in_thread(Leg.objects.count) == 0


async def test_a_side_that_joins_only_after_its_press_is_received_as_before(scene):
    """Its media server was away at `check`, or its browser is slow."""
    monitor, station = await scene.monitor_at_check(), await scene.station_at_rules()
    await prepare(monitor)
    await is_connected(monitor)
    await monitor.does("begin")
    await station.does("begin")
    await station.send(type="media.join", leg="side", attempt=1, sdp=canned_offer())
    await eventually(lambda: reached(scene) == BOTH)


async def test_a_media_server_that_is_away_at_check_does_not_stop_the_press(scene):
    monitor = await scene.monitor_at_check()
    scene.media.go_down()
    await prepare(monitor)
    assert (await monitor.hears("error"))["code"] == "media_unavailable"
    scene.media.come_back()
    await monitor.does("begin")
    await monitor.send(type="media.join", leg="side", attempt=2, sdp=canned_offer())
    await is_connected(monitor, attempt=2)


async def test_a_connection_that_is_lost_at_check_is_told_and_made_again(scene):
    monitor, station = await both_are_connected_at_check(scene)
    legs, _ = await in_thread(_legs_by_role, scene)
    legs["visitor"].lose("the session was ended")
    assert (await monitor.hears("media.restart"))["attempt"] == 1
    await prepare(monitor, attempt=2)
    await is_connected(monitor, attempt=2)
    await monitor.does("begin")
    await station.does("begin")
    await eventually(lambda: reached(scene) == BOTH)


async def test_a_connection_that_a_request_finds_lost_is_told_and_made_again(scene):
    monitor, station = await both_are_connected_at_check(scene)
    legs, _ = await in_thread(_legs_by_role, scene)
    legs["visitor"].lose_silently()
    await monitor.does("begin")
    await station.does("begin")
    assert (await monitor.hears("media.restart"))["attempt"] == 1
    await monitor.send(type="media.join", leg="side", attempt=2, sdp=canned_offer())
    await is_connected(monitor, attempt=2)
    await eventually(lambda: reached(scene) == BOTH)


@pytest.mark.parametrize("way", ["leave", "socket"])
async def test_who_leaves_check_lets_its_leg_go(scene, way):
    monitor, station = await both_are_connected_at_check(scene)
    if way == "leave":
        await monitor.does("leave")
        await monitor.sees("pin")
    else:
        await monitor.leave()
    await eventually(lambda: _open_roles() == ["inmate"])
    await eventually(lambda: connected(scene) == {"inmate": set()})
    if way == "leave":
        await station.does("begin")
        await station.sees("waiting")


def _open_roles():
    return sorted(Leg.objects.filter(closed_at=None).values_list("role", flat=True))


# A side that comes back into a live visit


@pytest.fixture
async def one_is_back_at_check(scene, officer, monkeypatch):
    """Return a live visit that an officer watches, in which the inmate has yet to press again."""
    monkeypatch.setattr("parloir.realtime.legs.KEY_FRAME_EVERY", NO_WAIT)
    monitor, station = await scene.both_live()
    await in_thread(Admission.objects.filter(side="inmate").update, state=AdmissionState.READING)
    await station.leave()
    station = await scene.station()
    await station.sees("rules")
    wall = await wall_of(scene, officer)
    await wall.sees_where(lambda s: s["tiles"])
    visit = await in_thread(Visit.objects.get)
    await wall.send(type="media.watch", leg=visit.public_id, attempt=1)
    await monitor.send(type="media.join", leg="side", attempt=1, sdp=canned_offer())
    await is_connected(monitor)
    await prepare(station)
    await is_connected(station)
    await receives(monitor, "inmate")
    await receives(station, "visitor")
    return Watched(scene, monitor, station, wall, visit)


async def test_nobody_receives_who_is_back_at_check_and_they_receive_nobody(one_is_back_at_check):
    scene, station = one_is_back_at_check.scene, one_is_back_at_check.station
    await eventually(lambda: reached(scene) == {"officer": {"visitor"}})
    await station.does("begin")
    await eventually(lambda: reached(scene) == {**BOTH, "officer": {"visitor", "inmate"}})


def muted(scene):
    legs, _ = _legs_by_role(scene)
    return {role: len(leg.muted) for role, leg in legs.items() if leg.muted}


async def test_a_mute_at_check_holds_after_the_press(one_is_back_at_check):
    scene = one_is_back_at_check.scene
    await one_is_back_at_check.does("mute", side="inmate")
    await eventually(lambda: muted(scene) == {"inmate": 1})
    await one_is_back_at_check.station.does("begin")
    await eventually(lambda: reached(scene).get("visitor") == {"inmate"})
    assert await in_thread(muted, scene) == {"inmate": 1}


async def test_a_pause_at_check_holds_after_the_press_until_it_is_over(one_is_back_at_check):
    scene, station = one_is_back_at_check.scene, one_is_back_at_check.station
    await one_is_back_at_check.does("pause")
    await eventually(lambda: muted(scene) == {"visitor": 2, "inmate": 2})
    await station.does("begin")
    await eventually(lambda: reached(scene).get("visitor") == {"inmate"})
    assert await in_thread(muted, scene) == {"visitor": 2, "inmate": 2}
    await one_is_back_at_check.does("resume")
    # It began to send while it was muted, so the media server may not know its layers (ADR 33).
    assert (await station.hears("media.restart"))["attempt"] == 1


async def test_a_pause_that_is_over_before_the_press_costs_no_restart(one_is_back_at_check):
    scene, station = one_is_back_at_check.scene, one_is_back_at_check.station
    await in_thread(have_stood_for_long)
    await one_is_back_at_check.does("pause")
    await eventually(lambda: muted(scene) == {"visitor": 2, "inmate": 2})
    await one_is_back_at_check.does("resume")
    await eventually(lambda: muted(scene) == {})
    await station.does("begin")
    await eventually(lambda: reached(scene).get("visitor") == {"inmate"})
    await eventually(lambda: _legs_by_role(scene)[0]["inmate"].whole_pictures_asked > 0)
    assert "media.restart" not in station.everything_heard


# Ten minutes


class NoIntents:
    is_busy = False

    async def join(self) -> None: ...


class OneLeg:
    """A side's leg with the admission of a monitor that stands at `check`, and what it sends."""

    def __init__(self, scene):
        self.sent = asyncio.Queue()
        self.leg = SideLeg(
            sign_in="",
            server=scene.media,
            send=self.sent.put,
            refuse=self.sent.put,
            intents=NoIntents(),
            ledger=this_process().ledger,
            redraws=this_process().redraws,
        )

    async def hears(self, kind):
        async with asyncio.timeout(PATIENCE):
            while (message := await self.sent.get()).type != kind:
                pass
        return message


def _at_check():
    return Admission.objects.select_related("visit").get(side="visitor")


async def test_what_nobody_uses_for_ten_minutes_is_let_go_and_a_press_connects_then(scene):
    monitor = await scene.monitor_at_check()
    await prepare(monitor)
    await is_connected(monitor)
    one = OneLeg(scene)
    one.leg.follow(await in_thread(_at_check), could_begin=True)
    try:
        await _connects_and_lets_go(one)
        one.leg.follow(await in_thread(_at_check), could_begin=True)
        one.leg.put(_message("media.prepare", attempt=2))
        assert (await one.hears("media.closed")).reason == "unused"
        assert await in_thread(_open_roles) == []
        await monitor.does("begin")
        one.leg.put(_message("media.join", attempt=3))
        assert (await one.hears("media.answer")).attempt == 3
        one.leg.put(LetGo())
        one.leg.put(_message("media.join", attempt=4))
        assert (await one.hears("media.answer")).attempt == 4
    finally:
        await one.leg.close()


async def _connects_and_lets_go(one):
    one.leg.put(_message("media.prepare", attempt=1))
    assert (await one.hears("media.answer")).attempt == 1
    one.leg.put(LetGo())
    closed = await one.hears("media.closed")
    assert closed.reason == "unused"


def _message(kind, attempt):
    made = {"media.join": MediaJoin, "media.prepare": MediaPrepare}[kind]
    return made(leg="side", attempt=attempt, sdp=canned_offer())


async def test_a_side_is_let_go_after_ten_minutes_at_check_by_the_loop_s_clock(scene, monkeypatch):
    """Both sides of the boundary: the loop calls it after ten minutes, for each admission once."""
    loop, called = asyncio.get_running_loop(), []
    call_later = loop.call_later

    def note(delay, function, *given):
        if given and isinstance(given[0], LetGo):
            called.append(delay)
        return call_later(delay, function, *given)

    monkeypatch.setattr(loop, "call_later", note)
    monitor = await scene.monitor_at_check()
    await monitor.does("set_language", lang="es")
    await monitor.sees_where(lambda s: s["name"] == "check")
    assert called == [600.0]
    await monitor.does("leave")
    await monitor.sees("pin")
    for name, intent, args in (
        ("pin", "enter_pin", {"pin": scene.pin}),
        ("greet", "confirm", {}),
        ("rules", "acknowledge", {}),
    ):
        await monitor.sees(name)
        await monitor.does(intent, **args)
    await monitor.sees("check")
    assert called == [600.0, 600.0]
