"""The officer's wall: who may see what, and the one press that ends a visit."""

import asyncio
import threading
from datetime import timedelta
from functools import partial

import pytest
from django.utils import timezone

from parloir.accounts.models import Role
from parloir.changes.models import Change
from parloir.facts.staff import change_staff
from parloir.media.fake_leg import FakeLeg
from parloir.protocol.wall_intents import AboutVisit
from parloir.sanctions.grounds import GROUNDS, OTHER
from parloir.sanctions.models import Restriction, Review, Violation
from parloir.threads import in_thread
from parloir.visits.legs import SentDevices, note_devices
from parloir.visits.models import DeviceState, Leg, OnDuty, Visit
from parloir.worker.media_reconciler import MediaReconciler
from parloir.workflows.termination import apply_termination
from tests.contracts.descriptions import canned_offer
from tests.factories.people import OPERATOR, make_staff
from tests.factories.places import make_jail
from tests.factories.sanctions import make_ground, make_violation
from tests.realtime.browsers import PATIENCE, Browser
from tests.realtime.watching import Watched, wall_of

NO_WAIT = timedelta(0)


def _officer(scene, **fields):
    return make_staff(Role.OFFICER, scene.facility, full_name="Dana Reyes", **fields)


async def test_wall_is_closed_to_whoever_is_not_signed_in(scene):
    nobody = await Browser("/ws/wall/").connect()
    assert await nobody.closed_with() == 4401


async def test_wall_is_closed_to_a_visitor_and_to_a_registrar(scene):
    registrar = await in_thread(make_staff, Role.REGISTRAR, scene.facility)
    for user in (scene.visitor.user, registrar):
        browser = await wall_of(scene, user)
        assert await browser.closed_with() == 4401


async def test_wall_shows_a_live_visit_with_both_names(scene, officer):
    await scene.both_live()
    wall = await wall_of(scene, officer)
    screen = await wall.sees_where(lambda s: s["tiles"])
    (tile,) = screen["tiles"]
    assert (tile["visitor"], tile["inmate"]) == (
        scene.visitor.full_name,
        scene.inmate.full_name,
    )
    assert (tile["visitor_here"], tile["inmate_here"]) == (True, True)


async def test_wall_offers_the_grounds_of_each_facility_it_serves(scene):
    await in_thread(make_ground, scene.facility)
    there = await in_thread(make_jail)
    await in_thread(make_ground, there, "shouting")
    both = await in_thread(make_staff, Role.OFFICER, scene.facility, there)
    screen = await (await wall_of(scene, both)).sees("wall")
    offered = {
        slug: [one["code"] for one in grounds] for slug, grounds in screen["grounds"].items()
    }
    assert offered == {
        scene.facility.slug: [*GROUNDS, "smoking", OTHER],
        there.slug: [*GROUNDS, "shouting", OTHER],
    }
    smoking = {"code": "smoking", "text": "Smoking"}
    assert smoking in screen["grounds"][scene.facility.slug]


ABOUT_A_VISIT = {
    "open": {},
    "terminate": {"ground": "weapons", "conduct": ["visitor"], "note": ""},
    "note": {"note": "x"},
    "message": {"sides": ["visitor"], "text": "x"},
    "warn": {"sides": ["visitor"], "ground": "phone", "warnings": 0},
    "mute": {"side": "visitor"},
    "unmute": {"side": "visitor"},
    "pause": {},
    "resume": {},
    "extend": {"minutes": 5, "ends_at": "2026-05-11T15:30:00Z"},
    "hand_over": {"to": "nobody000000", "assigned_officer": ""},
}


def test_every_intent_about_a_visit_is_tried_at_the_wall_of_another_facility():
    names = {one.model_fields["name"].default for one in AboutVisit.__subclasses__()}

    assert names - {"shut"} == set(ABOUT_A_VISIT)


