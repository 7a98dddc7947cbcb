"""Wrong PINs at monitors and stations: what counts, how long a device waits, what it asks for."""

from datetime import date, timedelta

import pytest

from parloir.audit.models import AuditEvent
from parloir.bookings.pins import pin_of
from parloir.people.models import BirthDay
from parloir.pin_tries.models import PinTry
from parloir.pin_tries.operations import SlowedDown, delete_old_tries, tries_at
from parloir.pin_tries.rule import asks_for_birth
from parloir.scheduling.refusals import Rule
from parloir.screens.monitor import monitor_screen
from parloir.visits.admission import BirthDayNeeded
from parloir.visits.operations import leave
from tests.factories.moments import MINUTE, SECOND
from tests.factories.people import KIOSK, PIN, make_inmate
from tests.factories.places import StationFactory, make_jail
from tests.factories.visits import TEN_ON_MONDAY, admit_visitor, make_booking
from tests.visits.admitting import at_monitor, at_station, refused

pytestmark = pytest.mark.django_db

DAY = timedelta(days=1)
OPENS = TEN_ON_MONDAY - 15 * MINUTE
BORN, NOT_BORN = BirthDay(2, 29), BirthDay(2, 28)  # of the visitors of these tests


def wrong_at(monitor, *, times, until=TEN_ON_MONDAY, born=None):
    """Type this many wrong PINs so slowly that the monitor never waits; the last one `until`."""
    for number in reversed(range(times)):
        now = until - number * timedelta(minutes=11)
        assert refused(at_monitor, monitor, "1", now, born=born) == Rule.PIN_UNKNOWN


def asking(booking):
    """Return the monitor of this booking after ten wrong PINs, the last of them just now."""
    wrong_at(booking.monitor, times=10, until=TEN_ON_MONDAY - MINUTE)
    return booking.monitor


def counted(device):
    return PinTry.objects.filter(device=device.public_id).count()


# --- Waits ------------------------------------------------------------------------------------


def test_after_wrong_pins_a_monitor_looks_at_none_until_its_wait_is_over():
    jail = make_jail()
    booking = make_booking(jail)
    for _ in range(4):
        assert refused(at_monitor, booking.monitor, "1", TEN_ON_MONDAY) == Rule.PIN_UNKNOWN
    free = TEN_ON_MONDAY + 5 * SECOND
    with pytest.raises(SlowedDown) as caught:
        at_monitor(booking.monitor, pin_of(booking), free - SECOND)
    assert caught.value.until == free
    assert at_monitor(booking.monitor, pin_of(booking), free).pk


def test_a_pin_that_is_not_looked_at_does_not_count():
    booking = make_booking(make_jail())
    for _ in range(4):
        refused(at_monitor, booking.monitor, "1", TEN_ON_MONDAY)
    for _ in range(20):
        with pytest.raises(SlowedDown):
            at_monitor(booking.monitor, "1", TEN_ON_MONDAY)
    assert counted(booking.monitor) == 4


def test_wrong_pins_at_one_monitor_slow_no_other_one():
    jail = make_jail()
    booking = make_booking(jail)
    other = jail.monitors.exclude(pk=booking.monitor_id).first()
    for number in range(20):
        refused(at_monitor, other, "1", TEN_ON_MONDAY - number * MINUTE)
    assert at_monitor(booking.monitor, pin_of(booking), TEN_ON_MONDAY).pk


def test_a_right_pin_takes_no_wrong_one_back():
    booking = make_booking(make_jail())
    for _ in range(3):
        refused(at_monitor, booking.monitor, "1", TEN_ON_MONDAY)
    admission = admit_visitor(booking, now=TEN_ON_MONDAY)
    leave(admission=admission, by=KIOSK, now=TEN_ON_MONDAY)
    refused(at_monitor, booking.monitor, "1", TEN_ON_MONDAY)
    with pytest.raises(SlowedDown):
        at_monitor(booking.monitor, "1", TEN_ON_MONDAY)
    assert counted(booking.monitor) == 4


def test_a_pin_that_admits_does_not_count():
    booking = make_booking(make_jail())
    admit_visitor(booking, now=TEN_ON_MONDAY)
    assert counted(booking.monitor) == 0


