"""The monitor's socket (P13), from the PIN to the empty screen."""

from datetime import timedelta

import pytest
from django.conf import settings
from django.utils import timezone

from parloir.audit.models import AuditEvent
from parloir.facilities.device_connections import detach_lost_devices
from parloir.pin_tries.operations import begin_try, keep_refused
from parloir.threads import in_thread
from parloir.visits.models import Admission, Visit
from parloir.visits.states import AdmissionState
from parloir.visits.supervision import forget_lost_connections
from tests.realtime.browsers import Browser, eventually
from tests.realtime.conftest import OTHER_MONITOR_TOKEN


def _audited(action):
    return list(AuditEvent.objects.filter(action=action).values_list("outcome", flat=True))


def _admissions():
    return list(Admission.objects.order_by("id").values_list("side", "state"))


async def test_monitor_without_an_enrolment_is_closed(scene):
    stranger = await Browser("/ws/monitor/", cookies={"parloir_monitor": "nobody"}).connect()
    assert await stranger.closed_with() == 4401


async def test_monitor_from_another_origin_is_not_connected(scene, monkeypatch):
    monkeypatch.setattr("tests.realtime.browsers.ORIGIN", (b"origin", b"http://evil.example"))
    browser = Browser("/ws/monitor/", cookies={"parloir_monitor": "monitor-1"})
    assert not await browser.is_accepted()


async def test_monitor_greets_by_name_after_the_pin(scene):
    monitor = await scene.monitor()
    assert (await monitor.sees("pin"))["facility"] == scene.facility.name
    await monitor.does("enter_pin", pin=f"{scene.pin[:4]} {scene.pin[4:]}")
    greeting = await monitor.sees("greet")
    assert greeting["title"] == f"Hello {scene.visitor.first_name}."
    assert greeting["other_name"] == scene.inmate.full_name


async def test_monitor_takes_a_pin_that_comes_before_its_first_screen(scene):
    monitor = await scene.monitor()
    await monitor.does("enter_pin", pin=scene.pin)
    assert (await monitor.sees("greet"))["title"] == f"Hello {scene.visitor.first_name}."


async def test_monitor_says_why_a_pin_is_refused(scene):
    monitor = await scene.monitor()
    await monitor.sees("pin")
    wrong = f"{(int(scene.pin) + 1) % 10**8:08d}"
    answer = await monitor.intend("enter_pin", pin=wrong)
    assert (answer["type"], answer["code"]) == ("error", "pin_unknown")
    screen = await monitor.sees_where(lambda screen: screen["refusal"])
    assert screen["refusal"]["text"] == answer["message"] != ""


async def test_monitor_slows_down_after_four_wrong_pins(scene):
    monitor = await scene.monitor()
    await monitor.sees("pin")
    for number in range(4):
        answer = await monitor.intend("enter_pin", pin=f"{number:08d}")
        assert answer["type"] == "error"
    screen = await monitor.sees_where(lambda screen: screen["wait_until"])
    assert screen["name"] == "pin"
    answer = await monitor.intend("enter_pin", pin=scene.pin)
    assert answer["code"] == "not_allowed_now"
    assert await in_thread(_admissions) == []


async def test_monitor_that_asks_for_the_birth_date_takes_pin_and_date(scene):
    def many_wrong_pins():
        device = scene.facility.monitors.first()
        for minutes in range(10):
            at = timezone.now() - timedelta(minutes=100 - 10 * minutes)
            keep_refused(begin_try(device=device, now=at), meant="")

    await in_thread(many_wrong_pins)
    monitor = await scene.monitor()
    assert len((await monitor.sees("pin"))["birth_months"]) == 12
    born = scene.visitor.date_of_birth
    needed = await monitor.intend("enter_pin", pin=scene.pin)
    wrong_date = await monitor.intend(
        "enter_pin", pin=scene.pin, month=born.month, day=born.day - 1
    )
    wrong_pin = await monitor.intend("enter_pin", pin="1", month=born.month, day=born.day)
    assert needed["code"] == "bad_arguments"
    assert (wrong_date["code"], wrong_date["message"]) == (wrong_pin["code"], wrong_pin["message"])
    await monitor.does("enter_pin", pin=scene.pin, month=born.month, day=born.day)
    await monitor.sees("greet")


async def test_monitor_refuses_a_pin_that_is_in_use_at_another(scene):
    first, second = await scene.monitor_at_check(), await scene.monitor(OTHER_MONITOR_TOKEN)
    await second.sees("pin")
    answer = await second.intend("enter_pin", pin=scene.pin)
    assert answer["code"] == "pin_in_use"
    assert first.screen["name"] == "check"


@pytest.mark.parametrize("intent", ["begin", "end", "acknowledge", "confirm", "finish"])
async def test_monitor_refuses_what_its_screen_does_not_offer(scene, intent):
    monitor = await scene.monitor()
    await monitor.sees("pin")
    answer = await monitor.intend(intent)
    assert (answer["type"], answer["code"]) == ("error", "not_allowed_now")
    assert await in_thread(_admissions) == []


@pytest.mark.parametrize(
    ("intent", "args", "code"),
    [
        ("dance", {}, "unknown_intent"),
        ("enter_pin", {}, "bad_arguments"),
        ("enter_pin", {"pin": 12345678}, "bad_arguments"),
        ("enter_pin", {"pin": "1" * 21}, "bad_arguments"),
        ("set_language", {"lang": "fr"}, "bad_arguments"),
    ],
)
async def test_monitor_answers_bad_intents_in_words(scene, intent, args, code):
    monitor = await scene.monitor()
    await monitor.sees("pin")
    answer = await monitor.intend(intent, **args)
    assert answer["code"] == code
    assert answer["message"].endswith(".")