async def test_wall_of_another_facility_shows_nothing_and_opens_nothing(scene):
    await scene.both_live()
    elsewhere = await in_thread(make_jail)
    stranger = await in_thread(make_staff, Role.OFFICER, elsewhere)
    wall = await wall_of(scene, stranger)
    assert (await wall.sees("wall"))["tiles"] == []
    visit = await in_thread(Visit.objects.get)
    for intent, args in ABOUT_A_VISIT.items():
        answer = await wall.intend(intent, visit=visit.public_id, **args)
        assert answer["code"] == "gone", intent
    monitor = await in_thread(lambda: visit.booking.monitor.public_id)
    assert (await wall.intend("answer_call", device=monitor))["code"] == "gone"
    await wall.send(type="media.watch", leg=visit.public_id, attempt=1)
    assert (await wall.hears("media.closed"))["leg"] == visit.public_id
    assert await in_thread(Violation.objects.count) == 0


async def test_waiting_visit_says_who_is_missing(scene, officer):
    monitor = await scene.monitor_at_check()
    await monitor.does("begin")
    await monitor.sees("waiting")
    wall = await wall_of(scene, officer)
    screen = await wall.sees_where(lambda s: s["waiting"])
    assert screen["waiting"][0]["status_text"] == "the inmate is missing"


async def test_officer_receives_both_sides(scene, officer, monkeypatch):
    monkeypatch.setattr("parloir.realtime.legs.KEY_FRAME_EVERY", NO_WAIT)
    monitor, station = await scene.both_live()
    for browser in (monitor, station):
        await browser.send(type="media.join", leg="side", attempt=1, sdp=canned_offer())
    for browser in (monitor, station):
        await browser.hears("media.offer")
    visit = await in_thread(Visit.objects.get)
    wall = await wall_of(scene, officer)
    await wall.sees("wall")
    await wall.send(type="media.watch", leg=visit.public_id, attempt=1)
    offer = await wall.hears("media.offer")  # in one: each costs the page a round
    assert {stream["source"] for stream in offer["streams"]} == {"visitor", "inmate"}


async def test_layer_that_a_wall_has_is_not_asked_for_again(scene, officer, monkeypatch):
    """The media server would ask both parties for a key frame, and too early."""
    monkeypatch.setattr("parloir.realtime.legs.KEY_FRAME_EVERY", NO_WAIT)
    asked = []

    async def note(leg, feed_id, *, substream):
        asked.append(substream)

    monkeypatch.setattr(FakeLeg, "select_layer", note)
    await Watched(scene, *await scene.both_live(), None, None).both_publish()
    visit = await in_thread(Visit.objects.get)
    wall = await wall_of(scene, officer)
    for attempt, level in enumerate(["low", "high", "high", "low"], start=1):
        await wall.send(type="media.watch", leg=visit.public_id, attempt=attempt)
        await wall.hears("media.offer")
        await wall.send(type="media.quality", leg=visit.public_id, attempt=attempt, level=level)
    await wall.send(type="media.watch", leg=visit.public_id, attempt=5)
    await wall.hears("media.offer")
    assert asked == [2, 2, 0, 0]


def _says_of(**known):
    """Return whether the wall says this of each side's devices."""

    def says(screen):
        tile = screen["tiles"][0] if screen["tiles"] else {}
        return all(tile.get(f"{side}_devices") == devices for side, devices in known.items())

    return says


BOTH = {"camera": "on", "microphone": "on", "signs": False}
NO_CAMERA = {**BOTH, "camera": "none"}
MUTED = {**BOTH, "microphone": "off"}
SIDE = {"type": "media.devices", "leg": "side"}


async def test_wall_knows_the_devices_of_a_side_until_they_change_or_the_leg_begins_again(
    scene, officer
):
    monitor, station = await scene.both_live()
    await Watched(scene, monitor, station, None, None).both_publish()
    wall = await wall_of(scene, officer)
    await wall.sees_where(_says_of(visitor=BOTH, inmate=BOTH))
    await monitor.send(**SIDE, attempt=1, **NO_CAMERA)
    await wall.sees_where(_says_of(visitor=NO_CAMERA, inmate=BOTH))
    await station.send(**SIDE, attempt=1, **MUTED)
    await wall.sees_where(_says_of(visitor=NO_CAMERA, inmate=MUTED))
    late = await wall_of(scene, officer)
    await late.sees_where(_says_of(visitor=NO_CAMERA, inmate=MUTED))
    await station.send(**SIDE, attempt=1, **BOTH)
    await wall.sees_where(_says_of(visitor=NO_CAMERA, inmate=BOTH))
    await monitor.send(type="media.join", leg="side", attempt=2, sdp=canned_offer())
    await wall.sees_where(_says_of(visitor=BOTH, inmate=BOTH))


