"""A locked wall: its pictures stay, what stops people works, and nothing else does."""

import pytest
from asgiref.sync import sync_to_async
from django.contrib.sessions.models import Session

from parloir.accounts.models import Role, SignIn
from parloir.accounts.screen_locks import remembered, unlock
from parloir.audit.models import AuditEvent
from parloir.clock import current_time, machine_time
from parloir.threads import in_thread
from parloir.visits.models import Leg, LockedPress
from tests.factories.people import make_staff
from tests.factories.sign_ins import HALF_AN_HOUR, TWELVE_HOURS, let_pass
from tests.realtime.test_officer_speaks import speak
from tests.realtime.test_wall import ABOUT_A_VISIT
from tests.realtime.watching import wall_of

TERMINATION = {"ground": "weapons", "conduct": ["visitor"], "note": ""}
WORKS = ("pause", "mute", "terminate")


async def _is_left_alone(watched, *, old=False):
    """Let nobody use the wall for half an hour, or for twelve hours after the sign-in."""
    passed = {"age": TWELVE_HOURS} if old else {"idle": HALF_AN_HOUR}
    await in_thread(lambda: let_pass(**passed))
    return await watched.wall.sees_where(lambda s: s["lock"] == ("age" if old else "idle"))


async def _unlocks(watched):
    sign_in = await in_thread(lambda: SignIn.objects.get(user__full_name="Dana Reyes").public_id)
    await in_thread(lambda: unlock(sign_in=sign_in, at=current_time(), now=machine_time()))
    return await watched.wall.sees_where(lambda s: s["lock"] == "open")


async def _log_has(watched, line):
    await watched.wall.sees_where(lambda s: line in {one["text"] for one in s["detail"]["log"]})


async def _events(*actions):
    found = AuditEvent.objects.filter(action__in=actions).order_by("id")
    return await in_thread(lambda: [(one.action, one.details) for one in found])


async def test_idle_lock_leaves_the_live_visits_and_nothing_beside_them(watched):
    await watched.does("open")
    await watched.wall.sees_where(lambda s: s["detail"])
    screen = await _is_left_alone(watched)
    (tile,) = screen["tiles"]
    assert (tile["visit"], tile["opened"]) == (watched.visit.public_id, False)
    beside = ("waiting", "soon", "not_held", "calls", "on_duty", "messages", "pressed")
    assert {name: screen[name] for name in beside} == {name: [] for name in beside}
    assert screen["detail"] is None


async def test_age_locks_a_live_wall_as_idleness_does_and_it_does_not_go_dark(watched):
    screen = await _is_left_alone(watched, old=True)
    assert [tile["visit"] for tile in screen["tiles"]] == [watched.visit.public_id]
    await watched.does("pause")


async def test_idle_lock_keeps_the_pictures_of_the_wall(watched):
    await watched.both_publish()
    leg = watched.visit.public_id
    await watched.wall.send(type="media.watch", leg=leg, attempt=1, layer="low")
    await watched.wall.hears("media.offer")
    await _is_left_alone(watched)
    legs = Leg.objects.filter(role="officer", closed_at=None)
    assert await in_thread(legs.count) == 1


@pytest.mark.parametrize("intent", sorted(set(ABOUT_A_VISIT) - set(WORKS)))
async def test_idle_lock_refuses_what_does_not_stop_people(watched, intent):
    await _is_left_alone(watched)
    assert await watched.refused(intent, **ABOUT_A_VISIT[intent]) == "locked"


async def test_idle_lock_takes_no_voice(watched):
    await watched.both_publish()
    await _is_left_alone(watched)
    await speak(watched)
    assert (await watched.wall.hears("error"))["code"] == "not_allowed_now"
    assert not await in_thread(Leg.objects.filter(role="voice").exists)


async def test_pressing_at_a_locked_wall_does_not_unlock_it(watched):
    await _is_left_alone(watched)
    await watched.does("pause")
    await watched.wall.send(type="ping", touched=True)
    await watched.wall.hears("pong")
    assert await watched.refused("resume") == "locked"


async def test_idle_lock_pauses_and_mutes_and_the_event_says_while_locked(watched):
    await _is_left_alone(watched)
    await watched.does("mute", side="inmate")
    await watched.does("pause")
    events = await _events("intervene_mute", "intervene_pause")
    assert [(action, details["while_locked"]) for action, details in events] == [
        ("intervene_mute", True),
        ("intervene_pause", True),
    ]


