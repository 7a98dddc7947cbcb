"""A side whose line is thin receives less of the picture, and is told when it is paused."""

import pytest

from parloir.media.fake import FakeMediaServer
from parloir.media.protocol import LegSpec, RoomSpec
from parloir.protocol.media import MediaLine
from parloir.realtime import voice_first
from parloir.realtime.voice_first import LEAST_BETWEEN_S, VoiceFirst
from parloir.threads import in_thread
from parloir.visits.models import Leg
from tests.contracts.descriptions import canned_offer
from tests.realtime.browsers import eventually
from tests.realtime.test_gate import _legs_by_role
from tests.realtime.test_ledger import _both_connected


def line(
    *, missing: int, attempt: int = 1, lost: int = 0, picture_first: bool = False
) -> dict[str, object]:
    return {
        "type": "media.line",
        "leg": "side",
        "attempt": attempt,
        "sound_missing": missing,
        "lost": lost,
        "delay_ms": 0,
        "picture_first": picture_first,
    }


@pytest.fixture
def reports_count_immediately(monkeypatch):
    monkeypatch.setattr(voice_first, "LEAST_BETWEEN_S", 0)


async def says(browser, **told):
    """Let the browser report a second, and wait until the server has taken it."""
    await browser.send(**line(**told))
    await browser.send(type="ping")
    await browser.hears("pong")


def asked(scene, role):
    """Return which layer of the other side this one receives, and whose pictures it is shown."""
    legs, roles = _legs_by_role(scene)
    leg = legs[role]
    return (
        {
            roles[feed]: (layer, leg.frames.get(feed))
            for feed, layer in leg.layers.items()
            if feed in leg.connected
        },
        {roles[feed] for feed in leg.shown},
    )


def heard(scene, role):
    """Return whose sound reaches this one."""
    legs, roles = _legs_by_role(scene)
    return {roles[feed] for feed in legs[role].heard}


async def test_a_line_that_carries_no_picture_carries_the_voice(scene, reports_count_immediately):
    monitor, _ = await _both_connected(scene)
    await says(monitor, missing=200)
    await eventually(lambda: asked(scene, "visitor") == ({"inmate": (0, 0)}, {"inmate"}))
    for _ in range(4):
        await says(monitor, missing=200)
    told = await monitor.hears("media.picture")
    assert (told["leg"], told["attempt"], told["paused"]) == ("side", 1, True)
    legs, roles = await in_thread(_legs_by_role, scene)
    assert {roles[feed] for feed in legs["visitor"].reached_by} == {"inmate"}
    assert legs["visitor"].shown == frozenset()
    assert await in_thread(asked, scene, "inmate") == ({"visitor": (2, None)}, {"visitor"})
    for _ in range(10):
        await says(monitor, missing=0)
    assert (await monitor.hears("media.picture"))["paused"] is False
    await eventually(lambda: asked(scene, "visitor") == ({"inmate": (0, 0)}, {"inmate"}))


async def test_where_somebody_signs_the_voice_stops_before_a_frame_does(
    scene, reports_count_immediately
):
    monitor, _ = await _both_connected(scene)
    for _ in range(9):
        await says(monitor, missing=1000, picture_first=True)
    assert await in_thread(asked, scene, "visitor") == ({"inmate": (2, None)}, {"inmate"})
    for _ in range(2):
        await says(monitor, missing=0, lost=200, picture_first=True)
    await eventually(lambda: asked(scene, "visitor") == ({"inmate": (0, 2)}, {"inmate"}))
    assert await in_thread(heard, scene, "visitor") == {"inmate"}
    for _ in range(5):
        await says(monitor, missing=0, lost=200, picture_first=True)
    told = await monitor.hears("media.picture")
    assert (told["paused"], told["sound_paused"]) == (False, True)
    assert await in_thread(asked, scene, "visitor") == ({"inmate": (0, 2)}, {"inmate"})
    assert await in_thread(heard, scene, "visitor") == set()
    for _ in range(9):
        await says(monitor, missing=0, lost=200, picture_first=True)
    assert await in_thread(asked, scene, "visitor") == ({"inmate": (0, 0)}, {"inmate"})
    assert await in_thread(heard, scene, "inmate") == {"visitor"}
    for _ in range(20):
        await says(monitor, missing=0, picture_first=True)
    told = await monitor.hears("media.picture")
    assert (told["paused"], told["sound_paused"]) == (False, False)
    await eventually(lambda: heard(scene, "visitor") == {"inmate"})


