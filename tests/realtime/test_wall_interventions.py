"""What an officer does in a visit, as both parties and other officers see it."""

import asyncio
from datetime import timedelta

import pytest
from django.db.models import F

from parloir.accounts.models import Role
from parloir.media.fake_leg import FakeLeg
from parloir.threads import in_thread
from parloir.visits.models import Leg, MuteScope
from tests.contracts.descriptions import canned_offer
from tests.factories.people import make_staff
from tests.factories.places import make_jail
from tests.factories.sanctions import make_ground
from tests.realtime.browsers import eventually
from tests.realtime.watching import wall_of


async def test_a_message_to_one_side_is_read_there_and_the_other_is_told_of_it(watched):
    await watched.does("message", sides=["visitor"], code="light")
    await watched.are_told("A message from the officer", "The officer has written to Maria.")
    told = watched.monitor.screen["banners"][0]
    assert told["text"].startswith("It is too dark to see you.")
    assert watched.station.screen["banners"][0]["text"] == ""


async def test_a_message_in_the_officer_s_own_words_to_both(watched):
    await watched.does("message", sides=["visitor", "inmate"], text="The fire alarm is a test.")
    await watched.are_told("A message from the officer", "A message from the officer")
    assert watched.station.screen["banners"][0]["text"] == "The fire alarm is a test."


async def test_a_warning_is_counted_on_the_tile_and_says_what_it_means(watched):
    await watched.does("warn", sides=["visitor"], ground="phone", warnings=0)
    await watched.are_told(
        "Warning: Use of a cell phone or camera within frame", "The officer has warned Maria."
    )
    told = watched.monitor.screen["banners"][0]
    assert (told["kind"], told["text"]) == (
        "warning",
        "If it happens again, the officer may end this visit.",
    )
    assert (await watched.tile(lambda tile: tile["warnings"]))["warnings"] == 1


async def test_a_warning_on_a_ground_of_the_facility_s_own_names_it(watched):
    await in_thread(make_ground, watched.scene.facility)
    await watched.does("open")
    await watched.does("warn", sides=["visitor", "inmate"], ground="smoking", warnings=0)
    await watched.are_told("Warning: Smoking", "Warning: Smoking")
    await watched.wall.sees_where(
        lambda s: s["detail"] and s["detail"]["log"][0]["text"] == "Dana Reyes warned both: Smoking"
    )


async def test_a_muted_side_is_told_as_long_as_it_is_so(watched):
    await watched.does("mute", side="inmate")
    await watched.are_told(
        "The officer has turned Jordan's sound off.", "The officer has turned your sound off."
    )
    assert watched.station.screen["muted"] == "The officer has turned your sound off."
    assert watched.monitor.screen["other_muted"] == "The officer has turned Jordan's sound off."
    assert (await watched.tile(lambda tile: tile["muted"]))["muted"] == ["inmate"]
    await watched.does("unmute", side="inmate")
    await watched.are_told("Jordan's sound is on again.", "Your sound is on again. You are heard.")
    assert watched.station.screen["muted"] is None


async def test_a_pause_stands_in_the_place_of_the_picture_until_it_goes_on(watched):
    await watched.does("pause")
    for browser in (watched.monitor, watched.station):
        screen = await browser.sees_where(lambda s: s["paused"])
        assert screen["paused"] == {
            "title": "The officer has paused this visit.",
            "text": "Nobody sees or hears you. Your time stands still. Please stay here.",
        }
        assert screen["clock_stopped_at"] is not None
    assert (await watched.tile(lambda tile: tile["paused"]))["paused"] == "paused by an officer"
    await watched.does("resume")
    await watched.are_told("The visit goes on.", "The visit goes on.")
    assert watched.monitor.screen["paused"] is None


async def test_more_time_is_told_and_seen(watched):
    before = watched.wall.screen["tiles"][0]["ends_at"]
    await watched.does("extend", minutes=5, ends_at=before)
    sentence = "The officer has given you 5 more minutes."
    await watched.are_told(sentence, sentence)
    assert (await watched.tile(lambda tile: tile["ends_at"] != before))["ends_at"] > before
    assert await watched.refused("extend", minutes=5, ends_at=before) == "gone"


