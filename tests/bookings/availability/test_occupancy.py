"""The bits that are read from claims, compared with the claims themselves."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from parloir.bookings.availability.occupancy import TICKS_IN_A_WORD, taken_ticks
from parloir.bookings.availability.offers import offer
from parloir.bookings.models import SlotClaim
from parloir.facilities.models import VisitKind
from parloir.scheduling.intervals import Interval
from parloir.scheduling.ticks import TICK, tick_at
from tests.factories.moments import MONDAY, NINE_ON_MONDAY, at
from tests.factories.people import make_inmate
from tests.factories.places import make_jail
from tests.factories.visits import TEN_ON_MONDAY, make_booking, request_for

pytestmark = pytest.mark.django_db

FIRST = tick_at(NINE_ON_MONDAY)
RESOURCES = ["monitor:901", "station:902", "inmate:903"]
# Words begin at the first requested tick, so their boundaries can be anywhere.
LENGTHS = st.integers(1, 3 * TICKS_IN_A_WORD + 1)
OFFSETS = st.integers(-5, 3 * TICKS_IN_A_WORD + 5)


def span_of(begin: int, length: int) -> Interval:
    """Return an interval of `length` ticks that begins `begin` ticks after the first."""
    starts_at = datetime.fromtimestamp(0, tz=UTC) + (FIRST + begin) * TICK
    return Interval(starts_at, starts_at + length * TICK)


@pytest.fixture
def bookings():
    jail = make_jail()
    return [make_booking(jail), make_booking(jail, starts_at=TEN_ON_MONDAY + timedelta(hours=1))]


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(
    claims=st.sets(st.tuples(st.sampled_from(RESOURCES), OFFSETS, st.integers(0, 1)), max_size=60),
    begin=st.integers(-3, TICKS_IN_A_WORD),
    length=LENGTHS,
    leaves_out=st.booleans(),
)
def test_taken_ticks_are_exactly_the_claims(bookings, claims, begin, length, leaves_out):
    SlotClaim.objects.filter(resource__in=RESOURCES).delete()
    chosen = {(resource, offset): bookings[whose] for resource, offset, whose in claims}
    SlotClaim.objects.bulk_create(
        SlotClaim(booking=booking, resource=resource, tick=FIRST + offset)
        for (resource, offset), booking in chosen.items()
    )
    excluding = bookings[:1] if leaves_out else []

    taken = taken_ticks(resources=RESOURCES[:2], span=span_of(begin, length), excluding=excluding)

    expected: dict[str, int] = {}
    for (resource, offset), booking in chosen.items():
        is_asked = resource in RESOURCES[:2] and begin <= offset < begin + length
        if is_asked and booking not in excluding:
            expected[resource] = expected.get(resource, 0) | 1 << (offset - begin)
    assert taken == expected


def test_whole_word_is_taken_to_its_last_tick(bookings):
    """Numbers have at most sixty bits."""
    SlotClaim.objects.bulk_create(
        SlotClaim(booking=bookings[0], resource="monitor:901", tick=FIRST + offset)
        for offset in range(TICKS_IN_A_WORD)
    )
    taken = taken_ticks(resources=["monitor:901"], span=span_of(0, TICKS_IN_A_WORD + 1))
    assert taken == {"monitor:901": 2**TICKS_IN_A_WORD - 1}


def test_nothing_is_asked_of_nobody():
    assert taken_ticks(resources=[], span=span_of(0, 10)) == {}


@pytest.mark.parametrize("kind", list(VisitKind))
def test_offer_takes_as_many_queries_whatever_the_days_inmates_and_bookings(
    kind, django_assert_num_queries, django_assert_max_num_queries
):
    jail = make_jail()
    booking_request = request_for(jail, kind=kind)
    with django_assert_max_num_queries(16) as few:
        offer(booking_request=booking_request, first=MONDAY, last=MONDAY, now=NINE_ON_MONDAY)
    for number in range(6):
        make_booking(jail, starts_at=at(MONDAY, 10 + number), inmate=make_inmate(jail))
    last = MONDAY + timedelta(days=13)
    with django_assert_num_queries(len(few.captured_queries)):
        offer(booking_request=booking_request, first=MONDAY, last=last, now=NINE_ON_MONDAY)
