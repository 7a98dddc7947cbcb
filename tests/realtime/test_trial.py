"""The trial of a remote room: the own picture and sound come back, for some seconds."""

from datetime import timedelta

import pytest
from django.utils import timezone

from parloir.media.events import Direction, LegLost, MediaStopped, RoomClosed
from parloir.media.relay import name_at_the_relay, read_relay_address
from parloir.realtime import relays, trial_leg
from parloir.threads import in_thread
from parloir.trials.models import Trial
from parloir.trials.operations import open_trial
from parloir.visits.models import Leg
from parloir.worker.media_reconciler import MediaReconciler
from tests.contracts.descriptions import canned_answer, canned_offer
from tests.realtime.browsers import eventually
from tests.realtime.test_room import _book, _room

SHORT = timedelta(milliseconds=300)


@pytest.fixture
async def booking(scene):
    return await in_thread(_book, scene, 60)


@pytest.fixture
async def room(scene, booking):
    room = await _room(scene, booking, booking.visitor.user)
    await room.sees("too_early")
    return room


async def _tries(room, attempt=1, sdp=None):
    await room.send(type="media.join", leg="trial", attempt=attempt, sdp=sdp or canned_offer())


async def _is_closed(room):
    closed = await room.hears("media.closed")
    assert closed["leg"] == "trial"
    return closed["reason"]


async def _closed_trials():
    return await in_thread(lambda: list(Trial.objects.filter(closed_at__isnull=False)))


async def _is_tried(room, attempt=1):
    """Try until the own picture and sound are offered back."""
    await _tries(room, attempt)
    answer = await room.hears("media.answer")
    assert (answer["leg"], answer["attempt"]) == ("trial", attempt)
    offer = await room.hears("media.offer")
    assert (offer["leg"], offer["attempt"]) == ("trial", attempt)
    await room.send(type="media.accept", leg="trial", attempt=attempt, sdp=canned_answer())
    return offer


async def test_own_picture_and_sound_come_back(scene, room):
    offer = await _is_tried(room)
    assert [(one["source"], one["kind"]) for one in offer["streams"]] == [
        ("trial", "audio"),
        ("trial", "video"),
    ]
    assert len(await scene.media.rooms()) == 1
    assert await in_thread(Leg.objects.exists) is False


async def test_a_trial_is_over_when_the_browser_says_so(scene, room):
    await _is_tried(room)
    await room.send(type="media.leave", leg="trial")
    await scene.room_is_gone()
    await eventually(Trial.objects.filter(closed_at__isnull=False).exists)


async def test_a_trial_ends_by_itself(scene, room, monkeypatch):
    monkeypatch.setattr(trial_leg, "LASTS", SHORT)
    await _is_tried(room)
    assert await _is_closed(room) == "over"
    assert await scene.media.rooms() == frozenset()
    assert len(await _closed_trials()) == 1


async def test_a_trial_ends_with_its_page(scene, room):
    await _is_tried(room)
    await room.leave()
    assert await scene.media.rooms() == frozenset()
    assert len(await _closed_trials()) == 1


async def test_a_page_that_leaves_while_it_begins_leaves_nothing_behind(scene, room):
    await _tries(room)
    await room.leave()
    assert await scene.media.rooms() == frozenset()
    assert await in_thread(Trial.objects.still_open().count) == 0


async def test_a_fourth_trial_within_an_hour_is_refused_in_words(scene, room):
    for attempt in (1, 2, 3):
        await _is_tried(room, attempt)
        await room.send(type="media.leave", leg="trial")
    await _tries(room, 4)
    assert await _is_closed(room) == "often"


async def test_a_second_window_is_told_that_the_first_one_tries(scene, room, booking):
    await _is_tried(room)
    second = await _room(scene, booking, booking.visitor.user)
    await second.sees("too_early")
    await _tries(second)
    assert await _is_closed(second) == "elsewhere"


async def test_a_busy_node_is_said(scene, room, settings):
    settings.TRIALS_AT_ONCE = 0
    await _tries(room)
    assert await _is_closed(room) == "busy"


