import pytest

from parloir.audit.models import AuditEvent
from parloir.bookings.models import SlotClaim
from parloir.bookings.operations import close
from parloir.bookings.operations.extending import ExtensionRefused, extend
from parloir.bookings.states import BookingState
from parloir.facilities.models import Closure
from tests.factories.moments import MINUTE, SECOND
from tests.factories.people import OFFICER, make_inmate, make_visitor
from tests.factories.places import make_jail, make_round_the_clock
from tests.factories.visits import TEN_ON_MONDAY, make_booking

pytestmark = pytest.mark.django_db

Taken = ExtensionRefused.Taken
HALF_PAST = TEN_ON_MONDAY + 30 * MINUTE


def more(booking, minutes):
    extend(booking=booking, until=booking.ends_at + minutes * MINUTE, by=OFFICER, now=TEN_ON_MONDAY)


def claims_by_resource(booking) -> dict[str, int]:
    found: dict[str, int] = {}
    for resource in SlotClaim.objects.filter(booking=booking).values_list("resource", flat=True):
        kind = resource.split(":")[0]
        found[kind] = found.get(kind, 0) + 1
    return found


def test_more_time_claims_what_the_visit_uses():
    booking = make_booking(make_jail())

    more(booking, 5)

    booking.refresh_from_db()
    assert booking.ends_at == HALF_PAST + 5 * MINUTE
    assert claims_by_resource(booking) == {"inmate": 7, "visitor": 7, "station": 7, "monitor": 7}
    assert AuditEvent.objects.get(action="extend_booking").details == {"minutes": 35}


def test_part_of_a_tick_claims_the_whole_of_it_and_no_more_until_it_is_over():
    booking = make_booking(make_jail())

    extend(booking=booking, until=HALF_PAST + SECOND, by=OFFICER, now=TEN_ON_MONDAY)
    assert booking.ends_at == HALF_PAST + 5 * MINUTE

    extend(booking=booking, until=HALF_PAST + 5 * MINUTE, by=OFFICER, now=TEN_ON_MONDAY)
    assert booking.ends_at == HALF_PAST + 5 * MINUTE
    assert claims_by_resource(booking)["inmate"] == 7


def test_the_turnover_moves_behind_the_new_end():
    booking = make_booking(make_jail(turnover_minutes=10))

    more(booking, 10)

    assert claims_by_resource(booking) == {"inmate": 8, "visitor": 8, "station": 10, "monitor": 10}


@pytest.mark.parametrize("shared", ["inmate", "visitor"])
def test_the_next_visit_of_a_person_is_in_the_way(shared):
    jail = make_round_the_clock()
    person = {"inmate": make_inmate(jail)} if shared == "inmate" else {"visitor": make_visitor()}
    booking = make_booking(jail, **person)
    make_booking(jail, starts_at=HALF_PAST + 5 * MINUTE, **person)

    more(booking, 5)
    with pytest.raises(ExtensionRefused) as refused:
        more(booking, 5)

    assert refused.value.taken == {shared}
    booking.refresh_from_db()
    assert booking.ends_at == HALF_PAST + 5 * MINUTE
    assert claims_by_resource(booking)[shared] == 7


def test_the_next_visit_at_the_devices_is_in_the_way():
    jail = make_jail(monitors=1, stations=1)
    booking = make_booking(jail)
    make_booking(jail, starts_at=HALF_PAST)

    with pytest.raises(ExtensionRefused) as refused:
        more(booking, 5)

    assert refused.value.taken == {Taken.STATION, Taken.MONITOR}


def test_the_next_booking_gets_another_device_if_one_is_free():
    jail = make_jail(monitors=2, stations=2)
    booking = make_booking(jail)
    following = make_booking(jail, starts_at=HALF_PAST)
    assert (following.station, following.monitor) == (booking.station, booking.monitor)

    more(booking, 5)

    following.refresh_from_db()
    assert following.station != booking.station
    assert following.monitor != booking.monitor
    assert claims_by_resource(following) == {
        "inmate": 6, "visitor": 6, "station": 6, "monitor": 6
    }  # fmt: skip
    assert AuditEvent.objects.filter(action="move_to_device").count() == 2


def test_nobody_is_moved_where_the_extension_is_refused_all_the_same():
    jail = make_jail(monitors=2, stations=1)
    booking = make_booking(jail)
    following = make_booking(jail, starts_at=HALF_PAST)
    had = following.monitor

    with pytest.raises(ExtensionRefused) as refused:
        more(booking, 5)

    assert refused.value.taken == {Taken.STATION}
    following.refresh_from_db()
    assert following.monitor == had
    assert AuditEvent.objects.filter(action="move_to_device").count() == 0


def test_a_closed_device_is_no_way_out():
    jail = make_jail(monitors=2, stations=2)
    booking = make_booking(jail)
    following = make_booking(jail, starts_at=HALF_PAST)
    other = jail.monitors.exclude(pk=booking.monitor_id).get()
    Closure.objects.create(
        facility=jail, monitor=other, reason="Repair",
        starts_at=following.ends_at - MINUTE, ends_at=following.ends_at + MINUTE,
    )  # fmt: skip

    with pytest.raises(ExtensionRefused) as refused:
        more(booking, 5)

    assert refused.value.taken == {Taken.MONITOR}


def test_what_is_in_the_way_is_told_without_ones_own_turnover():
    jail = make_round_the_clock(monitors=1, stations=2, turnover_minutes=10)
    booking = make_booking(jail)
    make_booking(jail, starts_at=HALF_PAST + 10 * MINUTE)

    with pytest.raises(ExtensionRefused) as refused:
        more(booking, 5)

    assert refused.value.taken == {Taken.MONITOR}


def test_a_closed_booking_is_not_extended():
    booking = make_booking(make_jail())
    close(booking=booking, state=BookingState.CANCELLED, by=OFFICER, now=TEN_ON_MONDAY)

    with pytest.raises(ExtensionRefused) as refused:
        more(booking, 5)

    assert refused.value.taken == frozenset()
