"""What a web process measures of the parties that it serves."""

import asyncio

from parloir.ledger.account import Cause, Source
from parloir.ledger.models import Bucket, Interruption, PartyMoments
from parloir.media.events import MediaFlow
from parloir.realtime.process import this_process
from parloir.threads import in_thread
from parloir.visits.models import Leg
from tests.contracts.descriptions import canned_answer, canned_offer
from tests.realtime.browsers import PATIENCE

STATS = {
    "type": "media.stats",
    "leg": "side",
    "attempt": 1,
    "sent_sound_ms": 30_000,
    "sent_picture_ms": 30_000,
    "received_sound_ms": 29_000,
    "received_picture_ms": 28_000,
    "sent_lost": 1,
    "received_lost": 2,
    "round_trip_ms": 40,
    "jitter_ms": 3,
    "freezes": 0,
    "frozen_ms": 0,
    "height": 720,
    "first_frame_ms_ago": 1500,
}


async def _both_connected(scene):
    monitor, station = await scene.both_live()
    for browser in (monitor, station):
        await browser.send(type="media.join", leg="side", attempt=1, sdp=canned_offer())
        await browser.hears("media.answer")
    for browser in (monitor, station):
        await browser.hears("media.offer")
        await browser.send(type="media.accept", leg="side", attempt=1, sdp=canned_answer())
    return monitor, station


def _emit(scene, side, *events):
    """Let the media server tell this about a side's leg."""
    session = Leg.objects.get(role=side, closed_at=None).session_id
    for event in events:
        scene.media._legs[session].emit(event)


def _sent(side):
    rows = Bucket.objects.filter(side=side, source=Source.MEDIA_SERVER)
    return [sum(rows.values_list(kind, flat=True)) for kind in ("sent_sound_ms", "sent_picture_ms")]


async def _written_until(holds):
    """Write what is measured until the database has it."""
    async with asyncio.timeout(PATIENCE):
        while True:
            await this_process().ledger.write()
            if await in_thread(holds):
                return


async def _has_taken_all(browser):
    """Return once the process has read everything that this browser sent."""
    await browser.send(type="ping")
    await browser.hears("pong")


def _interruptions():
    rows = Interruption.objects.order_by("pk")
    return [(row.side, row.cause, row.to_at is not None) for row in rows]


async def test_what_flows_through_the_media_server_is_written_down(scene):
    await _both_connected(scene)
    sound = MediaFlow("0", "audio", flowing=True)
    await in_thread(_emit, scene, "visitor", sound)
    await _written_until(lambda: _sent("visitor")[0] > 0)
    assert (await in_thread(_sent, "visitor"))[1] == 0
    assert await in_thread(_sent, "inmate") == [0, 0]
    await _written_until(lambda: PartyMoments.objects.exclude(connected_at=None).count() == 2)
    reached = Bucket.objects.filter(source=Source.MEDIA_SERVER, received_sound_ms__gt=0)
    await _written_until(
        lambda: set(reached.values_list("side", flat=True)) == {"visitor", "inmate"}
    )


async def test_silence_in_the_place_of_a_microphone_is_not_counted_as_sound(scene):
    monitor, _ = await _both_connected(scene)
    told = {"camera": "on", "microphone": "none"}
    await monitor.send(type="media.devices", leg="side", attempt=1, **told)
    await _written_until(Leg.objects.filter(role="visitor", microphone="none").exists)
    both = [MediaFlow("0", "audio", flowing=True), MediaFlow("1", "video", flowing=True)]
    await in_thread(_emit, scene, "visitor", *both)
    await _written_until(lambda: _sent("visitor")[1] > 0)
    assert (await in_thread(_sent, "visitor"))[0] == 0


async def test_page_that_leaves_and_comes_back_is_an_interruption(scene):
    monitor, _ = await _both_connected(scene)
    await monitor.leave()
    await _written_until(lambda: _interruptions() == [("visitor", Cause.PAGE_LEFT, False)])
    again = await scene.monitor()
    await again.sees("live")
    await _written_until(lambda: _interruptions() == [("visitor", Cause.PAGE_LEFT, True)])


async def test_media_server_that_is_lost_interrupts_both(scene):
    await _both_connected(scene)
    scene.media.go_down()
    await _written_until(
        lambda: (
            sorted(_interruptions())
            == [("inmate", Cause.MEDIA_LOST, False), ("visitor", Cause.MEDIA_LOST, False)]
        )
    )


async def test_end_of_a_visit_is_no_interruption(scene):
    monitor, station = await _both_connected(scene)
    await monitor.does("end")
    await monitor.sees("ended")
    await station.sees("ended")
    await _written_until(lambda: Bucket.objects.count() >= 2)
    assert await in_thread(_interruptions) == []


async def test_browser_is_heard_once_in_a_half_minute_however_often_it_tells(scene):
    monitor, _ = await _both_connected(scene)
    for height in (720, 90, 45):
        await monitor.send(**{**STATS, "height": height})
    await _has_taken_all(monitor)
    await this_process().ledger.write()
    for _ in range(20):
        await monitor.send(**STATS)
    await _has_taken_all(monitor)
    await this_process().ledger.write()
    row = await in_thread(Bucket.objects.get, source=Source.BROWSER)
    assert (row.side, row.height, row.received_sound_ms, row.round_trip_ms) == (
        "visitor", 720, 29_000, 40,
    )  # fmt: skip
    moments = await in_thread(PartyMoments.objects.get, side="visitor")
    assert moments.first_frame_at is not None


async def test_nothing_is_measured_before_the_visit_is_live(scene):
    monitor = await scene.monitor_at_check()
    await monitor.does("begin")
    await monitor.sees("waiting")
    await monitor.send(**STATS)
    await _has_taken_all(monitor)
    await this_process().ledger.write()
    assert not await in_thread(Bucket.objects.exists)


async def test_what_could_not_be_written_is_written_later(scene, monkeypatch):
    monitor, _ = await _both_connected(scene)
    await monitor.send(**STATS)
    await _has_taken_all(monitor)

    def fail(records):
        raise OSError("no database")

    with monkeypatch.context() as broken:
        broken.setattr("parloir.realtime.ledger_keeper.write_records", fail)
        await this_process().ledger.write()
    assert not await in_thread(Bucket.objects.exists)
    await this_process().ledger.write()
    assert await in_thread(Bucket.objects.filter(source=Source.BROWSER).count) == 1