async def test_what_is_pressed_at_an_open_wall_is_not_called_locked(watched):
    await watched.does("pause")
    ((_, details),) = await _events("intervene_pause")
    assert "while_locked" not in details
    assert not await in_thread(LockedPress.objects.exists)


async def test_idle_lock_with_a_termination_while_locked(watched):
    await _is_left_alone(watched)

    await watched.does("terminate", **TERMINATION)

    await watched.monitor.sees("ended")
    await watched.station.sees("ended")
    ((_, details),) = await _events("end_visit")
    assert details["while_locked"] is True
    screen = await _unlocks(watched)
    (press,) = screen["pressed"]
    assert press["text"].endswith(": terminated")
    await watched.wall.does("say_who_pressed", press=press["press"], presser="")
    assert (await watched.wall.sees_where(lambda s: not s["pressed"]))["lock"] == "open"
    said = await in_thread(LockedPress.objects.get)
    assert (said.presser_ref, said.presser_name) == (said.officer_ref, "")


async def test_who_pressed_can_be_another_officer_and_is_written_to_the_log(watched):
    other = await in_thread(
        make_staff, Role.OFFICER, watched.scene.facility, full_name="Ruth Okafor"
    )
    await _is_left_alone(watched)
    await watched.does("pause")
    (press,) = (await _unlocks(watched))["pressed"]
    await watched.does("open")
    await _log_has(watched, "paused by Dana Reyes (while the screen was locked)")

    await watched.wall.does("say_who_pressed", press=press["press"], presser=" ruth okafor ")

    pressed = "paused by Dana Reyes (while the screen was locked; Ruth Okafor pressed it)"
    await _log_has(watched, pressed)
    ((_, details),) = await _events("say_who_pressed")
    assert details == {
        "press": press["press"],
        "was_own": False,
        "presser": other.public_id,
    }


async def test_who_pressed_is_asked_once_and_of_that_officer_alone(watched):
    await _is_left_alone(watched)
    await watched.does("pause")
    (press,) = (await _unlocks(watched))["pressed"]
    other = await in_thread(make_staff, Role.OFFICER, watched.scene.facility)
    other_wall = await wall_of(watched.scene, other)
    assert (await other_wall.sees("wall"))["pressed"] == []
    answer = {"press": press["press"], "presser": ""}
    assert (await other_wall.intend("say_who_pressed", **answer))["code"] == "gone"
    await watched.wall.does("say_who_pressed", **answer)
    assert (await watched.wall.intend("say_who_pressed", **answer))["code"] == "gone"


async def test_idle_lock_asks_two_minutes_before_and_goes_on_with_one_press(watched):
    await in_thread(lambda: let_pass(idle=HALF_AN_HOUR * 0.95))
    await watched.wall.sees_where(lambda s: s["lock"] == "soon")
    await watched.wall.does("still_here")
    await watched.wall.sees_where(lambda s: s["lock"] == "open")


async def test_watching_that_moves_is_activity_and_a_heartbeat_alone_is_not(watched):
    await in_thread(lambda: let_pass(idle=HALF_AN_HOUR * 0.95))
    await watched.wall.sees_where(lambda s: s["lock"] == "soon")
    before = await in_thread(_active_at)
    await watched.wall.send(type="ping", visible=True, watching=[watched.visit.public_id])
    await watched.wall.hears("pong")
    assert await in_thread(_active_at) == before
    await watched.wall.send(type="ping", touched=True)
    await watched.wall.hears("pong")
    assert await in_thread(_active_at) > before
    await watched.wall.sees_where(lambda s: s["lock"] == "open")


def _active_at():
    return SignIn.objects.get(user__full_name="Dana Reyes").active_at


async def test_a_wall_that_is_opened_while_locked_is_locked(watched):
    await _is_left_alone(watched)
    await in_thread(remembered.forget)
    again = await watched.scene.open("/ws/wall/", await sync_to_async(_cookies_of)())
    assert (await again.sees("wall"))["lock"] == "idle"
    assert [tile["visit"] for tile in again.screen["tiles"]] == [watched.visit.public_id]


def _cookies_of():
    wall = SignIn.objects.get(user__full_name="Dana Reyes").public_id
    found = next(one for one in Session.objects.all() if one.get_decoded().get("sign_in") == wall)
    return {"parloir_session": found.session_key}
