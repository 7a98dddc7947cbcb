"""An account that sends too much is cut off with a reason, and nobody else is."""

import asyncio
import logging
from dataclasses import replace

import pytest

from parloir.facilities.models import Enrolment
from parloir.realtime.device_surface import DeviceSurface
from parloir.realtime.flood import bounds
from parloir.realtime.flood.bounds import SIDE
from parloir.realtime.monitor import MonitorSurface
from parloir.threads import in_thread
from tests.realtime.browsers import Browser
from tests.realtime.conftest import MONITOR_TOKEN

NONSENSE = {"type": "no such type"}


@pytest.fixture(autouse=True)
def bounds_that_do_not_grow_while_a_test_runs(monkeypatch):
    monkeypatch.setattr(DeviceSurface, "bounds", replace(SIDE, messages_per_s=0.001))


@pytest.fixture
async def monitor(scene):
    return await monitor_with_pin(scene)


async def monitor_with_pin(scene) -> Browser:
    browser = await scene.monitor()
    await browser.sees("pin")
    return browser


async def send_until_cut_off(browser: Browser, count: int, **message) -> tuple[int, str]:
    for _ in range(count):
        await browser.send(**message)
    return await browser.cut_off_with()


async def test_too_many_messages_end_the_connection_with_a_pause(scene, monitor):
    code, reason = await send_until_cut_off(monitor, SIDE.messages + 100, **NONSENSE)
    assert code == 4429
    assert 10 <= int(reason) <= 12


async def test_as_many_messages_as_may_come_at_one_time_are_answered(scene, monitor):
    count = SIDE.messages - bounds.CONNECTING - 1
    for _ in range(count):
        await monitor.send(**NONSENSE)
    for _ in range(count):
        assert (await monitor.hears("error"))["code"] == "unknown_type"
    await monitor.does("set_language", lang="es")
    assert (await send_until_cut_off(monitor, 1, **NONSENSE))[0] == 4429


async def test_too_many_waiting_intents_end_the_connection(scene, monitor, monkeypatch):
    may_go_on = asyncio.Event()

    async def waits(_surface, call):
        await may_go_on.wait()

    monkeypatch.setattr(MonitorSurface, "run_intent", waits)
    try:
        for number in range(SIDE.waiting + 1):
            await monitor.send(
                type="intent", id=str(number), name="set_language", args={"lang": "es"}
            )
        assert (await monitor.cut_off_with())[0] == 4429
    finally:
        may_go_on.set()


async def test_the_log_says_which_device_and_why(scene, monitor, caplog):
    with caplog.at_level(logging.WARNING, "parloir.realtime"):
        await send_until_cut_off(monitor, SIDE.messages + 100, **NONSENSE)
    (line,) = [one.getMessage() for one in caplog.records if "cut off" in one.getMessage()]
    assert line.startswith("A monitor was cut off for 10 seconds: too many messages (device ")
    assert MONITOR_TOKEN not in line


async def test_who_was_cut_off_is_turned_away_before_anything_is_looked_up(
    scene, monitor, monkeypatch
):
    await send_until_cut_off(monitor, SIDE.messages + 100, **NONSENSE)
    looked_up = []
    monkeypatch.setattr("channels.auth.get_user", looked_up.append)
    code, reason = await (await scene.monitor()).cut_off_with()
    assert (code, int(reason) > 0) == (4429, True)
    assert looked_up == []


async def test_another_device_is_not_cut_off(scene, monitor):
    station = await scene.station()
    await station.sees("sign_in")
    await send_until_cut_off(monitor, SIDE.messages + 100, **NONSENSE)
    await station.does("set_language", lang="es")


async def test_of_too_many_windows_the_oldest_is_closed_and_the_newest_works(scene):
    windows = [await monitor_with_pin(scene) for _ in range(SIDE.sockets + 1)]
    assert await windows[0].closed_with() == 4409
    await windows[-1].does("set_language", lang="es")


async def test_sockets_of_one_account_share_their_limits(scene, monitor):
    second = await monitor_with_pin(scene)
    half = SIDE.messages // 2
    for _ in range(half):
        await monitor.send(**NONSENSE)
    for _ in range(half):
        assert (await monitor.hears("error"))["code"] == "unknown_type"
    assert (await send_until_cut_off(second, half, **NONSENSE))[0] == 4429


async def test_a_device_that_was_cut_off_leaves_nothing_behind(scene, monitor):
    await send_until_cut_off(monitor, SIDE.messages + 100, **NONSENSE)
    await monitor.leave()
    attached = Enrolment.objects.filter(kind="monitor").exclude(connection="")
    assert not await in_thread(attached.exists)
