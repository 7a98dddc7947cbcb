"""Media legs through the sockets: who may publish, who receives whom, what happens on loss."""

import asyncio
import threading

from django.db import OperationalError

from parloir.media.fake_leg import FakeLeg
from parloir.protocol.intents import SetLanguage
from parloir.realtime.monitor import MonitorSurface
from parloir.threads import in_thread
from parloir.visits.models import Leg, Visit
from parloir.visits.rooms import room_spec
from tests.contracts.descriptions import canned_answer, canned_offer
from tests.realtime.browsers import PATIENCE, eventually


async def _join(browser, attempt=1):
    await browser.send(type="media.join", leg="side", attempt=attempt, sdp=canned_offer())


def _open_legs():
    return sorted(Leg.objects.filter(closed_at=None).values_list("role", "generation"))


async def _is_published(scene, *, by_anybody):
    room_id = await in_thread(lambda: Visit.objects.get().room_id)
    async with asyncio.timeout(PATIENCE):
        while await _publishing(scene, room_id) != [by_anybody]:  # noqa: ASYNC110 - the fake tells nobody
            await asyncio.sleep(0.02)


async def _publishing(scene, room_id):
    """Return those of each party in the room; none before the room is created."""
    if room_id not in await scene.media.rooms():
        return []
    present = await scene.media.participants(room_id=room_id)
    return [party.publishing for party in present]


async def test_party_that_has_not_begun_publishes_nothing(scene):
    monitor = await scene.monitor_at_check()
    await _join(monitor)
    assert (await monitor.hears("error"))["code"] == "not_allowed_now"
    await _is_published(scene, by_anybody=False)


async def test_party_that_goes_away_before_beginning_leaves_no_leg(scene):
    monitor = await scene.monitor_at_check()
    await eventually(lambda: _open_legs() == [("visitor", 1)])
    await monitor.does("leave")
    await monitor.sees("pin")
    await eventually(lambda: _open_legs() == [])


async def test_second_party_is_offered_the_first_behind_its_own_answer(scene):
    """The visit is live before this browser has joined, and its leg has already joined the room."""
    monitor, station = await scene.both_begin()
    await _join(monitor)
    await monitor.hears("media.answer")
    await _join(station)
    assert (await station.hears("media.answer"))["attempt"] == 1
    offer = await station.hears("media.offer")
    assert (offer["attempt"], {one["source"] for one in offer["streams"]}) == (1, {"visitor"})


async def test_leg_made_ready_is_the_one_that_publishes(scene):
    monitor = await scene.monitor_at_check()
    await eventually(lambda: _open_legs() == [("visitor", 1)])
    await monitor.does("begin")
    await _join(monitor)
    await monitor.hears("media.answer")
    assert await in_thread(_open_legs) == [("visitor", 1)]


async def test_begin_and_join_sent_together_are_answered(scene):
    monitor = await scene.monitor_at_check()
    await monitor.send(type="intent", id="b", name="begin", args={})
    await _join(monitor)
    answer = await monitor.hears("media.answer")
    assert (answer["leg"], answer["attempt"]) == ("side", 1)
    await monitor.sees("waiting")


async def test_join_behind_a_press_that_does_not_begin_is_not_answered(scene, monkeypatch):
    """The offer is processed before the intent, and is discarded if that was not "begin"."""
    door = threading.Event()
    carry_out = MonitorSurface.carry_out

    def wait_at_the_door(surface, intent, *, now):
        assert not isinstance(intent, SetLanguage) or door.wait(PATIENCE)
        carry_out(surface, intent, now=now)

    monkeypatch.setattr(MonitorSurface, "carry_out", wait_at_the_door)
    monitor = await scene.monitor_at_check()
    await eventually(lambda: _open_legs() == [("visitor", 1)])
    await monitor.send(type="intent", id="s", name="set_language", args={"lang": "es"})
    await _join(monitor)
    await _is_published(scene, by_anybody=True)
    door.set()
    answer = await monitor.hear(lambda m: m["type"] in {"error", "media.answer"})
    assert (answer["type"], answer["code"]) == ("error", "not_allowed_now")
    await _is_published(scene, by_anybody=False)
    await monitor.does("begin")
    await _join(monitor, attempt=2)
    assert (await monitor.hears("media.answer"))["attempt"] == 2


async def test_both_parties_receive_each_other_once_live(scene):
    monitor, station = await scene.both_begin()
    await _join(monitor)
    await _join(station)
    for browser, other in ((monitor, "inmate"), (station, "visitor")):
        offer = await browser.hears("media.offer")
        assert {stream["source"] for stream in offer["streams"]} == {other}
        assert sorted(stream["kind"] for stream in offer["streams"]) == ["audio", "video"]


