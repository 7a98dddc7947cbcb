"""The list of visits that need a new time."""

import pytest
from django.urls import reverse

from parloir.accounts.models import Role
from parloir.bookings.models import Booking, Repair
from parloir.bookings.states import BookingState
from parloir.facilities.models import Closure
from parloir.facts.closures import close_time
from tests.factories.moments import NINE_ON_MONDAY, TUESDAY, WEDNESDAY, at
from tests.factories.people import OPERATOR
from tests.factories.visits import make_booking

NOON = at(TUESDAY, 12)


@pytest.fixture
def case(cast) -> Repair:
    make_booking(cast.jail, starts_at=NOON)
    close_time(
        facility=cast.jail, starts_at=at(TUESDAY, 8), ends_at=at(TUESDAY, 19), reason="Count",
        by=OPERATOR, now=NINE_ON_MONDAY,
    )  # fmt: skip
    return Repair.objects.get()


def settle(client, case, how):
    return client.post(reverse("settle_repair", args=[case.public_id]), {"how": how}, follow=True)


def booking_of(case) -> Booking:
    return Booking.objects.get(pk=case.booking_id)


def test_the_list_and_the_case_open(cast, case):
    client = cast.client(Role.SUPERVISOR)
    assert [one.pk for one in client.get(reverse("repairs")).context["open"]] == [case.pk]
    page = client.get(reverse("repair", args=[case.public_id]))
    assert len(page.context["why"]) == 1
    assert page.context["times"][0].starts_at == at(WEDNESDAY, 12)


def test_staff_move_it(cast, case):
    settle(cast.client(Role.SUPERVISOR), case, at(WEDNESDAY, 12).isoformat())
    assert booking_of(case).starts_at == at(WEDNESDAY, 12)
    case.refresh_from_db()
    assert case.settlement == Repair.Settlement.MOVED


def test_staff_restore_it_only_where_nothing_stands_in_the_way(cast, case):
    client = cast.client(Role.SUPERVISOR)
    page = settle(client, case, "restore")
    assert "The facility holds no visits until" in page.content.decode()
    assert booking_of(case).state == BookingState.DISPLACED
    Closure.objects.all().delete()
    settle(client, case, "restore")
    assert (booking_of(case).state, booking_of(case).starts_at) == (BookingState.BOOKED, NOON)


def test_staff_cancel_it(cast, case):
    settle(cast.client(Role.ADMINISTRATOR), case, "cancel")
    assert booking_of(case).state == BookingState.CANCELLED


@pytest.mark.parametrize("how", ["", "nothing", "2026-05-13T12:00"])
def test_what_is_no_choice_changes_nothing(cast, case, how):
    settle(cast.client(Role.SUPERVISOR), case, how)
    case.refresh_from_db()
    assert case.state == Repair.State.OPEN


def test_a_second_settlement_is_told(cast, case):
    client = cast.client(Role.SUPERVISOR)
    settle(client, case, "cancel")
    assert "settled meanwhile" in settle(client, case, "cancel").content.decode()


def test_another_facilitys_case_is_unknown(cast, case):
    client = cast.client(Role.SUPERVISOR, elsewhere=True)
    assert client.get(reverse("repair", args=[case.public_id])).status_code == 404
