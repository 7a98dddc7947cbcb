"""The requests of the suite `idle` to a process inside the house: see `tests.stage.inside`."""

import asyncio
import itertools
from collections.abc import Awaitable, Callable, Mapping
from datetime import timedelta
from typing import Any

from asgiref.testing import ApplicationCommunicator
from django.db import transaction
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.backends.signals import connection_created

from parloir.bookings.booking_request import BookingRequest
from parloir.bookings.operations import book_walk_in
from parloir.clock import current_time
from parloir.facilities.enrolment import enrol_with_token
from parloir.facilities.models import Area, Facility, Monitor, Station, VisitKind
from parloir.vault.names import new_token
from tests.factories.people import OFFICER, make_inmate, make_visitor
from tests.factories.places import make_round_the_clock
from tests.factories.visits import make_live


def devices(count: int, facility: str) -> list[dict[str, str]]:
    """Enrol so many new devices there, half of them monitors. Return kind and token of each."""
    where = Facility.objects.get(slug=facility)
    area = Area.objects.create(facility=where, name="Bench")
    made: list[Monitor | Station] = [
        Monitor.objects.create(facility=where, name=f"Bench {number:04d}")
        if number % 2
        else Station.objects.create(area=area, name=f"Bench {number:04d}")
        for number in range(count)
    ]
    return [_enrolled(device) for device in made]


def live_visits(count: int) -> list[dict[str, str]]:
    """Begin so many visits in a facility of their own. Return their devices."""
    where = make_round_the_clock(monitors=count, stations=count)
    now = current_time()
    starts_at = now.replace(second=0, microsecond=0) - timedelta(minutes=now.minute % 5)
    found = []
    for _ in range(count):
        request = BookingRequest(
            visitor=make_visitor(),
            inmate=make_inmate(where),
            facility=where,
            kind=VisitKind.ONSITE,
        )
        booking = book_walk_in(booking_request=request, starts_at=starts_at, by=OFFICER, now=now)
        make_live(booking, now=current_time())
        assert booking.monitor is not None
        found += [_enrolled(booking.monitor), _enrolled(booking.station)]
    return found


def queries_per_s(devices: list[dict[str, str]], seconds: float) -> float:
    """Serve these devices here for so long. Return the queries a second of each.

    Counted from the first screen of the last device on: connecting is not idle.
    """
    return asyncio.run(_count(devices, seconds))


@transaction.atomic
def _enrolled(device: Monitor | Station) -> dict[str, str]:
    token = new_token()
    enrol_with_token(token=token, device=device, by=OFFICER, now=current_time())
    return {"kind": "monitor" if isinstance(device, Monitor) else "station", "token": token}


async def _count(devices: list[dict[str, str]], seconds: float) -> float:
    from parloir.config.asgi import application

    queries = itertools.count()

    def count(execute: Callable[..., Any], *args: Any) -> Any:
        next(queries)
        return execute(*args)

    def wrap(connection: BaseDatabaseWrapper, **_kwargs: object) -> None:
        connection.execute_wrappers.append(count)

    connection_created.connect(wrap, weak=False)
    sockets = [_socket(application, one) for one in devices]
    try:
        for socket in sockets:
            await socket.send_input({"type": "websocket.connect"})
        for socket in sockets:
            await _first_screen(socket)
        before = next(queries)
        await asyncio.sleep(seconds)
        return (next(queries) - before - 1) / len(devices) / seconds
    finally:
        connection_created.disconnect(wrap)
        for socket in sockets:
            await socket.send_input({"type": "websocket.disconnect", "code": 1001})
        await asyncio.gather(*(socket.wait(60) for socket in sockets), return_exceptions=True)


def _socket(application: Callable[..., Awaitable[None]], device: Mapping[str, str]) -> Any:
    cookie = f"parloir_{device['kind']}={device['token']}"
    headers = [(b"origin", b"http://localhost"), (b"host", b"localhost")]
    scope = {
        "type": "websocket",
        "path": f"/ws/{device['kind']}/",
        "query_string": b"",
        "headers": [*headers, (b"cookie", cookie.encode())],
        "subprotocols": [],
    }
    return ApplicationCommunicator(application, scope)


async def _first_screen(socket: Any) -> None:
    while True:
        output = await socket.receive_output(120)
        if '"type":"screen"' in output.get("text", ""):
            return
