"""A make-up visit is named where the visit stands: at its devices and on the wall."""

import pytest

from parloir.bookings.models import Booking, MakeUp
from parloir.screens.monitor import monitor_screen
from parloir.screens.station import station_screen
from parloir.screens.wall import wall_screen
from parloir.visits.models import Visit
from tests.factories.moments import MONDAY, NINE_ON_MONDAY
from tests.factories.places import make_jail
from tests.factories.visits import (
    TEN_ON_MONDAY,
    admit_inmate,
    admit_visitor,
    get_ready,
    make_booking,
)

pytestmark = pytest.mark.django_db
SENTENCE = "This is a make-up visit."


def make_make_up_of(booking) -> None:
    owed = MakeUp.objects.create(
        owed_for=make_booking(booking.facility),
        lost_minutes=30,
        granted_at=NINE_ON_MONDAY,
        last_date=MONDAY,
    )
    Booking.objects.filter(pk=booking.pk).update(made_from=owed, counts=False)
    booking.refresh_from_db()


@pytest.mark.parametrize("is_make_up", [True, False])
def test_both_devices_and_the_wall_say_whether_it_is_a_make_up_visit(is_make_up):
    booking = make_booking(make_jail())
    if is_make_up:
        make_make_up_of(booking)
    visitor = admit_visitor(booking, now=TEN_ON_MONDAY)
    inmate = admit_inmate(booking, now=TEN_ON_MONDAY)
    greeting, _admission = monitor_screen(visitor.monitor, refused=None, now=TEN_ON_MONDAY)
    rules, _admission = station_screen(inmate.station, refused=None, now=TEN_ON_MONDAY)
    assert (SENTENCE in greeting.text, SENTENCE in rules.text) == (is_make_up, is_make_up)

    get_ready(visitor, now=TEN_ON_MONDAY)
    get_ready(inmate, now=TEN_ON_MONDAY)
    assert Visit.objects.get().is_live
    wall = wall_screen(
        facilities=[booking.facility.slug],
        opened=None,
        notice=None,
        connection="1",
        officer="",
        now=TEN_ON_MONDAY,
    )
    assert [tile.is_make_up for tile in wall.tiles] == [is_make_up]
