"""Inmates sign in at stations (P13); remote visitors join from where they are (P14)."""

import pytest

from parloir.audit.models import AuditEvent
from parloir.bookings.operations import close
from parloir.bookings.states import BookingState
from parloir.facilities.models import Station, VisitKind
from parloir.people.models import Inmate
from parloir.scheduling.refusals import Rule
from parloir.visits.admission import join_remotely
from parloir.visits.states import AdmissionState, VisitState
from tests.factories.moments import MINUTE, SECOND
from tests.factories.people import KIOSK, OFFICER, PIN, make_inmate
from tests.factories.places import StationFactory, make_jail
from tests.factories.visits import (
    TEN_ON_MONDAY,
    admit_visitor,
    get_ready,
    make_booking,
    make_live,
    request_for,
)
from tests.visits.admitting import at_station, refused

pytestmark = pytest.mark.django_db

OPENS = TEN_ON_MONDAY - 15 * MINUTE


# --- Inmates ----------------------------------------------------------------------------------


def test_an_inmate_signs_in_at_any_station_of_the_facility():
    jail = make_jail()
    booking = make_booking(jail)
    other = StationFactory(area__facility=jail)
    admission = at_station(booking, station=other, master_id=f" {booking.inmate.master_id} ")
    assert admission.state == AdmissionState.READING
    assert admission.station == other


@pytest.mark.parametrize(
    ("pin", "master_id"), [("000000", None), ("", None), (PIN, "nobody"), (PIN, "%")]
)
def test_an_inmate_with_a_wrong_number_or_pin_is_refused_alike(pin, master_id):
    booking = make_booking(make_jail())
    rule = refused(at_station, booking, pin=pin, master_id=master_id)
    assert rule == Rule.PIN_UNKNOWN


@pytest.mark.parametrize("typed", ["A100", "a-0100", " a 100"])
def test_an_inmate_signs_in_however_the_number_is_typed(typed):
    jail = make_jail()
    booking = make_booking(jail, inmate=make_inmate(jail, master_id="a-100"))
    if typed == "a-0100":
        assert refused(at_station, booking, master_id=typed) == Rule.PIN_UNKNOWN
    else:
        assert at_station(booking, master_id=typed).state == AdmissionState.READING


@pytest.mark.parametrize("typed", ["a1", "A-1", "a-1"])
def test_of_two_numbers_alike_the_pin_decides(typed):
    jail = make_jail()
    booking = make_booking(jail, inmate=make_inmate(jail, master_id="A1", pin="135792"))
    make_inmate(jail, master_id="A-1", pin="975313")
    assert at_station(booking, master_id=typed, pin="135792").visit.booking == booking


def test_of_two_numbers_alike_with_one_pin_the_exact_one_is_meant():
    jail = make_jail()
    booking = make_booking(jail, inmate=make_inmate(jail, master_id="A1", pin="135792"))
    make_inmate(jail, master_id="A-1", pin="135792")
    assert refused(at_station, booking, master_id="a1", pin="135792") == Rule.PIN_UNKNOWN
    assert at_station(booking, master_id="A1", pin="135792").visit.booking == booking


def test_an_inmate_without_a_pin_is_not_let_in():
    booking = make_booking(make_jail())
    Inmate.objects.update(pin_hash="")
    assert refused(at_station, booking, pin="") == Rule.PIN_UNKNOWN


def test_an_inmates_pin_opens_nothing_for_another():
    jail = make_jail()
    booking = make_booking(jail, inmate=make_inmate(jail, pin="111111"))
    make_inmate(jail, pin="222222")
    assert refused(at_station, booking, pin="222222") == Rule.PIN_UNKNOWN


def test_an_inmate_is_not_known_at_another_facility():
    booking = make_booking(make_jail())
    station = StationFactory(area__facility=make_jail())
    assert refused(at_station, booking, station=station) == Rule.PIN_UNKNOWN


def test_an_inmate_is_admitted_until_the_visit_ends():
    booking = make_booking(make_jail())
    assert refused(at_station, booking, now=OPENS - SECOND) == Rule.PIN_TOO_EARLY
    assert refused(at_station, booking, now=booking.ends_at) == Rule.NO_VISIT_NOW
    assert at_station(booking, now=booking.ends_at - SECOND).pk


def test_an_inmate_without_a_visit_is_refused():
    booking = make_booking(make_jail())
    close(booking=booking, state=BookingState.CANCELLED, by=OFFICER, now=OPENS)
    assert refused(at_station, booking) == Rule.NO_VISIT_NOW


def test_a_station_out_of_service_lets_nobody_in():
    booking = make_booking(make_jail())
    Station.objects.update(in_service=False)
    booking.station.refresh_from_db()
    assert refused(at_station, booking) == Rule.NO_STATION_FREE


def test_an_inmate_who_signs_in_elsewhere_leaves_the_first_station():
    jail = make_jail()
    booking = make_booking(jail)
    first = at_station(booking)
    other = Station.objects.exclude(pk=booking.station_id).first()
    second = at_station(booking, station=other)
    first.refresh_from_db()
    assert (first.state, second.state) == (AdmissionState.LEFT, AdmissionState.READING)
    assert second.visit == first.visit


def test_an_inmate_who_changes_stations_in_a_live_visit_stays_in_it():
    booking = make_booking(make_jail())
    visit = make_live(booking)
    other = Station.objects.exclude(pk=booking.station_id).first()
    get_ready(at_station(booking, station=other, now=booking.starts_at), now=booking.starts_at)
    visit.refresh_from_db()
    assert visit.state == VisitState.LIVE


def test_a_station_that_somebody_uses_takes_nobody_else():
    jail = make_jail()
    one, other = make_booking(jail), make_booking(jail)
    at_station(one)
    assert refused(at_station, other, station=one.station) == Rule.PIN_IN_USE


# --- Remote visitors --------------------------------------------------------------------------


@pytest.mark.parametrize("after", [-15 * MINUTE, 30 * MINUTE - SECOND])
def test_a_remote_visitor_joins_from_15_minutes_before_until_the_end(after):
    booking = make_booking(make_jail(), kind=VisitKind.REMOTE)
    admission = admit_visitor(booking, now=TEN_ON_MONDAY + after)
    assert (admission.state, admission.monitor) == (AdmissionState.CHECKING, None)


@pytest.mark.parametrize(
    ("after", "rule"),
    [(-15 * MINUTE - SECOND, Rule.PIN_TOO_EARLY), (30 * MINUTE, Rule.PIN_TOO_LATE)],
)
def test_a_remote_visitor_who_joins_at_another_time_is_refused(after, rule):
    booking = make_booking(make_jail(), kind=VisitKind.REMOTE)
    assert refused(admit_visitor, booking, now=TEN_ON_MONDAY + after) == rule
    assert AuditEvent.objects.latest("id").action == "join_remotely"


def test_a_second_tab_gets_the_same_admission():
    booking = make_booking(make_jail(), kind=VisitKind.REMOTE)
    first = admit_visitor(booking, now=TEN_ON_MONDAY)
    assert admit_visitor(booking, now=TEN_ON_MONDAY + MINUTE) == first


@pytest.mark.parametrize("kind", VisitKind.values)
def test_nobody_joins_the_visit_of_another_nor_an_onsite_visit(kind):
    booking = make_booking(make_jail(), kind=VisitKind(kind))
    visitor = booking.visitor if kind == VisitKind.ONSITE else request_for(booking.facility).visitor
    rule = refused(join_remotely, booking=booking, visitor=visitor, by=KIOSK, now=TEN_ON_MONDAY)
    assert rule == Rule.PIN_UNKNOWN
