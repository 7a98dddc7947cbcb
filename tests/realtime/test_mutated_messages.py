"""Whatever a browser sends to a socket, the server logs no fault, and answers the next message."""

import json
import logging
from dataclasses import replace

import pytest
from django.utils import timezone
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from parloir.protocol.errors import CLOSED_NOT_ADMITTED, CLOSED_SUPERSEDED, CLOSED_TOO_MUCH
from parloir.protocol.from_browser import BadArguments, IntentRequest, UnknownIntent, read_message
from parloir.protocol.intents import MONITOR_INTENTS, ROOM_INTENTS, STATION_INTENTS
from parloir.protocol.surfaces import MONITOR, ROOM, STATION, SURFACES, WALL
from parloir.protocol.wall_intents import WALL_INTENTS
from parloir.realtime.device_surface import DeviceSurface
from parloir.realtime.room import RoomSurface
from parloir.realtime.wall import WallSurface
from parloir.threads import in_thread
from parloir.visits.models import Visit
from tests.factories.examples import part_of_examples
from tests.factories.visits import make_live
from tests.realtime.mutated_messages import batches, valid_messages
from tests.realtime.test_room import _book, _room
from tests.realtime.watching import wall_of

DOCUMENTED = {CLOSED_NOT_ADMITTED, CLOSED_SUPERSEDED, CLOSED_TOO_MUCH}
READERS = {
    MONITOR.name: MONITOR_INTENTS,
    STATION.name: STATION_INTENTS,
    ROOM.name: ROOM_INTENTS,
    WALL.name: WALL_INTENTS,
}
A_FEW = settings(
    max_examples=max(10, part_of_examples(0.25)),
    suppress_health_check=list(HealthCheck),
)


@pytest.fixture(autouse=True)
def no_bounds(monkeypatch):
    """How much may be sent is tested elsewhere: here it must not end the connection."""
    for surface in (DeviceSurface, RoomSurface, WallSurface):
        wide = replace(surface.bounds, messages=10**7, intents=10**7, waiting=10**5)
        monkeypatch.setattr(surface, "bounds", wide)


@pytest.mark.parametrize("surface", SURFACES, ids=lambda surface: surface.name)
def test_what_is_mutated_is_valid_before(surface):
    for message in valid_messages(surface, visit="v" * 12, pin="12345678"):
        read = read_message(json.dumps(message), READERS[surface.name])
        if isinstance(read, IntentRequest):
            assert not isinstance(read.intent, BadArguments | UnknownIntent), message


async def opened(scene, officer, surface):
    """Return a socket of this surface. At the wall a visit is live; in the room one begins soon."""
    if surface == ROOM:
        booking = await in_thread(_book, scene, 14)
        return await _room(scene, booking, booking.visitor.user)
    if surface == WALL:
        await in_thread(make_live, scene.booking, now=timezone.now())
        return await wall_of(scene, officer)
    return await (scene.monitor() if surface == MONITOR else scene.station())


def faults(caplog) -> list[str]:
    return [
        record.getMessage()
        for record in caplog.records
        if record.levelno >= logging.ERROR or record.exc_info
    ]


async def answers(browser) -> bool:
    """Tell whether the server answers a heartbeat, or has closed the socket as is documented."""
    await browser.send(type="ping")
    try:
        await browser.hears("pong")
    except AssertionError:
        return browser.closed_code in DOCUMENTED
    return True


@pytest.mark.parametrize("surface", SURFACES, ids=lambda surface: surface.name)
@A_FEW
@given(data=st.data())
async def test_mutated_messages_are_answered_and_the_next_one_too(
    scene, officer, caplog, surface, data
):
    browser = scene.browsers[-1] if scene.browsers else await opened(scene, officer, surface)
    if browser.closed_code in DOCUMENTED:
        browser = await opened(scene, officer, surface)
    visit = await in_thread(Visit.objects.first)
    messages = valid_messages(surface, visit=visit.public_id if visit else "v" * 12, pin=scene.pin)
    for frame in data.draw(batches(messages)):
        await browser.send_text(frame)
    assert await answers(browser)
    assert faults(caplog) == []
