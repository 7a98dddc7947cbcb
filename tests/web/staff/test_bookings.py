"""One booking at the console."""

import pytest
from django.urls import reverse

from parloir.accounts.models import Role
from parloir.bookings.models import Booking
from parloir.bookings.states import BookingState
from parloir.notices.models import Notice
from tests.factories.moments import TUESDAY, at
from tests.factories.visits import make_booking, make_live
from tests.text_lines.writing import ask, write

TEN = at(TUESDAY, 10)


@pytest.fixture
def booking(cast) -> Booking:
    return make_booking(cast.jail, starts_at=TEN)


def press(client, name, booking, **data):
    return client.post(reverse(name, args=[booking.public_id]), data, follow=True)


def test_another_place_is_given_and_one_that_is_taken_is_not_offered(cast, booking):
    other = make_booking(cast.jail, starts_at=TEN)
    client = cast.client(Role.ADMINISTRATOR)
    page = client.get(reverse("staff_booking", args=[booking.public_id]))
    offered = [key for key, _name in page.context["devices"].fields["station"].choices]
    assert other.station.public_id not in offered
    assert offered[0] == booking.station.public_id
    monitor = page.context["devices"].fields["monitor"].choices[1][0]
    press(client, "give_devices", booking, monitor=monitor, station=offered[1])
    booking.refresh_from_db()
    assert (booking.monitor.public_id, booking.station.public_id) == (monitor, offered[1])
    refused = press(
        client, "give_devices", booking, monitor=monitor, station=other.station.public_id
    )
    assert refused.status_code == 422


def test_staff_move_a_visit_and_the_visitor_is_told(cast, booking):
    press(cast.client(Role.SUPERVISOR), "move_booking", booking, day="2026-05-12", time="14:00")
    booking.refresh_from_db()
    assert booking.starts_at == at(TUESDAY, 14)
    assert Notice.objects.filter(kind="booking_moved").count() == 1


@pytest.mark.parametrize("time", ["14:10", "20:00", ""])
def test_a_time_that_is_refused_says_why_and_changes_nothing(cast, booking, time):
    page = press(cast.client(Role.SUPERVISOR), "move_booking", booking, day="2026-05-12", time=time)
    assert page.status_code == 422
    assert page.context["time"].errors
    booking.refresh_from_db()
    assert booking.starts_at == TEN


def test_the_facility_cancels_once(cast, booking):
    client = cast.client(Role.SUPERVISOR)
    press(client, "cancel_booking", booking)
    booking.refresh_from_db()
    assert (booking.state, booking.cancelled_for) == (BookingState.CANCELLED, "staff")
    assert "Nothing was changed" in press(client, "cancel_booking", booking).content.decode()
    assert Notice.objects.filter(kind="booking_cancelled").count() == 1


def test_an_officer_looks_and_changes_nothing(cast, booking):
    client = cast.client(Role.OFFICER)
    page = client.get(reverse("staff_booking", args=[booking.public_id]))
    assert page.context["changes"] is False
    assert press(client, "cancel_booking", booking).status_code == 403


def test_another_facilitys_booking_is_unknown(cast, booking):
    client = cast.client(Role.SUPERVISOR, elsewhere=True)
    assert press(client, "cancel_booking", booking).status_code == 404


@pytest.mark.parametrize(
    ("role", "reads"),
    [
        (Role.OFFICER, True),
        (Role.SUPERVISOR, True),
        (Role.REGISTRAR, False),
        (Role.ADMINISTRATOR, False),
    ],
)
def test_who_may_watch_a_visit_reads_what_was_written_in_it(cast, booking, role, reads):
    ask(booking, now=TEN)
    visit = make_live(booking)
    write(visit, "visitor", "You look <b>well</b>.", now=TEN)
    write(visit, "inmate", "Thank you.", now=TEN)
    page = cast.client(role).get(reverse("staff_booking", args=[booking.public_id]))
    assert [one.text for one in page.context["written"]] == (
        ["You look <b>well</b>.", "Thank you."] if reads else []
    )
    assert ("What they wrote to each other" in page.text) is reads
    assert ("You look &lt;b&gt;well&lt;/b&gt;." in page.text) is reads