async def test_nobody_receives_before_the_visit_is_live(scene):
    monitor = await scene.monitor_at_check()
    await monitor.does("begin")
    await _join(monitor)
    await monitor.hears("media.answer")
    station = await scene.station_at_rules()
    await _join(station)
    assert (await station.hears("error"))["code"] == "not_allowed_now"
    await station.does("begin")
    await station.sees("live")
    await monitor.sees("live")
    await _join(station, attempt=2)
    assert (await monitor.hears("media.offer"))["streams"]
    assert (await station.hears("media.offer"))["streams"]


async def test_malformed_description_is_refused_and_the_leg_can_begin_anew(scene):
    monitor, _ = await scene.both_begin()
    await monitor.send(type="media.join", leg="side", attempt=1, sdp="nonsense")
    assert (await monitor.hears("error"))["code"] == "media_refused"
    await _join(monitor, attempt=2)
    assert (await monitor.hears("media.answer"))["attempt"] == 2


async def test_leg_without_a_database_is_refused_and_begins_anew_with_it(scene, monkeypatch):
    monitor, _ = await scene.both_begin()

    def is_away(*_args, **_fields):
        raise OperationalError("the database is away")

    with monkeypatch.context() as away:
        away.setattr("parloir.realtime.legs.note_streams", is_away)
        away.setattr("parloir.realtime.leg_actor.close_leg", is_away)
        await _join(monitor)
        assert (await monitor.hears("error"))["code"] == "media_unavailable"
    await _join(monitor, attempt=2)
    assert (await monitor.hears("media.answer"))["attempt"] == 2
    await eventually(lambda: _open_legs() == [("inmate", 1), ("visitor", 2)])


async def test_answers_of_an_older_attempt_are_ignored(scene):
    monitor, station = await scene.both_begin()
    await _join(station)
    await _join(monitor)
    await _join(monitor, attempt=2)
    await monitor.hear(lambda m: m["type"] == "media.offer" and m["attempt"] == 2)
    await monitor.send(type="media.accept", leg="side", attempt=1, sdp=canned_answer())
    await monitor.send(type="ping")
    await monitor.hears("pong")


async def test_new_generation_takes_the_place_of_the_old(scene):
    monitor, _ = await scene.both_begin()
    await _join(monitor)
    await monitor.hears("media.answer")
    await monitor.leave()
    again = await scene.monitor()
    await again.sees("live")
    await _join(again)
    await again.hears("media.answer")
    await eventually(lambda: _open_legs() == [("inmate", 1), ("visitor", 2)])


async def test_ended_visit_leaves_no_room_and_no_leg(scene):
    monitor, station = await scene.both_begin()
    await _join(monitor)
    await _join(station)
    await station.hears("media.offer")
    await monitor.does("end")
    await station.sees("ended")
    await station.hears("media.closed")
    await eventually(lambda: Visit.objects.get().room_closed_at is not None)
    await scene.room_is_gone()
    await eventually(lambda: _open_legs() == [])


async def test_end_of_the_visit_that_a_subscription_meets_is_told_as_such(scene, monkeypatch):
    asks, may_ask = asyncio.Event(), asyncio.Event()
    subscribe = FakeLeg.subscribe

    async def subscribes_late(self, *args, **named):
        asks.set()
        await may_ask.wait()
        return await subscribe(self, *args, **named)

    monkeypatch.setattr(FakeLeg, "subscribe", subscribes_late)
    monitor, station = await scene.both_begin()
    for browser in (monitor, station):
        await _join(browser)
        await browser.hears("media.answer")
    await asks.wait()
    await monitor.does("end")
    await scene.room_is_gone()
    may_ask.set()
    for browser in (monitor, station):
        await browser.hears("media.closed")
    await eventually(lambda: _open_legs() == [])


async def test_media_server_that_dies_is_told_and_the_legs_begin_anew(scene):
    monitor, station = await scene.both_begin()
    await _join(monitor)
    await _join(station)
    await monitor.hears("media.offer")
    await station.hears("media.offer")
    scene.media.go_down()
    await monitor.hears("media.restart")
    trouble = await monitor.sees_where(lambda s: s["name"] == "live" and s["trouble"])
    assert trouble["trouble"]
    await _join(monitor, attempt=2)
    assert (await monitor.hears("error"))["code"] == "media_unavailable"
    scene.media.come_back()
    await monitor.sees_where(lambda s: s["name"] == "live" and s["trouble"] is None)
    await _join(monitor, attempt=3)
    await _join(station, attempt=2)
    again = await monitor.hear(lambda m: m["type"] == "media.offer" and m["attempt"] == 3)
    assert again["streams"]


async def test_no_browser_receives_the_secret_or_the_pin_of_a_room(watched):
    browsers = (watched.monitor, watched.station)
    for browser in browsers:
        await _join(browser)
        await browser.hears("media.answer")
    for browser in browsers:
        await browser.hears("media.offer")

    visit = await in_thread(Visit.objects.get)
    heard = "".join(browser.everything_heard for browser in (*browsers, watched.wall))
    assert heard.count("media.answer") == 2
    assert [one for one in (visit.room_secret, room_spec(visit).pin) if one in heard] == []
