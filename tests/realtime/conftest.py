"""A facility with an on-site visit that can begin now, its devices, and a running house."""

import asyncio
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import timedelta

import pytest
from django.utils import timezone

from parloir.accounts.models import Role
from parloir.bookings.booking_request import BookingRequest
from parloir.bookings.models import Booking
from parloir.bookings.operations import book_walk_in
from parloir.bookings.pins import pin_of
from parloir.facilities.enrolment import enrol_with_token
from parloir.facilities.models import Facility, VisitKind
from parloir.media.fake import FakeMediaServer
from parloir.people.models import Inmate, Visitor
from parloir.realtime import process
from parloir.threads import in_thread
from parloir.visits.models import Visit
from parloir.worker.loop import reconcile
from parloir.worker.media_reconciler import MediaReconciler
from tests.factories.people import OFFICER, PIN, make_inmate, make_staff, make_visitor
from tests.factories.places import make_round_the_clock
from tests.factories.visits import make_live
from tests.realtime.browsers import PATIENCE, Browser
from tests.realtime.threads import every_thread_is_done
from tests.realtime.watching import Watched, wall_of

MONITOR_TOKEN, STATION_TOKEN, OTHER_MONITOR_TOKEN = "monitor-1", "station-1", "monitor-2"


@dataclass
class Scene:
    facility: Facility
    visitor: Visitor
    inmate: Inmate
    booking: Booking
    pin: str
    media: FakeMediaServer
    browsers: list[Browser] = field(default_factory=list)

    async def monitor(self, token: str = MONITOR_TOKEN) -> Browser:
        return await self.open("/ws/monitor/", {"parloir_monitor": token})

    async def station(self) -> Browser:
        return await self.open("/ws/station/", {"parloir_station": STATION_TOKEN})

    async def open(self, path: str, cookies: dict[str, str]) -> Browser:
        browser = await Browser(path, cookies=cookies).connect()
        self.browsers.append(browser)
        return browser

    async def room_is_gone(self) -> None:
        """Wait until the media server has closed the room of a visit that has ended."""
        async with asyncio.timeout(PATIENCE):
            while await self.media.rooms():  # noqa: ASYNC110 - the fake tells nobody of it
                await asyncio.sleep(0.02)

    async def all_leave(self) -> None:
        """Close all sockets, so that none of a failed test keeps the house from stopping."""
        leaving = (browser.leave() for browser in self.browsers)
        await asyncio.gather(*leaving, return_exceptions=True)

    async def monitor_at_check(self) -> Browser:
        monitor = await self.monitor()
        await monitor.sees("pin")
        await monitor.does("enter_pin", pin=self.pin)
        await monitor.sees("greet")
        await monitor.does("confirm")
        await monitor.sees("rules")
        await monitor.does("acknowledge")
        await monitor.sees("check")
        return monitor

    async def station_at_rules(self) -> Browser:
        station = await self.station()
        await station.sees("sign_in")
        await station.does("sign_in", master_id=self.inmate.master_id, pin=PIN)
        await station.sees("rules")
        return station

    async def both_live(self) -> tuple[Browser, Browser]:
        """Bring both devices into a live visit. Getting there by the buttons costs a second of
        computing: `both_begin` is for tests of that way."""
        await in_thread(make_live, self.booking, now=timezone.now())
        monitor, station = await self.monitor(), await self.station()
        await monitor.sees("live")
        await station.sees("live")
        return monitor, station

    async def both_begin(self) -> tuple[Browser, Browser]:
        monitor, station = await self.monitor_at_check(), await self.station_at_rules()
        await monitor.does("begin")
        await station.does("begin")
        await monitor.sees("live")
        await station.sees("live")
        return monitor, station


def _grid_point_before(now):
    return now.replace(second=0, microsecond=0) - timedelta(minutes=now.minute % 5)


@pytest.fixture
def furnished(transactional_db):
    """Return the rows, which are created synchronously before the loop runs."""
    now = timezone.now()
    facility = make_round_the_clock(monitors=2)
    visitor, inmate = make_visitor(), make_inmate(facility)
    monitors = list(facility.monitors.all())
    station = facility.areas.get().stations.first()
    for token, device in (
        (MONITOR_TOKEN, monitors[0]),
        (OTHER_MONITOR_TOKEN, monitors[1]),
        (STATION_TOKEN, station),
    ):
        enrol_with_token(token=token, device=device, by=OFFICER, now=now)
    booking_request = BookingRequest(
        visitor=visitor, inmate=inmate, facility=facility, kind=VisitKind.ONSITE
    )
    booking = book_walk_in(
        booking_request=booking_request, starts_at=_grid_point_before(now), by=OFFICER, now=now
    )
    return Scene(facility, visitor, inmate, booking, pin_of(booking), FakeMediaServer())


@asynccontextmanager
async def running_house(furnished):
    """Run what a web process has once, and end it with all sockets."""
    house = process.this_process()
    try:
        yield house
    finally:
        await furnished.all_leave()
        house.following.cancel()
        await asyncio.gather(house.following, house.is_cleaned_up, return_exceptions=True)
        await every_thread_is_done()


@pytest.fixture
async def scene(furnished, monkeypatch):
    """Return the scene in a running house: change feed, media reconciler, fake media server."""
    monkeypatch.setattr(process, "connect_to_media_server", lambda: furnished.media)
    async with running_house(furnished) as house:
        await house.feed.begin()
        reconciling = asyncio.create_task(reconcile(MediaReconciler(furnished.media), house.feed))
        yield furnished
        await furnished.all_leave()
        reconciling.cancel()
        await asyncio.gather(reconciling, return_exceptions=True)


@pytest.fixture
async def officer(scene):
    return await in_thread(make_staff, Role.OFFICER, scene.facility, full_name="Dana Reyes")


@pytest.fixture
async def watched(scene, officer):
    """Return a live visit with both parties and an officer's wall."""
    monitor, station = await scene.both_live()
    wall = await wall_of(scene, officer)
    await wall.sees_where(lambda s: s["tiles"])
    visit = await in_thread(Visit.objects.get)
    return Watched(scene, monitor, station, wall, visit)
