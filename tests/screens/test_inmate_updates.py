"""What an inmate reads at the station about visits that changed."""

import pytest

from parloir.bookings.operations.repairs import accept_alternative, give_up
from parloir.bookings.operations.restoring import restore
from parloir.facilities.models import Closure
from parloir.facts.closures import close_time
from parloir.screens.inmate_updates import SHOWN_FOR, updates_for
from parloir.screens.monitor import RefusedPin
from parloir.screens.station import station_screen
from parloir.visits.admission import AdmissionRefused
from tests.factories.moments import NINE_ON_MONDAY, SECOND, TUESDAY, WEDNESDAY, at
from tests.factories.people import OFFICER, OPERATOR
from tests.factories.places import make_jail
from tests.factories.visits import admit_inmate, make_booking

pytestmark = pytest.mark.django_db

WAITS = (
    "Your visit of Tuesday, 12 May, 12:00 PM Central can't take place then. Your visitor can "
    "choose another time."
)


@pytest.fixture
def displaced():
    jail = make_jail()
    booking = make_booking(jail, starts_at=at(TUESDAY, 12))
    close_time(
        facility=jail, starts_at=at(TUESDAY, 8), ends_at=at(TUESDAY, 19), reason="Count",
        by=OPERATOR, now=NINE_ON_MONDAY,
    )  # fmt: skip
    booking.refresh_from_db()
    return booking


def updates(booking, now=NINE_ON_MONDAY):
    return updates_for(booking.inmate, now=now)


def test_a_visit_that_needs_a_new_time_is_listed(displaced):
    assert updates(displaced) == [WAITS]


def test_the_new_time_is_listed(displaced):
    accept_alternative(
        booking=displaced, starts_at=at(WEDNESDAY, 12), by=OFFICER, now=NINE_ON_MONDAY
    )
    assert updates(displaced) == [
        (
            "Your visit of Tuesday, 12 May, 12:00 PM Central is now on Wednesday, 13 May, 12:00 PM "
            "Central."
        )
    ]


def test_a_cancelled_and_a_restored_visit_are_listed(displaced):
    Closure.objects.all().delete()
    restore(booking=displaced, by=OFFICER, now=NINE_ON_MONDAY)
    assert updates(displaced) == [
        "Your visit of Tuesday, 12 May, 12:00 PM Central takes place after all."
    ]


def test_a_visit_that_was_given_up_is_listed(displaced):
    give_up(booking=displaced, by=OFFICER, now=NINE_ON_MONDAY)
    assert updates(displaced) == ["Your visit of Tuesday, 12 May, 12:00 PM Central is cancelled."]


def test_an_update_is_listed_for_a_week(displaced):
    assert updates(displaced, now=NINE_ON_MONDAY + SHOWN_FOR - SECOND) == [WAITS]
    assert updates(displaced, now=NINE_ON_MONDAY + SHOWN_FOR) == []


def test_the_station_tells_it_to_who_signs_in_without_a_visit(displaced):
    with pytest.raises(AdmissionRefused) as refused:
        admit_inmate(displaced, now=NINE_ON_MONDAY)
    shown = RefusedPin(refused.value.refusal, refused.value.booking, refused.value.inmate)
    screen, _ = station_screen(displaced.station, refused=shown, now=NINE_ON_MONDAY)
    assert screen.refusal.text.endswith(WAITS)
