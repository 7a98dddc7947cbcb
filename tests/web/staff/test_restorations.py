"""The page of all visits that lost their time at a facility, and the press that restores them."""

from datetime import datetime

import pytest
from django.urls import reverse

from parloir.accounts.models import Role
from parloir.bookings.models import Booking, Restoration
from parloir.bookings.operations.restoring_all import carry_out_restorations
from parloir.bookings.states import BookingState
from parloir.facilities.models import Closure
from parloir.facts.closures import close_time
from tests.factories.moments import NINE_ON_MONDAY, SECOND, TUESDAY, WEDNESDAY, at
from tests.factories.people import OPERATOR
from tests.factories.visits import make_booking

TEN, NOON = at(TUESDAY, 10), at(TUESDAY, 12)


def close(jail, starts_at, ends_at) -> Closure:
    closure, _impact = close_time(
        facility=jail, starts_at=starts_at, ends_at=ends_at, reason="Count", by=OPERATOR,
        now=NINE_ON_MONDAY,
    )  # fmt: skip
    return closure


@pytest.fixture
def closure(cast) -> Closure:
    """A day with two visits is closed, and the hour of the second one again."""
    make_booking(cast.jail, starts_at=TEN)
    make_booking(cast.jail, starts_at=NOON)
    whole_day = close(cast.jail, at(TUESDAY, 8), at(TUESDAY, 19))
    close(cast.jail, NOON, at(TUESDAY, 13))
    return whole_day


def open_again(client, closure):
    return client.post(reverse("end_closure", args=[closure.public_id]), follow=True)


def look(client, jail):
    return client.get(reverse("restorable", args=[jail.slug]))


def press(client, jail):
    return client.post(reverse("restore_all", args=[jail.slug]), follow=True)


def booked() -> list[datetime]:
    found = Booking.objects.filter(state=BookingState.BOOKED)
    return list(found.order_by("starts_at").values_list("starts_at", flat=True))


def test_open_again_leads_to_what_can_be_restored_and_what_cannot(cast, closure):
    page = open_again(cast.client(Role.SUPERVISOR), closure)
    assert page.redirect_chain[-1][0] == reverse("restorable", args=[cast.jail.slug])
    assert [case.was_at for case in page.context["clear"]] == [TEN]
    assert [(case.was_at, len(why)) for case, why in page.context["blocked"]] == [(NOON, 1)]
    assert "The facility holds no visits until" in page.content.decode()
    assert "Restore all that can take place" in page.content.decode()
    assert booked() == []


def test_one_press_restores_all_that_can_be(cast, closure):
    client = cast.client(Role.SUPERVISOR)
    open_again(client, closure)
    assert "are being restored" in press(client, cast.jail).content.decode()
    page = look(client, cast.jail).content.decode()
    assert "This is being done" in page
    assert "Restore all that can take place" not in page
    carry_out_restorations(now=NINE_ON_MONDAY)
    assert booked() == [TEN]
    page = look(client, cast.jail)
    assert "Restored: 1. Left on the list: 1." in page.content.decode()
    assert page.context["clear"] == []


def test_a_second_press_and_a_second_tab_order_nothing_twice(cast, closure):
    client, other = cast.client(Role.SUPERVISOR), cast.client(Role.ADMINISTRATOR)
    open_again(client, closure)
    press(client, cast.jail)
    for one in (client, other):
        assert "it is being done already" in press(one, cast.jail).content.decode()
    assert Restoration.objects.count() == 1


def test_one_that_was_replaced_by_another_visit_says_so(cast, closure):
    client = cast.client(Role.SUPERVISOR)
    open_again(client, closure)
    first = Booking.objects.get(starts_at=TEN)
    make_booking(
        cast.jail, starts_at=at(WEDNESDAY, 10), visitor=first.visitor, inmate=first.inmate,
        now=NINE_ON_MONDAY + SECOND,
    )  # fmt: skip
    page = look(client, cast.jail)
    assert page.context["clear"] == []
    assert "has booked another visit with this inmate" in page.content.decode()


def test_an_officer_opens_again_and_is_told_who_restores(cast, closure):
    client = cast.client(Role.OFFICER)
    page = open_again(client, closure)
    assert page.redirect_chain[-1][0] == reverse("closures")
    assert "A supervisor can restore" in page.content.decode()
    assert look(client, cast.jail).status_code == 403
    assert client.post(reverse("restore_all", args=[cast.jail.slug])).status_code == 403


def test_open_again_without_lost_visits_stays_where_it_was(cast):
    closure = close(cast.jail, at(WEDNESDAY, 8), at(WEDNESDAY, 10))
    page = open_again(cast.client(Role.SUPERVISOR), closure)
    assert page.redirect_chain[-1][0] == reverse("closures")


def test_another_facility_is_unknown(cast, closure):
    client = cast.client(Role.SUPERVISOR, elsewhere=True)
    assert look(client, cast.jail).status_code == 404
    assert client.post(reverse("restore_all", args=[cast.jail.slug])).status_code == 404


def test_the_list_of_new_times_leads_there(cast, closure):
    page = cast.client(Role.SUPERVISOR).get(reverse("repairs"))
    assert page.context["facilities"] == [(cast.jail, 2)]
    assert reverse("restorable", args=[cast.jail.slug]) in page.content.decode()


def test_a_facility_without_lost_visits_says_so(cast):
    page = look(cast.client(Role.SUPERVISOR), cast.jail)
    assert "Every visit has its time." in page.content.decode()
    assert "nothing to restore" in press(cast.client(Role.SUPERVISOR), cast.jail).content.decode()


def test_a_long_list_has_pages(cast, closure, monkeypatch):
    monkeypatch.setattr("parloir.web.staff.restorations.A_PAGE", 1)
    client = cast.client(Role.SUPERVISOR)
    page = look(client, cast.jail)
    assert len(page.context["clear"]) + len(page.context["blocked"]) == 1
    second = client.get(reverse("restorable", args=[cast.jail.slug]), {"page": 2})
    assert second.context["page"].number == 2
