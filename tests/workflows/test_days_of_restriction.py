"""Days are those of the facility's calendar, also on the two nights when its clock changes."""

from datetime import date, timedelta

import pytest

from parloir.bookings.operations import BookingRefused
from parloir.facilities.models import VisitKind
from parloir.sanctions.models import Restriction
from parloir.scheduling.refusals import Rule
from parloir.workflows.termination import terminate
from tests.factories.moments import MINUTE, SECOND, at
from tests.factories.people import OFFICER, make_inmate, make_visitor
from tests.factories.places import make_round_the_clock
from tests.factories.visits import make_booking, make_live

pytestmark = pytest.mark.django_db

NIGHTS = [date(2026, 3, 8), date(2026, 11, 1)]
NINETY = timedelta(days=90)


@pytest.fixture
def jail():
    return make_round_the_clock()


def terminated_at(jail, visitor, moment) -> Restriction:
    """Terminate a visit that began a quarter of an hour before."""
    starts_at = moment.replace(second=0, microsecond=0) - 15 * MINUTE
    starts_at -= timedelta(minutes=starts_at.minute % 5)
    booking = make_booking(
        jail, visitor=visitor, kind=VisitKind.REMOTE, starts_at=starts_at,
        now=starts_at - MINUTE,
    )  # fmt: skip
    terminate(
        visit=make_live(booking),
        ground="phone",
        conduct={"visitor"},
        note="",
        by=OFFICER,
        now=moment,
    )
    return Restriction.objects.get()


@pytest.mark.parametrize("night", NIGHTS)
@pytest.mark.parametrize(
    ("before_midnight", "days_before"), [(SECOND, 1), (timedelta(), 0)], ids=["before", "at"]
)
def test_an_offense_is_of_the_day_that_the_clock_on_the_wall_shows(
    jail, night, before_midnight, days_before
):
    restriction = terminated_at(jail, make_visitor(), at(night, 0) - before_midnight)
    made_on = night - timedelta(days=days_before)
    assert (restriction.from_date, restriction.until_date) == (made_on, made_on + NINETY)


def test_both_hours_of_the_long_night_are_of_one_day(jail):
    night = NIGHTS[1]
    for moment in (at(night, 1, 30), at(night, 1, 30) + 60 * MINUTE):
        Restriction.objects.all().delete()
        restriction = terminated_at(jail, make_visitor(), moment)
        assert restriction.from_date == night


@pytest.mark.parametrize("night", NIGHTS)
def test_the_last_day_ends_at_its_own_midnight(jail, night):
    """The night is day D + 90: its last visits are refused, the first on D + 91 can be booked."""
    visitor, made_at = make_visitor(), at(night - NINETY, 12)
    assert terminated_at(jail, visitor, made_at).until_date == night
    midnight = at(night + timedelta(days=1), 0)

    def book(starts_at):
        return make_booking(
            jail, visitor=visitor, inmate=make_inmate(jail), kind=VisitKind.REMOTE,
            starts_at=starts_at, now=made_at,
        )  # fmt: skip

    with pytest.raises(BookingRefused) as caught:
        book(midnight - 5 * MINUTE)
    assert [one.rule for one in caught.value.refusals] == [Rule.RESTRICTED]
    assert book(midnight).visit_date == night + timedelta(days=1)