SLOW_LINE = (
    "Maria's connection is slow: the picture is paused so that you can hear each other. It comes "
    "back by itself."
)
SLOW_LINE_OF_SIGNS = (
    "Maria's connection is slow: the sound is paused so that you can see each other. It comes back "
    "by itself."
)


@pytest.mark.parametrize(
    ("camera", "microphone", "signs", "words"),
    [
        ("none", "on", False, "Maria has no camera."),
        ("off", "on", False, "Maria's camera is off."),
        ("thin", "on", False, SLOW_LINE),
        ("on", "none", False, "Maria has no microphone."),
        ("on", "off", False, "Maria's microphone is off."),
        ("none", "off", False, "Maria has no camera. Maria's microphone is off."),
        ("on", "thin", True, SLOW_LINE_OF_SIGNS),
    ],
)
async def test_the_other_side_reads_which_device_is_missing(
    scene, camera, microphone, signs, words
):
    monitor, station = await scene.both_live()
    await Watched(scene, monitor, station, None, None).both_publish()
    told = {"camera": camera, "microphone": microphone, "signs": signs}
    await monitor.send(**SIDE, attempt=1, **told)
    await station.sees_where(lambda s: s["other_devices_text"] == words)
    assert station.screen["other_devices"] == told
    assert monitor.screen["other_devices_text"] is None
    await monitor.send(**SIDE, attempt=1, **BOTH)
    await station.sees_where(lambda s: s["other_devices_text"] is None)
    assert station.screen["other_devices"] == BOTH


async def test_what_is_said_of_the_devices_of_a_former_attempt_is_ignored(scene, officer):
    monitor, station = await scene.both_live()
    await Watched(scene, monitor, station, None, None).both_publish()
    await monitor.send(**SIDE, attempt=2, **NO_CAMERA)
    await station.send(**SIDE, attempt=1, **NO_CAMERA)
    wall = await wall_of(scene, officer)
    await wall.sees_where(_says_of(visitor=BOTH, inmate=NO_CAMERA))
    assert await in_thread(Leg.objects.filter(role="visitor", camera="none").count) == 0


async def test_devices_that_an_officer_s_page_claims_change_nothing(scene, officer):
    monitor, station = await scene.both_live()
    await Watched(scene, monitor, station, None, None).both_publish()
    visit = await in_thread(Visit.objects.get)
    wall = await wall_of(scene, officer)
    await wall.send(type="media.watch", leg=visit.public_id, attempt=1)
    await wall.send(**{**SIDE, "leg": visit.public_id}, attempt=1, **NO_CAMERA)
    await monitor.send(**SIDE, attempt=1, **NO_CAMERA)
    await wall.sees_where(_says_of(visitor=NO_CAMERA, inmate=BOTH))
    assert await in_thread(Leg.objects.filter(camera="none").count) == 1


async def test_devices_that_stay_the_same_are_announced_once(scene):
    monitor, station = await scene.both_live()
    await Watched(scene, monitor, station, None, None).both_publish()
    leg = await in_thread(Leg.objects.filter(role="visitor", closed_at=None).get)

    def changes():
        before = Change.objects.count()
        off = SentDevices(camera=DeviceState.OFF)
        told = note_devices(leg=leg, devices=off, now=timezone.now())
        return told, Change.objects.count() > before

    assert await in_thread(changes) == (True, True)
    assert await in_thread(changes) == (False, False)


async def test_other_officers_who_watch_are_named_and_oneself_is_not(scene, officer):
    await scene.both_live()
    other = await in_thread(make_staff, Role.OFFICER, scene.facility, full_name="Chris Novak")
    visit = await in_thread(Visit.objects.get)
    wall, second = await wall_of(scene, officer), await wall_of(scene, other)
    for each in (wall, second):
        await each.sees("wall")
        await each.send(type="media.watch", leg=visit.public_id, attempt=1)

    def names(*expected):
        return lambda s: bool(s["tiles"]) and s["tiles"][0]["watched_by"] == list(expected)

    await wall.sees_where(names("Chris Novak"))
    await second.sees_where(names("Dana Reyes"))