async def test_a_media_server_that_is_away_is_said_and_the_worker_closes_the_room(scene, room):
    scene.media.go_down()
    await _tries(room)
    assert await _is_closed(room) == "unavailable"
    scene.media.come_back()
    later = timezone.now() + timedelta(seconds=23)
    await MediaReconciler(scene.media).compare_and_repair(now=later)
    assert len(await _closed_trials()) == 1


@pytest.mark.parametrize(
    ("event", "reason"),
    [
        (MediaStopped(Direction.PUBLISH, "ICE failed"), "lost"),
        (RoomClosed(), "unavailable"),
        (LegLost("gone"), "unavailable"),
    ],
)
async def test_how_a_trial_was_lost_is_said(scene, room, event, reason):
    await _is_tried(room)
    (room_id,) = await scene.media.rooms()
    (leg,) = scene.media.room(room_id).parties.values()
    leg.emit(event)
    assert await _is_closed(room) == reason


async def test_the_worker_closes_the_room_of_a_process_that_was_killed(scene):
    now = timezone.now()
    trial = await in_thread(open_trial, owner="maria", now=now - timedelta(seconds=21))
    await scene.media.open_room(trial_leg.room_of(trial))
    worker = MediaReconciler(scene.media)
    await worker.compare_and_repair(now=now)
    assert await scene.media.rooms() == {trial.room_id}
    await worker.compare_and_repair(now=now + timedelta(seconds=1))
    assert await scene.media.rooms() == frozenset()
    assert await _closed_trials() == [trial]


async def test_what_is_no_description_is_refused_and_ends_the_trial(scene, room):
    await _tries(room, sdp="nonsense")
    assert await _is_closed(room) == "unavailable"
    assert await scene.media.rooms() == frozenset()


@pytest.mark.parametrize("kind", ["media.watch", "media.prepare", "media.stats", "media.accept"])
async def test_other_messages_begin_nothing(scene, room, kind):
    sent = {
        "media.prepare": {"sdp": canned_offer()},
        "media.accept": {"sdp": canned_answer()},
        "media.stats": dict.fromkeys(
            (
                "sent_sound_ms", "sent_picture_ms", "received_sound_ms", "received_picture_ms",
                "sent_lost", "received_lost",
            ),
            0,
        ),
    }  # fmt: skip
    await room.send(type=kind, leg="trial", attempt=1, **sent.get(kind, {}))
    await _is_tried(room)
    assert await in_thread(Trial.objects.count) == 1


async def test_a_monitor_has_no_trial(scene):
    monitor = await scene.monitor_at_check()
    await _tries(monitor)
    assert (await monitor.hears("error"))["code"] == "malformed"
    assert await in_thread(Trial.objects.count) == 0


async def test_a_trial_ends_when_the_visitor_joins_and_none_begins_after_that(scene):
    soon = await in_thread(_book, scene, 14)
    room = await _room(scene, soon, soon.visitor.user)
    await room.sees("check")
    await _is_tried(room)
    await room.does("begin")
    await room.sees("waiting")
    assert await _is_closed(room) == "gone"
    await _tries(room, 2)
    assert await _is_closed(room) == "gone"
    assert await in_thread(Trial.objects.count) == 1


async def test_the_relay_is_offered_while_a_trial_may_be_opened(
    room, booking, settings, monkeypatch
):
    settings.TURN_URLS = (read_relay_address("turn:relay.example:3478?transport=udp"),)
    settings.TURN_SECRET = "a secret that only this house knows"
    now = timezone.now()
    monkeypatch.setattr(relays, "current_time", lambda: now)

    async def asked():
        await room.send(type="media.relay", leg="trial", attempt=1)
        return (await room.hears("media.relays"))["servers"]

    (server,) = await asked()
    until, name = server["username"].split(":")
    assert name == name_at_the_relay(booking.visitor.public_id, secret=settings.TURN_SECRET)
    assert (
        timedelta(seconds=29)
        < timedelta(seconds=int(until) - now.timestamp())
        < timedelta(seconds=40)
    )
    settings.TRIALS_AT_ONCE = 0
    assert await asked() == []
