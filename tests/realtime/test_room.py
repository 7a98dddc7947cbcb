"""The socket of a remote visit (P14): only for the visitor's own visit, only when it is time."""

from datetime import timedelta

import pytest
from django.utils import timezone

from parloir.bookings.booking_request import BookingRequest
from parloir.bookings.models import Booking
from parloir.bookings.operations import book
from parloir.facilities.models import VisitKind
from parloir.threads import in_thread
from tests.factories.people import as_visitor, make_inmate, make_visitor
from tests.realtime.watching import session_of


def _book(scene, minutes):
    """Book a remote visit of another visitor and inmate, which begins in about so many minutes."""
    now = timezone.now()
    visitor, inmate = make_visitor(first_name="Ruth"), make_inmate(scene.facility)
    booking_request = BookingRequest(
        visitor=visitor, inmate=inmate, facility=scene.facility, kind=VisitKind.REMOTE
    )
    ahead = now + timedelta(minutes=minutes)
    starts_at = ahead.replace(second=0, microsecond=0) - timedelta(minutes=ahead.minute % 5)
    return book(
        booking_request=booking_request, starts_at=starts_at, by=as_visitor(visitor), now=now
    )


def _begins_now(booking):
    length = booking.ends_at - booking.starts_at
    now = timezone.now()
    Booking.objects.filter(pk=booking.pk).update(starts_at=now, ends_at=now + length)


async def _room(scene, booking, user):
    cookies = await in_thread(session_of, user)
    return await scene.open(f"/ws/visit/{booking.public_id}/", cookies)


@pytest.fixture
async def soon(scene):
    return await in_thread(_book, scene, 14)


async def test_room_is_closed_to_anybody_else(scene, soon):
    stranger = await _room(scene, soon, scene.visitor.user)
    assert await stranger.closed_with() == 4401


async def test_room_says_when_it_opens(scene):
    booking = await in_thread(_book, scene, 60)
    room = await _room(scene, booking, booking.visitor.user)
    screen = await room.sees("too_early")
    assert screen["opens_at"] == booking.opens_at.isoformat().replace("+00:00", "Z")


async def test_room_admits_a_quarter_of_an_hour_before_and_waits_for_the_start(scene, soon):
    room = await _room(scene, soon, soon.visitor.user)
    check = await room.sees("check")
    assert len(check["rules"]) == 6
    await room.does("begin")
    waiting = await room.sees("waiting")
    assert waiting["other_name"] == soon.inmate.full_name
    await room.does("leave")
    await room.sees("check")


async def test_visit_with_an_onsite_booking_is_not_joined_remotely(scene):
    room = await _room(scene, scene.booking, scene.visitor.user)
    assert (await room.sees("refused"))["text"]


async def test_second_window_takes_over_and_the_first_says_so(scene, soon):
    first = await _room(scene, soon, soon.visitor.user)
    await first.sees("check")
    await first.does("begin")
    await first.sees("waiting")
    second = await _room(scene, soon, soon.visitor.user)
    await second.sees("waiting")
    await first.sees("elsewhere")
    await first.does("take_over")
    await first.sees("waiting")
    await second.sees("elsewhere")


async def test_remote_visit_goes_live_with_the_inmate_at_a_station(scene, soon):
    room = await _room(scene, soon, soon.visitor.user)
    await room.sees("check")
    await room.does("begin")
    await room.sees("waiting")
    await in_thread(_begins_now, soon)
    station = await scene.station()
    await station.sees("sign_in")
    await station.does("sign_in", master_id=soon.inmate.master_id, pin="482916")
    await station.sees("rules")
    await station.does("begin")
    live = await room.sees("live")
    assert live["other_name"] == soon.inmate.full_name
    await room.does("end")
    ended = await room.sees("ended")
    assert (ended["until_at"], ended["home"]) == (None, "/visits/")
