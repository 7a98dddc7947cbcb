"""A party's screen stays the same until `refresh_at`, unless a change is appended."""

from collections.abc import Callable
from datetime import datetime, timedelta
from functools import partial

import pytest

from parloir.facilities.models import Monitor, VisitKind
from parloir.protocol.screens.side import SideScreen
from parloir.screens.monitor import monitor_screen
from parloir.screens.refresh import LONGEST, LONGEST_IDLE, SPREAD, is_idle, refresh_at
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


Render = Callable[[datetime], SideScreen]


def render_monitor(visit: Visit, now: datetime) -> SideScreen:
    monitor = Monitor.objects.get(admission__visit=visit)
    return monitor_screen(monitor, refused=None, now=now)[0]


def render_station(visit: Visit, now: datetime) -> SideScreen:
    return station_screen(visit.booking.station, refused=None, now=now)[0]


def render_room(visit: Visit, now: datetime) -> SideScreen:
    booking = visit.booking
    return room_screen(booking=booking, visitor=booking.visitor, home="/visits/", now=now)[0]


SURFACES = {
    "monitor": (VisitKind.ONSITE, render_monitor, "pin"),
    "station": (VisitKind.ONSITE, render_station, "sign_in"),
    "station of a remote visit": (VisitKind.REMOTE, render_station, "sign_in"),
    "room": (VisitKind.REMOTE, render_room, "ended"),
}


@pytest.fixture(params=SURFACES)
def surface(request: pytest.FixtureRequest) -> str:
    name: str = request.param
    return name


@pytest.fixture
def visit(surface: str) -> Visit:
    kind, _render, _idle = SURFACES[surface]
    return make_live(make_booking(make_jail(), kind=kind))


@pytest.fixture
def render(surface: str, visit: Visit) -> Render:
    _kind, render_surface, _idle = SURFACES[surface]
    return partial(render_surface, visit)


def each_time_it_is_rendered(render: Render, begin: datetime, end: datetime) -> list[datetime]:
    """Return the moments; no change is appended, and between them the screen stays the same."""
    moments, now = [], begin
    while now < end:
        screen = render(now)
        until = refresh_at(screen, now=now, share=0)
        assert now < until <= now + (LONGEST_IDLE / 2 if is_idle(screen) else LONGEST)
        assert render(until - INSTANT) == screen
        moments.append(now)
        now = until
    return moments


def test_a_live_screen_is_rendered_at_both_time_warnings_and_at_the_end(visit, render):
    ends_at = TEN_ON_MONDAY + 30 * MINUTE
    moments = each_time_it_is_rendered(render, ends_at - 7 * MINUTE - 3 * SECOND, ends_at + SECOND)
    assert {ends_at - 5 * MINUTE, ends_at - MINUTE, ends_at} <= set(moments)


def test_an_officer_s_warning_goes_in_time(visit, render):
    begin = TEN_ON_MONDAY + 2 * MINUTE
    warn(
        visit=visit, sides={"visitor", "inmate"}, ground="abuse", warnings=0, by=OFFICER, now=begin
    )
    moments = each_time_it_is_rendered(render, begin, begin + 2 * MINUTE)
    assert begin + 60 * SECOND in moments


def test_a_stopped_clock_gives_no_time_warning(visit, render):
    ends_at = TEN_ON_MONDAY + 30 * MINUTE
    visit.facility.pause_stops_clock = True
    visit.facility.save()
    begin = ends_at - 6 * MINUTE
    pause(visit=visit, by=OFFICER, now=begin)
    moments = each_time_it_is_rendered(render, begin + 20 * SECOND, begin + 4 * MINUTE)
    assert ends_at - 5 * MINUTE not in moments


def test_the_last_screen_goes_when_its_time_is_over(surface, visit, render):
    at = TEN_ON_MONDAY + 2 * MINUTE
    terminate(visit=visit, ground="phone", conduct={"visitor"}, note="", by=OFFICER, now=at)
    moments = each_time_it_is_rendered(render, at, at + 61 * SECOND)
    assert at + 60 * SECOND in moments
    _kind, _render, idle = SURFACES[surface]
    assert render(at + 60 * SECOND).name == idle


def test_an_idle_monitor_is_not_rendered_for_its_clock():
    monitor = make_jail().monitors.first()
    begin = TEN_ON_MONDAY + 10 * SECOND

    def render(now: datetime) -> SideScreen:
        return monitor_screen(monitor, refused=None, now=now)[0]

    moments = each_time_it_is_rendered(render, begin, begin + 5 * MINUTE)
    assert moments == [begin, begin + LONGEST_IDLE / 2]


def test_idle_devices_are_rendered_at_moments_of_their_own():
    monitor = make_jail().monitors.first()
    screen, _admission = monitor_screen(monitor, refused=None, now=TEN_ON_MONDAY)
    moments = [refresh_at(screen, now=TEN_ON_MONDAY, share=share) for share in (0, 0.5, 1)]
    assert moments == [TEN_ON_MONDAY + LONGEST_IDLE * part for part in (0.5, 0.75, 1)]


def test_a_station_says_no_more_of_its_next_visit_soon_after_it_is_over():
    booking = make_booking(make_jail())
    over = booking.ends_at
    before, _ = station_screen(booking.station, refused=None, now=over - MINUTE)
    assert before.next_text is not None
    moments = [refresh_at(before, now=over - MINUTE, share=share) for share in (0, 0.5, 1)]
    assert moments == [over + SPREAD * share for share in (0, 0.5, 1)]
    after, _ = station_screen(booking.station, refused=None, now=over)
    assert (after.next_text, after.next_until_at) == (None, None)


def test_a_room_that_opens_later_is_rendered_then():
    booking = make_booking(make_jail(), kind=VisitKind.REMOTE)
    now = booking.opens_at - 20 * SECOND
    screen, _ = room_screen(booking=booking, visitor=booking.visitor, home="/", now=now)
    assert screen.name == "too_early"
    assert refresh_at(screen, now=now, share=0) == booking.opens_at


def test_a_screen_that_waits_for_others_is_looked_at_every_five_seconds():
    booking = make_booking(make_jail())
    admission = admit_visitor(booking, now=TEN_ON_MONDAY)
    screen, _admission = monitor_screen(admission.monitor, refused=None, now=TEN_ON_MONDAY)
    assert screen.name == "greet"
    assert refresh_at(screen, now=TEN_ON_MONDAY, share=1) == TEN_ON_MONDAY + 5 * SECOND