async def test_when_nobody_signs_any_more_the_line_is_judged_again(
    scene, reports_count_immediately
):
    monitor, _ = await _both_connected(scene)
    for _ in range(7):
        await says(monitor, missing=0, lost=200, picture_first=True)
    assert (await monitor.hears("media.picture"))["sound_paused"] is True
    await says(monitor, missing=0)
    assert (await monitor.hears("media.picture"))["sound_paused"] is False
    await eventually(lambda: asked(scene, "visitor") == ({"inmate": (2, 2)}, {"inmate"}))
    await eventually(lambda: heard(scene, "visitor") == {"inmate"})


async def test_a_report_of_another_attempt_changes_nothing(scene, reports_count_immediately):
    monitor, _ = await _both_connected(scene)
    await says(monitor, missing=1000, attempt=2)
    assert await in_thread(asked, scene, "visitor") == ({"inmate": (2, None)}, {"inmate"})


async def test_one_who_comes_back_is_received_as_the_line_carries_it(
    scene, reports_count_immediately
):
    monitor, station = await _both_connected(scene)
    for _ in range(5):
        await says(monitor, missing=200)
    assert (await monitor.hears("media.picture"))["paused"] is True
    await station.send(type="media.join", leg="side", attempt=2, sdp=canned_offer())
    await station.hears("media.answer")
    await eventually(lambda: _generations_that_reach_the_visitor(scene) == {2})
    await eventually(lambda: asked(scene, "visitor") == ({"inmate": (0, None)}, set()))


def _generations_that_reach_the_visitor(scene):
    feeds = _legs_by_role(scene)[0]["visitor"].reached_by
    return set(Leg.objects.filter(feed_id__in=feeds).values_list("generation", flat=True))


def report(missing):
    return MediaLine(leg="side", attempt=1, sound_missing=missing, lost=0, delay_ms=0)


def test_more_than_a_report_in_a_second_is_ignored():
    side = VoiceFirst()
    side.take(report(200), at=10.0)
    assert side.substream == 0
    for at in (11.0, 12.0, 13.0, 14.0, 14.0 + LEAST_BETWEEN_S - 0.01):
        side.take(report(0), at=at)
    side.take(report(200), at=14.0 + LEAST_BETWEEN_S - 0.001)
    assert not side.is_paused
    side.take(report(200), at=14.0 + LEAST_BETWEEN_S + 0.001)
    assert side.is_paused


async def test_what_is_held_stays_held_whatever_the_line_carries():
    server = FakeMediaServer()
    await server.open_room(RoomSpec(room_id=1, secret="s", pin="p"))
    sender, receiver = [
        await server.open_leg(
            LegSpec(room_id=1, pin="p", feed_id=n, session_id=n, opaque_id="a leg")
        )
        for n in (7, 8)
    ]
    await sender.publish(canned_offer())
    await receiver.subscribe([7], held=[7])
    side = VoiceFirst()
    for at in range(5):
        side.take(report(200), at=at)
    await side.apply(receiver, [7])
    assert (receiver.reached_by, receiver.shown) == (frozenset(), frozenset())
    for at in range(5, 15):
        side.take(report(0), at=at)
    assert not side.is_paused
    await side.apply(receiver, [7])
    assert (receiver.reached_by, receiver.shown) == (frozenset(), frozenset())
    await receiver.let_through(7)
    assert receiver.shown == {7}


async def test_a_paused_picture_stays_paused_when_its_gate_opens():
    server = FakeMediaServer()
    await server.open_room(RoomSpec(room_id=1, secret="s", pin="p"))
    sender, receiver = [
        await server.open_leg(
            LegSpec(room_id=1, pin="p", feed_id=n, session_id=n, opaque_id="a leg")
        )
        for n in (7, 8)
    ]
    await sender.publish(canned_offer())
    await receiver.subscribe([7], held=[7])
    await receiver.relay_picture(7, relayed=False)
    await receiver.let_through(7)
    assert (receiver.reached_by, receiver.shown) == (frozenset({7}), frozenset())