async def test_monitor_answers_a_malformed_frame_and_goes_on(scene):
    monitor = await scene.monitor()
    await monitor.sees("pin")
    await monitor.send_text("{")
    assert (await monitor.hears("error"))["code"] == "malformed"
    await monitor.send(type="ping")
    assert (await monitor.hears("pong"))["now"]


def current_languages(screen):
    return [one["code"] for one in screen["languages"] if one["current"]]


async def test_monitor_speaks_spanish_when_asked_and_english_to_the_next(scene):
    monitor = await scene.monitor()
    await monitor.sees("pin")
    await monitor.does("set_language", lang="es")
    strings = await monitor.hear(lambda m: m["type"] == "ui_strings" and m["lang"] == "es")
    assert strings["strings"]
    await monitor.sees_where(lambda s: current_languages(s) == ["es"])
    await monitor.does("enter_pin", pin=scene.pin)
    await monitor.sees("greet")
    await monitor.does("not_me")
    await monitor.sees_where(lambda s: s["name"] == "pin" and current_languages(s) == ["en"])


async def test_monitor_given_up_takes_the_same_pin_again(scene):
    monitor = await scene.monitor_at_check()
    await monitor.does("leave")
    await monitor.sees("pin")
    await monitor.does("enter_pin", pin=scene.pin)
    await monitor.sees("greet")
    assert await in_thread(_admissions) == [("visitor", "left"), ("visitor", "greeted")]


async def test_monitor_reloaded_on_the_way_shows_the_same_step(scene):
    monitor = await scene.monitor_at_check()
    await monitor.leave()
    again = await scene.monitor()
    await again.sees("check")


async def test_second_browser_takes_the_monitor_and_the_first_says_so(scene):
    first = await scene.monitor_at_check()
    second = await scene.monitor()
    await second.sees("check")
    await first.sees("superseded")
    await first.does("take_over")
    await first.sees("check")
    await second.sees("superseded")


async def test_earlier_browser_has_the_monitor_again_when_the_later_is_closed(scene):
    first = await scene.monitor()
    await first.sees("pin")
    second = await scene.monitor()
    await second.sees("pin")
    await first.sees("superseded")
    await second.leave()
    await first.sees("pin")


async def test_superseded_browser_cannot_act(scene):
    first = await scene.monitor()
    await first.sees("pin")
    second = await scene.monitor()
    await second.sees("pin")
    await first.sees("superseded")
    assert (await first.intend("enter_pin", pin=scene.pin))["code"] == "not_allowed_now"


async def test_help_is_called_for_once(scene):
    monitor = await scene.monitor()
    await monitor.sees("pin")
    await monitor.does("call_staff")
    assert await in_thread(_audited, "call_staff") == ["done"]


async def test_visit_lives_ends_and_leaves_nothing(scene):
    monitor, station = await scene.both_begin()
    assert monitor.screen["other_name"] == scene.inmate.full_name
    assert station.screen["other_name"] == scene.visitor.full_name
    assert monitor.screen["presence"] == "here"
    await monitor.does("end")
    for browser in (monitor, station):
        await browser.sees("ended")
        assert browser.screen["terminated"] is None
    await monitor.does("finish")
    empty = await monitor.sees("pin")
    assert scene.visitor.first_name not in str(empty)
    assert await in_thread(
        lambda: list(Visit.objects.values_list("state", "outcome", "ended_by"))
    ) == [("ended", "ended_early", "visitor")]
    assert await in_thread(_admissions) == [
        ("visitor", AdmissionState.LEFT),
        ("inmate", AdmissionState.LEFT),
    ]


async def test_other_party_is_told_who_is_away_and_back(scene):
    monitor, station = await scene.both_live()
    await station.leave()
    away = await monitor.sees_where(lambda s: s["name"] == "live" and s["presence"] != "here")
    assert scene.inmate.first_name in away["presence_text"]
    back = await scene.station()
    await back.sees("live")
    await monitor.sees_where(lambda s: s["name"] == "live" and s["presence"] == "here")


async def test_killed_process_holds_no_device_and_no_party(scene):
    monitor, station = await scene.both_live()
    prefix = f"{settings.WEB_NAME}:"
    await in_thread(detach_lost_devices, prefix=prefix, now=timezone.now())
    await in_thread(forget_lost_connections, prefix=prefix, now=timezone.now())
    # Both sockets are there all the same, and are attached to their parties again.
    await eventually(
        lambda: Admission.objects.filter(left_at=None, connection__startswith=prefix).count() == 2
    )
    for browser in (monitor, station):
        await browser.sees_where(lambda s: s["name"] == "live" and s["presence"] == "here")


async def test_touching_a_monitor_keeps_it_from_being_given_back(scene):
    monitor = await scene.monitor_at_check()
    before = await in_thread(lambda: Admission.objects.get().touched_at)
    await monitor.send(type="ping")
    await monitor.hears("pong")
    assert await in_thread(lambda: Admission.objects.get().touched_at) == before
    await monitor.send(type="ping", touched=True)
    await monitor.hears("pong")
    assert await in_thread(lambda: Admission.objects.get().touched_at) > before