def test_tries_are_deleted_when_they_no_longer_count():
    booking = make_booking(make_jail())
    refused(at_monitor, booking.monitor, "1", TEN_ON_MONDAY)
    assert delete_old_tries(now=TEN_ON_MONDAY + DAY - SECOND) == 0
    assert delete_old_tries(now=TEN_ON_MONDAY + DAY) == 1


# --- Refused PINs that are right --------------------------------------------------------------


def test_a_right_pin_that_is_refused_counts_once_at_a_device():
    jail = make_jail()
    booking = make_booking(jail)
    for seconds in range(8):
        assert refused(admit_visitor, booking, now=OPENS - (9 - seconds) * SECOND) == (
            Rule.PIN_TOO_EARLY
        )
    assert counted(booking.monitor) == 1
    other = jail.monitors.exclude(pk=booking.monitor_id).first()
    refused(at_monitor, other, pin_of(booking), OPENS - SECOND)
    assert counted(other) == 1
    assert admit_visitor(booking, now=OPENS).pk


def test_right_pins_of_different_bookings_count_each():
    jail = make_jail()
    booking, later = make_booking(jail), make_booking(jail)
    refused(at_monitor, booking.monitor, pin_of(booking), OPENS - SECOND)
    refused(at_monitor, booking.monitor, pin_of(later), OPENS - SECOND)
    refused(at_monitor, booking.monitor, pin_of(booking), OPENS - SECOND)
    assert counted(booking.monitor) == 2


def test_a_right_pin_counts_again_after_a_day():
    booking = make_booking(make_jail())
    refused(at_monitor, booking.monitor, pin_of(booking), OPENS - 2 * DAY)
    refused(at_monitor, booking.monitor, pin_of(booking), OPENS - DAY)
    assert PinTry.objects.count() == 2


def test_the_answer_to_a_pin_before_its_time_names_nobody():
    booking = make_booking(make_jail())
    names = [booking.visitor.last_name, booking.visitor.first_name, booking.inmate.last_name]
    for now in (OPENS - SECOND, OPENS - DAY):
        with pytest.raises(Exception) as caught:
            admit_visitor(booking, now=now)
        facts = str(caught.value.refusal.facts)
        assert not any(name in facts for name in names)


# --- The birth date ---------------------------------------------------------------------------


def test_after_ten_wrong_pins_a_monitor_asks_for_day_and_month_of_birth():
    booking = make_booking(make_jail())
    wrong_at(booking.monitor, times=9)
    assert monitor_screen(booking.monitor, refused=None, now=TEN_ON_MONDAY)[0].birth_months is None
    refused(at_monitor, booking.monitor, "1", TEN_ON_MONDAY)
    screen, _ = monitor_screen(booking.monitor, refused=None, now=TEN_ON_MONDAY)
    assert (screen.birth_months[0], screen.birth_months[11]) == ("January", "December")
    with pytest.raises(BirthDayNeeded):
        admit_visitor(booking, now=TEN_ON_MONDAY)
    assert counted(booking.monitor) == 10
    assert at_monitor(booking.monitor, pin_of(booking), TEN_ON_MONDAY, born=BORN).pk


def test_a_wrong_birth_date_is_refused_like_a_wrong_pin_and_counts_each_time():
    booking = make_booking(make_jail())
    monitor = asking(booking)
    for number in range(3):
        wrong_date = refused(
            at_monitor, monitor, pin_of(booking), TEN_ON_MONDAY + number * SECOND, born=NOT_BORN
        )
        assert wrong_date == Rule.PIN_UNKNOWN
        assert counted(monitor) == 11 + number


def test_a_right_pin_with_a_wrong_date_counts_although_it_was_refused_before():
    """Else the number of tries would tell a right PIN from a wrong one."""
    booking = make_booking(make_jail())
    refused(admit_visitor, booking, now=OPENS - SECOND)
    wrong_at(booking.monitor, times=9, until=TEN_ON_MONDAY - MINUTE)
    refused(at_monitor, booking.monitor, pin_of(booking), TEN_ON_MONDAY, born=NOT_BORN)
    assert counted(booking.monitor) == 11


def test_the_date_matters_only_where_it_is_asked_for():
    booking = make_booking(make_jail())
    assert at_monitor(booking.monitor, pin_of(booking), TEN_ON_MONDAY, born=NOT_BORN).pk


