"""An officer speaks to both parties: who hears it, who is told, and who may not speak."""

import asyncio

import pytest

from parloir.accounts.models import Role
from parloir.audit.models import AuditEvent
from parloir.media.fake_leg import FakeLeg
from parloir.realtime import voice_first
from parloir.realtime.legs import VoiceLeg
from parloir.threads import in_thread
from parloir.visits.models import Leg
from tests.contracts.descriptions import canned_answer, canned_offer
from tests.factories.people import make_staff
from tests.factories.places import make_jail
from tests.realtime.browsers import eventually
from tests.realtime.test_voice_first import heard, line
from tests.realtime.watching import wall_of

SENTENCE = "An officer is speaking to both of you."


def sound_alone():
    offer = canned_offer()
    return offer[: offer.index("m=video")]


async def speak(watched, wall=None, *, attempt=1, sdp=None):
    leg = f"voice:{watched.visit.public_id}"
    wall = wall or watched.wall
    await wall.send(type="media.join", leg=leg, attempt=attempt, sdp=sdp or sound_alone())


async def stop(watched):
    await watched.wall.send(type="media.leave", leg=f"voice:{watched.visit.public_id}")


async def test_both_hear_it_and_read_that_it_is_an_officer(watched):
    await watched.both_publish()
    for browser in (watched.monitor, watched.station):
        await browser.hears("media.offer")
        await browser.send(type="media.accept", leg="side", attempt=1, sdp=canned_answer())

    await speak(watched)

    assert (await watched.wall.hears("media.answer"))["leg"].startswith("voice:")
    for browser, other in ((watched.monitor, "inmate"), (watched.station, "visitor")):
        offer = await browser.hears("media.offer")
        assert {one["source"] for one in offer["streams"]} == {other, "voice"}
        await browser.sees_where(lambda s: s["speaking"] == SENTENCE)
    await watched.tile(lambda tile: tile["spoken_by"] == "Dana Reyes")

    await stop(watched)

    for browser in (watched.monitor, watched.station):
        await browser.sees_where(lambda s: s["speaking"] is None)
    await watched.tile(lambda tile: tile["spoken_by"] is None)
    actions = await in_thread(_interventions_on_record)
    assert actions == ["intervene_speak", "intervene_spoken"]


async def test_an_officer_is_heard_where_a_line_carries_the_pictures_alone(watched, monkeypatch):
    monkeypatch.setattr(voice_first, "LEAST_BETWEEN_S", 0)
    await watched.both_publish()
    await watched.monitor.hears("media.offer")
    await watched.monitor.send(type="media.accept", leg="side", attempt=1, sdp=canned_answer())
    await eventually(lambda: heard(watched.scene, "visitor") == {"inmate"})
    for _ in range(7):
        await watched.monitor.send(**line(missing=0, lost=200, picture_first=True))
    assert (await watched.monitor.hears("media.picture"))["sound_paused"] is True
    await speak(watched)
    await eventually(lambda: heard(watched.scene, "visitor") == {"voice"})
    await watched.monitor.send(**line(missing=0, lost=200, picture_first=True))
    await watched.monitor.send(type="ping")
    await watched.monitor.hears("pong")
    assert await in_thread(heard, watched.scene, "visitor") == {"voice"}


def _interventions_on_record():
    found = AuditEvent.objects.filter(action__startswith="intervene_").order_by("id")
    return list(found.values_list("action", flat=True))


async def test_a_second_officer_waits_until_the_first_has_finished(watched):
    other = await in_thread(make_staff, Role.OFFICER, watched.scene.facility)
    second = await wall_of(watched.scene, other)
    await second.sees_where(lambda s: s["tiles"])
    await speak(watched)
    await watched.wall.hears("media.answer")

    await speak(watched, second)
    assert (await second.hears("error"))["code"] == "not_allowed_now"

    await stop(watched)
    await eventually(lambda: not _voices())
    await speak(watched, second, attempt=2)
    await second.hears("media.answer")


