"""Everybody opens every socket, and sends every intent about what is another facility's."""

from typing import Any

import pytest

from parloir.accounts.models import Role
from parloir.audit.models import AuditEvent
from parloir.protocol.surfaces import MONITOR, ROOM, STATION, SURFACES, WALL, LiveSurface
from parloir.realtime.no_such_socket import no_such_socket
from parloir.realtime.routing import websocket_urlpatterns
from parloir.threads import in_thread
from parloir.visits.models import WatchSpan
from tests.access.actors import STAFF_ELSEWHERE, STRANGER
from tests.access.socket_house import (
    MONITOR_ELSEWHERE_TOKEN,
    STATION_ELSEWHERE_TOKEN,
    Everybody,
    as_monitor,
    as_station,
    everybody_at,
    names_of,
    state_of,
)
from tests.access.socket_table import INTENTS, SOCKETS, IntentRow, Names
from tests.contracts.descriptions import canned_offer
from tests.realtime.browsers import Browser
from tests.realtime.conftest import MONITOR_TOKEN, STATION_TOKEN, Scene, furnished, scene  # noqa: F401 - fixtures

CLOSED = 4401
STRANGERS_OFFICER = STAFF_ELSEWHERE[Role.OFFICER]


def test_the_table_has_every_socket_and_no_other():
    routed = {str(one.pattern) for one in websocket_urlpatterns if one.callback != no_such_socket}
    assert set(SOCKETS) == routed


def test_the_table_has_every_intent_once():
    intents = {intent for surface in SURFACES for intent in surface.intents}
    assert sorted(row.intent.called() for row in INTENTS) == sorted(one.called() for one in intents)


@pytest.fixture
async def everybody(scene: Scene) -> Everybody:  # noqa: F811 - the fixture
    return await in_thread(everybody_at, scene)


@pytest.fixture
async def names(scene: Scene, everybody: Everybody) -> Names:  # noqa: F811
    return await in_thread(names_of, scene, everybody)


@pytest.mark.parametrize("path", SOCKETS)
async def test_a_socket_is_open_to_its_people_alone(scene: Scene, everybody: Everybody, path: str):  # noqa: F811
    address = "/" + path.replace("<slug:booking>", everybody.remote.public_id)
    events = await in_thread(AuditEvent.objects.count)

    answers = {
        str(actor): await _first_answer(scene, address, cookies)
        for actor, cookies in everybody.cookies.items()
    }

    assert answers == {
        str(actor): "screen" if actor in SOCKETS[path] else CLOSED for actor in everybody.cookies
    }
    assert await in_thread(AuditEvent.objects.count) == events


@pytest.mark.parametrize(
    ("path", "cookies"),
    [
        ("/ws/monitor/", as_monitor(STATION_TOKEN)),
        ("/ws/station/", as_station(MONITOR_TOKEN)),
        ("/ws/monitor/", as_monitor("nothing")),
    ],
)
async def test_a_device_is_no_other_device(scene: Scene, path: str, cookies: dict[str, str]):  # noqa: F811
    assert await _first_answer(scene, path, cookies) == CLOSED


@pytest.mark.parametrize("surface", SURFACES, ids=lambda one: one.name)
async def test_no_intent_reaches_what_is_another_facility_s(
    scene: Scene,  # noqa: F811
    everybody: Everybody,
    names: Names,
    surface: LiveSurface,
):
    browser = await _open_as_stranger(scene, everybody, surface)
    before, events = await in_thread(state_of, names.visit), await in_thread(_events)

    answers, expected = {}, {}
    for row in INTENTS:
        allowed = _allowed_by(browser, surface)
        answer = await browser.intend(row.intent.called(), **row.args(names))
        answers[row.intent.called()] = answer.get("code", answer["type"])
        expected[row.intent.called()] = _expected(row, surface, allowed)
        if row.intent in allowed:
            events += row.audits

    assert answers == expected
    assert await in_thread(state_of, names.visit) == before
    assert await in_thread(_events) == events


async def test_no_wall_sees_hears_or_speaks_elsewhere(
    scene: Scene,  # noqa: F811
    everybody: Everybody,
    names: Names,
):
    wall = await _open_as_stranger(scene, everybody, WALL)
    screen = await wall.sees("wall")
    shown = str(screen)
    for name in (scene.visitor.last_name, scene.inmate.last_name, names.visit):
        assert name not in shown
    sound_alone = canned_offer().partition("m=video")[0]

    # A rendering meanwhile closes what it does not show, and says that it is over.
    await wall.send(type="media.watch", leg=names.visit, attempt=1)
    assert (await wall.hears("media.closed"))["reason"] in {"gone", "over"}
    await wall.send(type="media.join", leg=f"voice:{names.visit}", attempt=1, sdp=sound_alone)
    assert (await wall.hears("media.closed"))["reason"] in {"gone", "over"}
    await wall.send(type="media.prepare", leg=names.visit, attempt=1, sdp=canned_offer())
    assert (await wall.hears("error"))["code"] == "malformed"
    await wall.send(type="ping", visible=True, watching=[names.visit])
    await wall.hears("pong")
    assert not await in_thread(WatchSpan.objects.exists)


@pytest.mark.parametrize("surface", [MONITOR, STATION, ROOM], ids=lambda one: one.name)
async def test_no_side_watches_or_speaks_into_another_visit(
    scene: Scene,  # noqa: F811
    everybody: Everybody,
    names: Names,
    surface: LiveSurface,
):
    browser = await _open_as_stranger(scene, everybody, surface)
    for message in (
        {"type": "media.watch", "leg": names.visit},
        {"type": "media.watch", "leg": "side"},
        {"type": "media.join", "leg": names.visit, "sdp": canned_offer()},
        {"type": "media.join", "leg": f"voice:{names.visit}", "sdp": canned_offer()},
        {"type": "media.prepare", "leg": names.visit, "sdp": canned_offer()},
    ):
        await browser.send(**message, attempt=1)
        assert (await browser.hears("error"))["code"] == "malformed"


async def _first_answer(scene: Scene, path: str, cookies: dict[str, str]) -> str | int:  # noqa: F811
    browser = await scene.open(path, cookies)
    answer = await browser.first_answer()
    await browser.leave()
    return answer


async def _open_as_stranger(
    scene: Scene,  # noqa: F811
    everybody: Everybody,
    surface: LiveSurface,
) -> Browser:
    """Open this surface of the other facility, and wait for its screen."""
    booking = everybody.stranger_s_remote.public_id
    path, cookies = {
        MONITOR: ("/ws/monitor/", as_monitor(MONITOR_ELSEWHERE_TOKEN)),
        STATION: ("/ws/station/", as_station(STATION_ELSEWHERE_TOKEN)),
        ROOM: (f"/ws/visit/{booking}/", everybody.cookies[STRANGER]),
        WALL: ("/ws/wall/", everybody.cookies[STRANGERS_OFFICER]),
    }[surface]
    browser = await scene.open(path, cookies)
    await browser.sees_where(lambda screen: screen["name"])
    return browser


def _allowed_by(browser: Browser, surface: LiveSurface) -> frozenset[Any]:
    name = browser.screen["name"]
    shown = next(one for one in surface.screens if one.model_fields["name"].default == name)
    return shown.allows


def _expected(row: IntentRow, surface: LiveSurface, allowed: frozenset[Any]) -> str:
    if row.intent not in surface.intents:
        return "unknown_intent"
    return row.answer if row.intent in allowed else "not_allowed_now"


def _events() -> tuple[str, ...]:
    return tuple(AuditEvent.objects.order_by("pk").values_list("action", flat=True))