@pytest.mark.parametrize(("since", "asks"), [(DAY - SECOND, True), (DAY, False)])
def test_a_monitor_asks_until_a_day_has_passed_without_a_wrong_pin(since, asks):
    booking = make_booking(make_jail())
    wrong_at(booking.monitor, times=10, until=TEN_ON_MONDAY - since)
    screen, _ = monitor_screen(booking.monitor, refused=None, now=TEN_ON_MONDAY)
    assert (screen.birth_months is not None) is asks


def test_the_other_monitors_do_not_ask():
    jail = make_jail()
    booking = make_booking(jail)
    other = jail.monitors.exclude(pk=booking.monitor_id).first()
    wrong_at(other, times=12, until=TEN_ON_MONDAY - MINUTE, born=BORN)
    assert asks_for_birth(tries_at(other, now=TEN_ON_MONDAY), now=TEN_ON_MONDAY)
    assert admit_visitor(booking, now=TEN_ON_MONDAY).pk


@pytest.mark.parametrize("born", [BirthDay(5, 17), BirthDay(12, 31), BirthDay(1, 1)])
def test_the_date_is_that_of_the_visitor_who_booked(born):
    booking = make_booking(make_jail())
    type(booking.visitor).objects.update(date_of_birth=date(1984, born.month, born.day))
    monitor = asking(booking)
    swapped = BirthDay(born.day, born.month)
    if swapped != born:
        refused(at_monitor, monitor, pin_of(booking), TEN_ON_MONDAY - SECOND, born=swapped)
    assert at_monitor(monitor, pin_of(booking), TEN_ON_MONDAY, born=born).pk


# --- Stations ---------------------------------------------------------------------------------


def test_wrong_inmate_pins_slow_the_station_whoever_signs_in_between():
    jail = make_jail()
    booking, victim = make_booking(jail), make_inmate(jail)
    for _ in range(3):
        refused(at_station, booking, master_id=victim.master_id, pin="1")
    at_station(booking)
    refused(at_station, booking, master_id=victim.master_id, pin="1")
    with pytest.raises(SlowedDown) as caught:
        at_station(booking, master_id=victim.master_id, pin="1")
    assert caught.value.until == TEN_ON_MONDAY + 5 * SECOND


def test_wrong_pins_for_one_number_count_at_whatever_station():
    jail = make_jail()
    booking = make_booking(jail)
    for _ in range(6):
        refused(at_station, booking, pin="1", station=StationFactory(area__facility=jail))
    last = StationFactory(area__facility=jail)
    refused(at_station, booking, pin="1", master_id=f" {booking.inmate.master_id} ", station=last)
    with pytest.raises(SlowedDown) as caught:
        at_station(booking, station=last)
    assert caught.value.until == TEN_ON_MONDAY + 30 * SECOND


def test_wrong_pins_for_a_number_slow_no_other_station():
    jail = make_jail()
    booking = make_booking(jail)
    other = StationFactory(area__facility=jail)
    for number in range(20):
        refused(at_station, booking, pin="1", station=other, now=TEN_ON_MONDAY - number * MINUTE)
    assert at_station(booking).pk


@pytest.mark.parametrize("master_id", ["nobody", "", " ", "%"])
def test_numbers_of_nobody_count_as_well(master_id):
    booking = make_booking(make_jail())
    for _ in range(4):
        assert refused(at_station, booking, master_id=master_id or " ") == Rule.PIN_UNKNOWN
    with pytest.raises(SlowedDown):
        at_station(booking)


def test_an_inmate_without_a_visit_who_looks_again_counts_once():
    booking = make_booking(make_jail())
    for _ in range(8):
        assert refused(at_station, booking, now=booking.ends_at) == Rule.NO_VISIT_NOW
    assert counted(booking.station) == 1


def test_a_station_never_asks_for_a_birth_date():
    booking = make_booking(make_jail())
    for number in range(1, 13):
        refused(at_station, booking, pin="1", now=TEN_ON_MONDAY - number * timedelta(minutes=11))
    assert at_station(booking, pin=PIN).pk


def test_neither_rows_nor_events_hold_a_pin_or_a_number():
    booking = make_booking(make_jail())
    refused(at_station, booking, pin="736251", master_id="998877")
    row = PinTry.objects.get()
    event = AuditEvent.objects.latest("id")
    for value in (*vars(row).values(), *vars(event).values()):
        assert "736251" not in str(value)
        assert "998877" not in str(value)