async def test_a_visit_is_handed_over_to_whoever_then_opens_it(watched):
    night = await in_thread(
        make_staff, Role.OFFICER, watched.scene.facility, full_name="Chris Novak"
    )
    second = await wall_of(watched.scene, night)
    await second.sees_where(lambda s: s["tiles"])
    screen = await watched.wall.sees_where(lambda s: len(s["on_duty"]) == 2)
    other = next(one for one in screen["on_duty"] if one["name"] == "Chris Novak")

    await watched.does("hand_over", to=other["officer"], assigned_officer="")

    told = "Another officer looks after this visit now."
    await watched.are_told(told, told)
    assert (await watched.tile(lambda tile: tile["assigned_officer"]))["awaits_you"] is False
    screen = await second.sees_where(lambda s: s["tiles"][0]["awaits_you"])
    await second.does("open", visit=watched.visit.public_id)
    await second.sees_where(lambda s: not s["tiles"][0]["awaits_you"])


async def test_nothing_is_handed_over_to_somebody_who_does_not_serve_there(watched):
    stranger = await in_thread(_stranger)
    assert (
        await watched.refused("hand_over", to=stranger.public_id, assigned_officer="")
        == "bad_arguments"
    )


def _stranger():
    return make_staff(Role.OFFICER, make_jail())


@pytest.mark.parametrize(
    ("intent", "args"),
    [
        ("message", {"sides": ["visitor"]}),
        ("message", {"sides": ["nobody"], "code": "face"}),
        ("message", {"sides": ["visitor", "inmate"], "text": "x" * 301}),
        ("warn", {"sides": ["visitor", "inmate"], "ground": "boredom", "warnings": 0}),
        ("warn", {"sides": ["visitor", "inmate"], "ground": "abuse", "warnings": -1}),
        ("warn", {"sides": ["visitor", "inmate"], "ground": "abuse", "warnings": True}),
        ("mute", {"side": "both"}),
        ("extend", {"minutes": 7, "ends_at": "2026-05-11T15:00:00Z"}),
        ("extend", {"minutes": 5, "ends_at": "soon"}),
        ("extend", {"minutes": 5, "ends_at": "2026-05-11T15:00:00"}),
        ("hand_over", {"to": "nobody", "assigned_officer": ""}),
    ],
)
async def test_bad_arguments_change_nothing(watched, intent, args):
    assert await watched.refused(intent, **args) == "bad_arguments"
    assert watched.monitor.screen["banners"] == []


async def test_two_officers_of_whom_the_second_is_told(watched):
    other = await in_thread(make_staff, Role.OFFICER, watched.scene.facility)
    second = await wall_of(watched.scene, other)
    await second.sees_where(lambda s: s["tiles"])
    await watched.does("pause")
    answer = await second.intend("pause", visit=watched.visit.public_id)
    assert (answer["code"], answer["message"]) == (
        "gone",
        "This is over, or somebody else was faster.",
    )


# --- On the media server ----------------------------------------------------------------------


def party_at(scene, role):
    """Return the party as the media server has it."""
    leg = Leg.objects.filter(role=role, closed_at=None).latest("pk")
    return scene.media.room(leg.visit.room_id).parties[leg.feed_id]


def muted_of(scene, role) -> frozenset[str]:
    return party_at(scene, role).muted


def asked_of(scene, role) -> int:
    return party_at(scene, role).whole_pictures_asked


def have_stood_for_long():
    a_minute = timedelta(minutes=1)
    Leg.objects.update(
        created_at=F("created_at") - a_minute, gate_opened_at=F("gate_opened_at") - a_minute
    )


