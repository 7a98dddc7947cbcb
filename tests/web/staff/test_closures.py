"""Closures from the console: a preview first, then the closure."""

import pytest
from django.urls import reverse

from parloir.accounts.models import Role
from parloir.bookings.models import Booking, Repair
from parloir.bookings.states import BookingState
from parloir.facilities.models import Closure
from tests.factories.moments import MONDAY, NINE_ON_MONDAY, TUESDAY, at
from tests.factories.visits import make_booking

TUESDAY_FORM = {
    "from_date": "2026-05-12", "from_time": "08:00",
    "until_date": "2026-05-12", "until_time": "14:00", "reason": "Lockdown",
}  # fmt: skip


@pytest.fixture
def booking(cast) -> Booking:
    return make_booking(cast.jail, starts_at=at(TUESDAY, 10))


def form_for(jail, **changes):
    return {"scope": f"facility-{jail.slug}", **TUESDAY_FORM, **changes}


def test_what_would_follow_is_shown_and_nothing_is_done(cast, booking):
    page = cast.client(Role.OFFICER).post(reverse("closures"), form_for(cast.jail))
    assert page.context["follows"] == ["1 booking needs a new time; its visitor is told."]
    assert Closure.objects.count() == Repair.objects.count() == 0
    booking.refresh_from_db()
    assert booking.state == BookingState.BOOKED


def test_what_is_confirmed_is_done(cast, booking):
    cast.client(Role.OFFICER).post(reverse("closures"), form_for(cast.jail, confirm="1"))
    closure = Closure.objects.get()
    assert (closure.starts_at, closure.ends_at) == (at(TUESDAY, 8), at(TUESDAY, 14))
    assert Repair.objects.get().booking == booking


def test_an_empty_beginning_closes_at_once(cast):
    form = form_for(cast.jail, from_date="", from_time="", confirm="1")
    cast.client(Role.SUPERVISOR).post(reverse("closures"), form)
    assert Closure.objects.get().starts_at == NINE_ON_MONDAY


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"until_time": "08:00"}, "until_time"),
        ({"until_date": "2026-05-11", "until_time": "09:00", "from_date": "", "from_time": ""},
         "until_time"),
        ({"from_time": ""}, "from_time"),
        ({"reason": ""}, "reason"),
        ({"scope": "facility-clay"}, "scope"),
        ({"from_date": "2027-03-14", "from_time": "02:30", "until_date": "2027-03-15"},
         "from_time"),
    ],
)  # fmt: skip
def test_what_cannot_be_is_refused_at_its_field(cast, changes, field):
    page = cast.client(Role.OFFICER).post(
        reverse("closures"), form_for(cast.jail, confirm="1", **changes)
    )
    assert (page.status_code, list(page.context["form"].errors)) == (422, [field])
    assert Closure.objects.count() == 0


def test_one_that_has_begun_ends_now_and_another_goes(cast):
    client = cast.client(Role.OFFICER)
    begun = Closure.objects.create(
        facility=cast.jail, starts_at=at(MONDAY, 8), ends_at=at(MONDAY, 10), reason="Count"
    )
    later = Closure.objects.create(
        facility=cast.jail, starts_at=at(TUESDAY, 8), ends_at=at(TUESDAY, 10), reason="Count"
    )
    for one in (begun, later):
        client.post(reverse("end_closure", args=[one.public_id]))
    assert list(Closure.objects.values_list("pk", "ends_at")) == [(begun.pk, NINE_ON_MONDAY)]


def test_another_facilitys_closure_is_unknown(cast):
    closure = Closure.objects.create(
        facility=cast.other_jail, starts_at=at(TUESDAY, 8), ends_at=at(TUESDAY, 10), reason="Count"
    )
    page = cast.client(Role.OFFICER).post(reverse("end_closure", args=[closure.public_id]))
    assert page.status_code == 404
    assert Closure.objects.count() == 1
