"""Separated inmates do not sit side by side, at any station where they sign in."""

import pytest

from parloir.audit.models import AuditEvent
from parloir.bookings.models import Booking
from parloir.bookings.texts.refusal_texts import sentence_for
from parloir.facilities.models import Station
from parloir.scheduling.refusals import Rule
from parloir.screens.monitor import RefusedPin
from parloir.screens.station import station_screen
from parloir.visits.admission import AdmissionRefused
from parloir.visits.models import Admission
from tests.factories.moments import MINUTE
from tests.factories.people import make_inmate, separate_inmates
from tests.factories.places import StationFactory, make_jail
from tests.factories.visits import TEN_ON_MONDAY, admit_inmate, make_booking, make_live

pytestmark = pytest.mark.django_db


@pytest.fixture
def jail():
    return make_jail(stations=5)


@pytest.fixture
def row(jail) -> list[Station]:
    """All stations of the facility, side by side."""
    stations = list(Station.objects.filter(area__facility=jail).order_by("pk"))
    for position, station in enumerate(stations):
        station.position = position
        station.save()
    return stations


@pytest.fixture
def pair(jail):
    """Return two separated inmates."""
    pair = make_inmate(jail), make_inmate(jail)
    separate_inmates(*pair)
    return pair


def booked_at(station, inmate, *, starts_at=TEN_ON_MONDAY) -> Booking:
    booking = make_booking(station.facility, inmate=inmate, starts_at=starts_at)
    Booking.objects.filter(pk=booking.pk).update(station=station)
    booking.refresh_from_db()
    return booking


def refusal_at(station, booking, *, now=TEN_ON_MONDAY):
    with pytest.raises(AdmissionRefused) as caught:
        admit_inmate(booking, station=station, now=now)
    assert not Admission.objects.filter(visit__booking=booking).exists()
    return caught.value.refusal


@pytest.fixture
def bookings(row, pair):
    """The second inmate sits at the third station, the first at the last."""
    one, other = pair
    later = TEN_ON_MONDAY + 120 * MINUTE
    booking = booked_at(row[4], one)
    theirs = booked_at(row[2], other, starts_at=later)
    Booking.objects.filter(pk=theirs.pk).update(
        starts_at=booking.starts_at, ends_at=booking.ends_at
    )
    theirs.refresh_from_db()
    return booking, theirs


@pytest.mark.parametrize("place", [1, 3])
def test_a_station_beside_one_that_is_booked_is_refused_and_ones_own_is_named(bookings, row, place):
    booking, _theirs = bookings
    refusal = refusal_at(row[place], booking)
    assert (refusal.rule, dict(refusal.facts)) == (
        Rule.AT_BOOKED_STATION, {"station": row[4].name},
    )  # fmt: skip
    assert sentence_for(refusal, facility=booking.facility) == (
        f"Your station for this visit: {row[4].name}. Please go there, or ask an officer if you "
        "can't."
    )
    event = AuditEvent.objects.get(action="sign_in_inmate")
    assert (event.outcome, event.details["rule"]) == ("refused", Rule.AT_BOOKED_STATION)


def test_the_screen_sends_them_to_their_station(bookings, row):
    booking, _theirs = bookings
    refused = RefusedPin(refusal_at(row[3], booking), booking, booking.inmate)
    screen, _admission = station_screen(row[3], refused=refused, now=TEN_ON_MONDAY)
    assert screen.refusal.title == "Please go to the station of your visit."


@pytest.mark.parametrize("place", [0, 4])
def test_a_station_farther_off_and_ones_own_are_free(bookings, row, place):
    booking, _theirs = bookings
    assert admit_inmate(booking, station=row[place], now=TEN_ON_MONDAY).station == row[place]


def test_ones_own_is_free_though_somebody_is_beside_it(bookings, row):
    booking, theirs = bookings
    Booking.objects.filter(pk=theirs.pk).update(station=row[3])
    assert admit_inmate(booking, now=TEN_ON_MONDAY).station == row[4]


def test_where_somebody_sits_counts_wherever_they_are_booked(bookings, row):
    booking, theirs = bookings
    admit_inmate(theirs, station=row[0], now=TEN_ON_MONDAY)
    assert refusal_at(row[1], booking).rule == Rule.AT_BOOKED_STATION


@pytest.mark.parametrize(("minutes", "is_refused"), [(30, True), (35, False)])
def test_a_booking_counts_from_its_start_until_the_turnover_is_over(row, pair, minutes, is_refused):
    """Half an hour, and five minutes of turnover."""
    one, other = pair
    booking = booked_at(row[4], one)
    theirs = booked_at(row[2], other, starts_at=TEN_ON_MONDAY + 120 * MINUTE)
    starts_at = TEN_ON_MONDAY + minutes * MINUTE
    Booking.objects.filter(pk=theirs.pk).update(
        starts_at=starts_at, ends_at=starts_at + 30 * MINUTE, turnover_minutes=5
    )
    Booking.objects.filter(pk=booking.pk).update(turnover_minutes=5)
    booking.refresh_from_db()
    if is_refused:
        assert refusal_at(row[3], booking).rule == Rule.AT_BOOKED_STATION
    else:
        assert admit_inmate(booking, station=row[3], now=TEN_ON_MONDAY).station == row[3]


def test_nobody_changes_in_a_live_visit_to_a_station_beside(bookings, row):
    booking, _theirs = bookings
    visit = make_live(booking)
    with pytest.raises(AdmissionRefused):
        admit_inmate(booking, station=row[3], now=TEN_ON_MONDAY)
    visit.refresh_from_db()
    assert visit.is_live
    assert visit.admissions.get(side="inmate").station == row[4]


def test_who_is_separated_from_nobody_sits_anywhere(jail, row):
    booking = booked_at(row[4], make_inmate(jail))
    booked_at(row[2], make_inmate(jail))
    assert admit_inmate(booking, station=row[3], now=TEN_ON_MONDAY).station == row[3]


def test_a_station_of_another_area_adjoins_none(bookings, jail, row):
    booking, _theirs = bookings
    elsewhere = StationFactory(area__facility=jail, position=1)
    assert admit_inmate(booking, station=elsewhere, now=TEN_ON_MONDAY).station == elsewhere