def _voices():
    return Leg.objects.filter(role="voice", closed_at=None).count()


async def test_an_officer_s_picture_is_never_sent(watched):
    await speak(watched, sdp=canned_offer())
    assert (await watched.wall.hears("error"))["code"] == "not_allowed_now"
    assert await in_thread(_voices) == 0


async def test_an_officer_of_another_facility_is_not_heard(watched):
    stranger = await in_thread(lambda: make_staff(Role.OFFICER, make_jail()))
    wall = await wall_of(watched.scene, stranger)
    await wall.sees_where(lambda s: s["name"] == "wall")
    await speak(watched, wall)
    closed = await wall.hears("media.closed")
    assert closed["reason"] == "gone"


@pytest.mark.parametrize("leg", ["voice:", "voice:nobody", "side", "nothing"])
async def test_what_is_no_live_visit_is_said_to_be_gone(watched, leg):
    await watched.wall.send(type="media.join", leg=leg, attempt=1, sdp=sound_alone())
    assert (await watched.wall.hears("media.closed"))["reason"] == "gone"


async def test_one_s_voice_is_not_watched_and_what_one_watches_does_not_speak(watched):
    await speak(watched)
    await watched.wall.hears("media.answer")
    voice, visit = f"voice:{watched.visit.public_id}", watched.visit.public_id
    await watched.wall.send(type="media.watch", leg=voice, attempt=2)
    assert (await watched.wall.hears("error"))["code"] == "not_allowed_now"
    await watched.wall.send(type="media.watch", leg=visit, attempt=1)
    await watched.wall.send(type="media.join", leg=visit, attempt=1, sdp=sound_alone())
    assert (await watched.wall.hears("error"))["code"] == "not_allowed_now"
    assert await in_thread(_voices) == 1


async def test_it_ends_with_the_console(watched):
    await speak(watched)
    await watched.wall.hears("media.answer")
    await watched.wall.leave()
    await eventually(lambda: not _voices())
    await watched.monitor.sees_where(lambda s: s["speaking"] is None)


async def test_it_ends_with_the_visit(watched):
    await speak(watched)
    await watched.wall.hears("media.answer")
    await watched.does("terminate", ground="phone", conduct=["visitor"])
    await eventually(lambda: not _voices())
    await watched.monitor.sees("ended")


async def test_who_speaks_is_heard_while_the_visit_is_paused(watched):
    await watched.both_publish()
    await watched.does("pause")
    await speak(watched)
    await watched.wall.hears("media.answer")
    leg = await in_thread(lambda: Leg.objects.filter(role="voice").get())
    party = watched.scene.media.room(watched.visit.room_id).parties[leg.feed_id]
    assert party.muted == frozenset()


async def test_a_voice_that_the_media_server_ends_just_as_the_officer_stops_is_over(
    watched, monkeypatch
):
    """The media server also notices that a browser closes its connection, sometimes before us."""
    closing, leaving, may_close = asyncio.Event(), asyncio.Event(), asyncio.Event()
    close, leave = FakeLeg.close, VoiceLeg.close

    async def closes_slowly(self):
        closing.set()
        await may_close.wait()
        await close(self)

    async def leaves(self):
        leaving.set()
        await leave(self)

    await speak(watched)
    await watched.wall.hears("media.answer")
    voice = await in_thread(Leg.objects.get, role="voice", closed_at=None)
    monkeypatch.setattr(FakeLeg, "close", closes_slowly)
    monkeypatch.setattr(VoiceLeg, "close", leaves)
    await watched.scene.media.remove(
        room_id=watched.visit.room_id, secret=watched.visit.room_secret, feed_id=voice.feed_id
    )
    await closing.wait()

    await stop(watched)
    await leaving.wait()
    may_close.set()

    await eventually(lambda: not _voices())
    await watched.monitor.sees_where(lambda s: s["speaking"] is None)