async def test_the_media_server_keeps_back_what_is_muted_and_what_is_paused(watched):
    await watched.both_publish()
    await in_thread(have_stood_for_long)
    scene = watched.scene
    await watched.does("mute", side="visitor")
    await eventually(lambda: len(muted_of(scene, "visitor")) == 1)
    assert await in_thread(muted_of, scene, "inmate") == frozenset()

    await watched.does("pause")
    await eventually(lambda: len(muted_of(scene, "visitor")) == 2)
    await eventually(lambda: len(muted_of(scene, "inmate")) == 2)

    await watched.does("resume")
    await eventually(lambda: len(muted_of(scene, "visitor")) == 1)
    await eventually(lambda: not muted_of(scene, "inmate"))

    await watched.does("unmute", side="visitor")
    await eventually(lambda: not muted_of(scene, "visitor"))


async def test_a_whole_picture_is_asked_for_when_pictures_come_through_again(watched):
    await watched.both_publish()
    await in_thread(have_stood_for_long)
    await watched.does("pause")
    await eventually(lambda: len(muted_of(watched.scene, "visitor")) == 2)
    assert await in_thread(asked_of, watched.scene, "visitor") == 0

    await watched.does("resume")

    for role in ("visitor", "inmate"):
        await eventually(lambda role=role: asked_of(watched.scene, role) >= 1)


async def test_a_party_that_comes_back_into_a_paused_visit_is_muted_before_the_answer(watched):
    await watched.both_publish()
    await watched.does("pause")
    await watched.monitor.send(type="media.join", leg="side", attempt=2, sdp=canned_offer())
    await watched.monitor.hears("media.answer")

    assert len(await in_thread(muted_of, watched.scene, "visitor")) == 2
    leg = await in_thread(lambda: Leg.objects.filter(role="visitor", closed_at=None).latest("pk"))
    assert leg.muted_scope == MuteScope.ALL


async def test_a_pause_that_an_offer_meets_at_the_media_server_holds_before_the_answer(
    watched, monkeypatch
):
    await watched.both_publish()
    is_there, may_go_on = asyncio.Event(), asyncio.Event()
    publish = FakeLeg.publish

    async def publishes_slowly(self, sdp):
        is_there.set()
        await may_go_on.wait()
        return await publish(self, sdp)

    monkeypatch.setattr(FakeLeg, "publish", publishes_slowly)
    await watched.monitor.send(type="media.join", leg="side", attempt=2, sdp=canned_offer())
    await is_there.wait()
    await watched.does("pause")
    may_go_on.set()
    await watched.monitor.hears("media.answer")
    assert len(await in_thread(muted_of, watched.scene, "visitor")) == 2


async def test_who_came_back_into_a_paused_visit_begins_anew_when_it_goes_on(watched):
    """The media server does not learn later about layers that it never forwarded."""
    await watched.both_publish()
    await in_thread(have_stood_for_long)
    await watched.does("pause")
    await watched.monitor.send(type="media.join", leg="side", attempt=2, sdp=canned_offer())
    await watched.monitor.hears("media.answer")

    await watched.does("resume")

    assert (await watched.monitor.hears("media.restart"))["attempt"] == 2
    await watched.monitor.send(type="media.join", leg="side", attempt=3, sdp=canned_offer())
    await watched.monitor.hears("media.answer")
    await eventually(lambda: asked_of(watched.scene, "inmate") >= 1)
    assert await in_thread(muted_of, watched.scene, "visitor") == frozenset()
    assert await in_thread(Leg.objects.filter(role="inmate").count) == 1


# --- Who watches ------------------------------------------------------------------------------


async def test_a_console_is_present_while_its_page_can_be_seen(watched):
    def present(expected):
        return lambda s: [one["present"] for one in s["on_duty"]] == [expected]

    await watched.wall.sees_where(present(False))
    await watched.wall.send(type="ping", visible=True, watching=[watched.visit.public_id])
    await watched.wall.sees_where(present(True))
    await eventually(lambda: watched.visit.watched.count() == 1)
    await watched.wall.send(type="ping")
    await watched.wall.sees_where(present(False))


@pytest.mark.parametrize("watching", ["all", [1], ["x" * 21], ["x"] * 37])
async def test_a_ping_that_names_no_visits_is_malformed(watched, watching):
    await watched.wall.send(type="ping", visible=True, watching=watching)
    assert (await watched.wall.hears("error"))["code"] == "malformed"
