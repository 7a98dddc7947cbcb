"""The bench's bulk rows are equal to those that the operations would have written."""

from collections import Counter

import pytest

from bench.full_jail import Size, build_full_jail, clients_of_full_jail
from bench.inside_booking import double_bookings, places
from parloir.bookings.availability.offers import offer
from parloir.bookings.booking_request import BookingRequest
from parloir.bookings.claims import claims_of
from parloir.bookings.models import Booking, SlotClaim
from parloir.bookings.pins import pin_hash, pin_of
from parloir.facilities.models import VisitKind
from parloir.people.models import Inmate
from tests.factories.moments import NINE_ON_MONDAY, TUESDAY, WEDNESDAY, at

pytestmark = pytest.mark.django_db

SIZE = Size(
    areas=2, stations_an_area=4, inmates_an_area=8, monitors=3, free_monitors=1, days=2, clients=3
)


@pytest.fixture
def jail():
    return build_full_jail(size=SIZE, now=NINE_ON_MONDAY)


def test_each_booking_claims_what_the_operation_would_claim(jail):
    expected = Counter(
        (one.booking_id, one.resource, one.tick)
        for booking in Booking.objects.all()
        for one in claims_of(booking)
    )
    assert Counter(SlotClaim.objects.values_list("booking_id", "resource", "tick")) == expected


def test_each_booking_is_at_a_station_of_the_inmates_area(jail):
    assert {
        (one.inmate.area_id == one.station.area_id) for one in Booking.objects.select_related()
    } == {True}


def test_every_pin_opens_its_booking_and_no_other(jail):
    bookings = list(Booking.objects.all())
    assert [pin_hash(pin_of(one)) for one in bookings] == [one.pin_hash for one in bookings]
    assert len({one.pin_hash for one in bookings}) == len(bookings)


def test_each_time_leaves_as_many_devices_free_as_the_size_says(jail):
    """P14, P15: both kinds at 8:00 AM, remote visits at 9:00 PM, on-site ones at 5:30 PM."""
    for moment, onsite, remote in (
        (at(TUESDAY, 8), 2, 4), (at(TUESDAY, 17, 30), 2, 0), (at(WEDNESDAY, 21), 0, 6),
    ):  # fmt: skip
        kinds = Counter(Booking.objects.filter(starts_at=moment).values_list("kind", flat=True))
        assert kinds == Counter({"onsite": onsite, "remote": remote}) - Counter()


@pytest.mark.parametrize("kind", list(VisitKind))
def test_bookings_begin_at_the_times_that_are_offered(jail, kind):
    booked = set(Booking.objects.filter(kind=kind).values_list("starts_at", flat=True))
    Booking.objects.all().delete()
    booking_request = BookingRequest(
        visitor=clients_of_full_jail()[0], inmate=Inmate.objects.first(), facility=jail, kind=kind
    )
    days = offer(booking_request=booking_request, first=TUESDAY, last=WEDNESDAY, now=NINE_ON_MONDAY)
    assert booked == {time.starts_at for day in days for time in day.times}


def test_two_who_share_an_inmate_are_counted_as_a_double_booking(jail):
    assert double_bookings() == 0
    first, second = Booking.objects.filter(starts_at=at(TUESDAY, 8)).order_by("pk")[:2]
    Booking.objects.filter(pk=second.pk).update(inmate=first.inmate)
    assert double_bookings() == 1


def test_places_are_for_inmates_who_are_free_then(jail):
    assert len(clients_of_full_jail()) == 3
    for at_one_time in places():
        assert len(at_one_time) == SIZE.areas