async def test_log_of_an_opened_visit_tells_the_facility_s_time(scene, officer):
    await scene.both_live()
    visit = await in_thread(Visit.objects.get)
    wall = await wall_of(scene, officer)
    await wall.sees("wall")
    await wall.does("open", visit=visit.public_id)
    screen = await wall.sees_where(lambda s: s["detail"])
    began = next(one for one in screen["detail"]["log"] if one["text"] == "the visit began")
    local = visit.started_at.astimezone(scene.facility.zone)
    assert began["time"] == f"{local:%-I:%M %p}"
    assert began["at"] == f"{visit.started_at:%Y-%m-%dT%H:%M:%SZ}"


async def test_officer_may_not_publish(scene, officer):
    await scene.both_live()
    wall = await wall_of(scene, officer)
    await wall.sees("wall")
    visit = await in_thread(Visit.objects.get)
    await wall.send(type="media.join", leg=visit.public_id, attempt=1, sdp=canned_offer())
    assert (await wall.hears("error"))["code"] == "not_allowed_now"


async def test_termination_is_read_by_both_and_restricts_the_visitor(scene, officer):
    monitor, station = await scene.both_live()
    wall = await wall_of(scene, officer)
    await wall.sees_where(lambda s: s["tiles"])
    visit = await in_thread(Visit.objects.get)
    await wall.does(
        "terminate", visit=visit.public_id, ground="weapons", conduct=["visitor"], note="a knife"
    )
    for browser in (monitor, station):
        ended = await browser.sees("ended")
        assert "Weapons or depictions of weapons" in ended["terminated"]["ground"]
    (consequence,) = await monitor.reads_consequences()
    assert "until and including" in consequence
    assert station.screen["terminated"]["consequences"] == []
    await wall.sees_where(lambda s: not s["tiles"])
    await scene.room_is_gone()
    violation = await in_thread(Violation.objects.get)
    assert (violation.ground, violation.conduct_text, violation.note) == (
        "weapons",
        "the visitor's",
        "a knife",
    )
    assert await in_thread(Restriction.objects.count) == 1


async def test_media_is_taken_away_before_the_rest_and_without_the_media_reconciler(
    scene, officer, monkeypatch
):
    await scene.both_live()
    wall = await wall_of(scene, officer)
    await wall.sees_where(lambda s: s["tiles"])
    visit = await in_thread(Visit.objects.get)
    may_follow = threading.Event()

    def follows_late(**named):
        may_follow.wait(PATIENCE)
        return apply_termination(**named)

    async def never(self, visit, *, now):
        """Stand in for a media reconciler that has died."""

    monkeypatch.setattr("parloir.workflows.termination.apply_termination", follows_late)
    monkeypatch.setattr(MediaReconciler, "_close", never)
    args = {"ground": "drugs", "conduct": ["visitor"], "persons": [], "note": ""}
    press = asyncio.create_task(wall.does("terminate", visit=visit.public_id, **args))
    await scene.room_is_gone()
    assert not await in_thread(Violation.objects.exists)
    may_follow.set()
    await press
    assert await in_thread(Violation.objects.count) == 1


async def test_a_ground_of_the_facility_s_own_is_named_to_all(scene, officer):
    await in_thread(make_ground, scene.facility)
    await in_thread(make_violation, scene.facility, inmate=scene.inmate, ground="smoking")
    monitor, _station = await scene.both_live()
    visit = await in_thread(Visit.objects.get)
    wall = await wall_of(scene, officer)
    await wall.sees("wall")
    await wall.does("open", visit=visit.public_id)
    screen = await wall.sees_where(lambda s: s["detail"])
    (known,) = screen["detail"]["people"][1]["history"]
    assert ": Smoking (" in known
    await wall.does(
        "terminate", visit=visit.public_id, ground="smoking", conduct=["inmate"], note=""
    )
    assert (await monitor.sees("ended"))["terminated"]["ground"] == "The reason: Smoking."


