"""A page of which nothing arrives is asked for another way (ADR 80)."""

import pytest

from parloir.media.events import MediaFlow
from parloir.realtime import unheard
from parloir.realtime.unheard import MOST_ASKED, Step, Unheard
from parloir.threads import in_thread
from parloir.visits.models import Leg
from tests.contracts.descriptions import canned_offer
from tests.realtime.test_officer_speaks import sound_alone, speak

ASK, LOOK_AGAIN, NOTHING, RESTART = Step.ASK, Step.LOOK_AGAIN, Step.NOTHING, Step.RESTART


def sound(*, flowing):
    return MediaFlow("0", "audio", flowing=flowing)


def layer(substream, *, flowing):
    return MediaFlow("1", "video", flowing=flowing, substream=substream)


def silent_since_ten():
    page = Unheard()
    page.note(sound(flowing=True), at=1.0)
    assert page.note(sound(flowing=False), at=10.0)
    return page


def test_a_page_is_silent_when_the_last_of_its_streams_stops():
    page = Unheard()
    assert not page.note(sound(flowing=False), at=0.0)
    for substream in (0, 1):
        assert not page.note(layer(substream, flowing=True), at=1.0)
    assert not page.note(layer(1, flowing=False), at=2.0)
    assert page.note(layer(0, flowing=False), at=3.0)
    assert not page.note(layer(0, flowing=False), at=4.0)


def test_a_page_that_never_sent_anything_is_not_asked():
    page = Unheard()
    page.note(sound(flowing=False), at=0.0)
    assert page.next_step(at=100.0) is NOTHING


def test_a_page_is_asked_after_three_seconds_of_silence():
    assert silent_since_ten().next_step(at=12.9) is LOOK_AGAIN
    assert silent_since_ten().next_step(at=13.0) is ASK


def test_a_page_that_is_heard_again_is_not_asked():
    page = silent_since_ten()
    page.note(layer(0, flowing=True), at=12.0)
    assert page.next_step(at=20.0) is NOTHING


def test_a_page_that_does_not_react_is_asked_three_times():
    page = silent_since_ten()
    steps = [page.next_step(at=13.0 + 6.0 * turn) for turn in range(5)]
    assert steps == [ASK] * MOST_ASKED + [NOTHING] * 2
    page.note(sound(flowing=True), at=50.0)
    page.note(sound(flowing=False), at=60.0)
    assert page.next_step(at=63.0) is ASK


def test_a_leg_begins_again_if_another_way_has_not_helped_within_six_seconds():
    page = silent_since_ten()
    page.note_rerouted(at=13.5)
    assert page.next_step(at=19.4) is LOOK_AGAIN
    assert page.next_step(at=19.5) is RESTART


def test_another_way_that_has_helped_is_all_that_happens():
    page = silent_since_ten()
    assert page.next_step(at=13.0) is ASK
    page.note_rerouted(at=13.5)
    page.note(sound(flowing=True), at=14.0)
    assert page.next_step(at=19.5) is NOTHING


def test_another_way_that_was_taken_before_the_silence_says_nothing():
    page = Unheard()
    page.note(sound(flowing=True), at=1.0)
    page.note_rerouted(at=9.0)
    page.note(sound(flowing=False), at=10.0)
    assert page.next_step(at=20.0) is ASK


@pytest.fixture
def soon(monkeypatch):
    """Let a page be asked a moment after nothing arrives from it."""
    monkeypatch.setattr(unheard, "SILENT_AFTER_S", 0.05)
    monkeypatch.setattr(unheard, "LOOKS_AGAIN_AFTER_S", 0.2)


async def becomes_silent(scene, role):
    await in_thread(_tell, scene, role, sound(flowing=True), sound(flowing=False))


def _tell(scene, role, *events):
    session = Leg.objects.get(role=role, closed_at=None).session_id
    for event in events:
        scene.media._legs[session].emit(event)


async def reroutes(browser, *, leg="side", sdp=None):
    await browser.send(type="media.reroute", leg=leg, attempt=1, sdp=sdp or canned_offer())
    assert (await browser.hears("media.answer"))["leg"] == leg


async def test_a_side_is_asked_and_begins_again_if_its_other_way_does_not_help(soon, watched):
    await watched.both_publish()
    await becomes_silent(watched.scene, "visitor")
    assert await watched.monitor.hears("media.unheard") == {
        "type": "media.unheard",
        "leg": "side",
        "attempt": 1,
    }
    await reroutes(watched.monitor)
    again = await watched.monitor.hears("media.restart")
    assert (again["attempt"], again["reason"]) == (1, "unheard")
    assert "media.unheard" not in watched.station.everything_heard


async def test_an_officer_who_speaks_is_asked_too(soon, watched):
    await watched.both_publish()
    await speak(watched)
    voice = (await watched.wall.hears("media.answer"))["leg"]
    await becomes_silent(watched.scene, "voice")
    assert (await watched.wall.hears("media.unheard"))["leg"] == voice
    await reroutes(watched.wall, leg=voice, sdp=sound_alone())
