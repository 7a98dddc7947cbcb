"""A party's screen stays as it is for as long as it says, unless something is announced."""

from collections.abc import Callable
from datetime import datetime, timedelta
from functools import partial

import pytest

from parloir.facilities.models import Monitor, VisitKind
from parloir.protocol.screens.party import PartyScreen
from parloir.screens.monitor import monitor_screen
from parloir.screens.refresh import LONGEST, refresh_at
from parloir.screens.room import room_screen
from parloir.screens.station import station_screen
from parloir.visits.interventions import pause, warn
from parloir.visits.models import Visit
from parloir.workflows.termination import terminate
from tests.factories.moments import MINUTE, SECOND
from tests.factories.people import OFFICER
from tests.factories.places import make_jail
from tests.factories.visits import TEN_ON_MONDAY, admit_visitor, make_booking, make_live

pytestmark = pytest.mark.django_db

INSTANT = timedelta(milliseconds=1)


Draw = Callable[[datetime], PartyScreen]


def draw_monitor(visit: Visit, now: datetime) -> PartyScreen:
    monitor = Monitor.objects.get(admission__visit=visit)
    return monitor_screen(monitor, refused=None, now=now)[0]


def draw_station(visit: Visit, now: datetime) -> PartyScreen:
    return station_screen(visit.booking.station, refused=None, now=now)[0]


def draw_room(visit: Visit, now: datetime) -> PartyScreen:
    booking = visit.booking
    return room_screen(booking=booking, visitor=booking.visitor, home="/visits/", now=now)[0]


SURFACES = {
    "monitor": (VisitKind.ONSITE, draw_monitor, "pin"),
    "station": (VisitKind.ONSITE, draw_station, "sign_in"),
    "station of a remote visit": (VisitKind.REMOTE, draw_station, "sign_in"),
    "room": (VisitKind.REMOTE, draw_room, "ended"),
}


@pytest.fixture(params=SURFACES)
def surface(request: pytest.FixtureRequest) -> str:
    name: str = request.param
    return name


@pytest.fixture
def visit(surface: str) -> Visit:
    kind, _draw, _idle = SURFACES[surface]
    return make_live(make_booking(make_jail(), kind=kind))


@pytest.fixture
def draw(surface: str, visit: Visit) -> Draw:
    _kind, draw_surface, _idle = SURFACES[surface]
    return partial(draw_surface, visit)


def each_time_it_is_drawn(draw: Draw, begin: datetime, end: datetime) -> list[datetime]:
    """Nothing is announced meanwhile; before each of them the screen has stayed as it was."""
    moments, now = [], begin
    while now < end:
        screen = draw(now)
        until = refresh_at(screen, now=now)
        assert now < until <= now + LONGEST
        assert draw(until - INSTANT) == screen
        moments.append(now)
        now = until
    return moments


def test_a_live_screen_is_drawn_at_both_warnings_of_the_clock_and_at_the_end(visit, draw):
    ends_at = TEN_ON_MONDAY + 30 * MINUTE
    moments = each_time_it_is_drawn(draw, ends_at - 7 * MINUTE - 3 * SECOND, ends_at + SECOND)
    assert {ends_at - 5 * MINUTE, ends_at - MINUTE, ends_at} <= set(moments)


def test_an_officer_s_warning_goes_in_time(visit, draw):
    begin = TEN_ON_MONDAY + 2 * MINUTE
    warn(
        visit=visit, sides={"visitor", "inmate"}, ground="abuse", warnings=0, by=OFFICER, now=begin
    )
    moments = each_time_it_is_drawn(draw, begin, begin + 2 * MINUTE)
    assert begin + 60 * SECOND in moments


def test_a_clock_that_stands_still_warns_of_nothing(visit, draw):
    ends_at = TEN_ON_MONDAY + 30 * MINUTE
    visit.facility.pause_stops_clock = True
    visit.facility.save()
    begin = ends_at - 6 * MINUTE
    pause(visit=visit, by=OFFICER, now=begin)
    moments = each_time_it_is_drawn(draw, begin + 20 * SECOND, begin + 4 * MINUTE)
    assert ends_at - 5 * MINUTE not in moments


def test_the_last_screen_goes_when_its_time_is_over(surface, visit, draw):
    at = TEN_ON_MONDAY + 2 * MINUTE
    terminate(visit=visit, ground="phone", conduct={"visitor"}, note="", by=OFFICER, now=at)
    moments = each_time_it_is_drawn(draw, at, at + 61 * SECOND)
    assert at + 60 * SECOND in moments
    _kind, _draw, idle = SURFACES[surface]
    assert draw(at + 60 * SECOND).name == idle


def test_the_clock_of_an_idle_monitor_is_drawn_each_minute():
    monitor = make_jail().monitors.first()
    begin = TEN_ON_MONDAY + 10 * SECOND

    def draw(now: datetime) -> PartyScreen:
        return monitor_screen(monitor, refused=None, now=now)[0]

    moments = each_time_it_is_drawn(draw, begin, begin + 2 * MINUTE)
    assert {TEN_ON_MONDAY + MINUTE, TEN_ON_MONDAY + 2 * MINUTE} <= set(moments)


def test_a_screen_that_waits_for_others_is_looked_at_every_five_seconds():
    booking = make_booking(make_jail())
    admission = admit_visitor(booking, now=TEN_ON_MONDAY)
    screen, _admission = monitor_screen(admission.monitor, refused=None, now=TEN_ON_MONDAY)
    assert screen.name == "greet"
    assert refresh_at(screen, now=TEN_ON_MONDAY) == TEN_ON_MONDAY + 5 * SECOND