async def test_second_termination_of_the_same_visit_is_told_that_it_is_gone(scene, officer):
    await scene.both_live()
    other = await in_thread(make_staff, Role.OFFICER, scene.facility)
    first, second = await wall_of(scene, officer), await wall_of(scene, other)
    for wall in (first, second):
        await wall.sees_where(lambda s: s["tiles"])
    visit = await in_thread(Visit.objects.get)
    args = {"visit": visit.public_id, "conduct": ["visitor"], "note": ""}
    await first.does("terminate", ground="drugs", **args)
    answer = await second.intend("terminate", ground="weapons", **args)
    assert answer["code"] == "gone"
    assert await in_thread(lambda: Violation.objects.get().ground) == "drugs"


@pytest.mark.parametrize(
    ("changed", "code"),
    [
        ({"ground": "boredom"}, "bad_arguments"),
        ({"conduct": ["nobody"]}, "bad_arguments"),
        ({"ground": None}, "bad_arguments"),
        ({"note": "x" * 2001}, "bad_arguments"),
        ({"visit": "000000000000"}, "gone"),
    ],
)
async def test_termination_with_bad_arguments_changes_nothing(scene, officer, changed, code):
    monitor, _ = await scene.both_live()
    wall = await wall_of(scene, officer)
    await wall.sees_where(lambda s: s["tiles"])
    visit = await in_thread(Visit.objects.get)
    args = {"visit": visit.public_id, "ground": "drugs", "conduct": ["visitor"], "note": ""}
    answer = await wall.intend("terminate", **(args | changed))
    assert answer["code"] == code
    assert monitor.screen["name"] == "live"
    assert await in_thread(Violation.objects.count) == 0


async def test_other_reason_goes_to_review_and_restricts_nobody(scene, officer):
    monitor, _ = await scene.both_live()
    wall = await wall_of(scene, officer)
    await wall.sees_where(lambda s: s["tiles"])
    visit = await in_thread(Visit.objects.get)
    await wall.does(
        "terminate", visit=visit.public_id, ground="other", conduct=["visitor", "inmate"], note=""
    )
    assert await monitor.reads_consequences() == [
        "Nothing is decided yet. We write to you when it is."
    ]
    assert await in_thread(Review.objects.count) == 1
    assert await in_thread(Restriction.objects.count) == 0


async def test_note_may_follow_the_termination(scene, officer):
    await scene.both_live()
    wall = await wall_of(scene, officer)
    await wall.sees_where(lambda s: s["tiles"])
    visit = await in_thread(Visit.objects.get)
    await wall.does(
        "terminate", visit=visit.public_id, ground="drugs", conduct=["visitor", "inmate"], note=""
    )
    await wall.does("note", visit=visit.public_id, note="seen at 9:04")
    assert await in_thread(lambda: Violation.objects.get().note) == "seen at 9:04"


async def test_account_that_is_closed_sees_nothing_any_more(scene, officer, monkeypatch):
    monkeypatch.setattr("parloir.realtime.wall.LOOKS_AGAIN_WITHIN", timedelta(seconds=0.2))
    wall = await wall_of(scene, officer)
    await wall.sees("wall")
    closes = partial(change_staff, user=officer, is_active=False, by=OPERATOR)
    await in_thread(closes, now=timezone.now())
    assert await wall.closed_with() == 4401


async def test_officer_is_on_duty_while_the_wall_is_open(scene, officer):
    wall = await wall_of(scene, officer)
    screen = await wall.sees_where(lambda s: s["on_duty"])
    assert [one["name"] for one in screen["on_duty"]] == ["Dana Reyes"]
    await wall.leave()
    assert await in_thread(OnDuty.objects.count) == 0


async def test_call_for_help_is_shown_until_it_is_answered(scene, officer):
    monitor = await scene.monitor()
    await monitor.sees("pin")
    wall = await wall_of(scene, officer)
    await monitor.does("call_staff")
    screen = await wall.sees_where(lambda s: s["calls"])
    await wall.does("answer_call", device=screen["calls"][0]["device"])
    await wall.sees_where(lambda s: not s["calls"])
