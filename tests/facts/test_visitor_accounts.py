"""A stolen account is closed, with what its thief has read, and opened again for its owner."""

import pytest

from parloir.accounts.models import Role
from parloir.accounts.sign_ins import begin_sign_in, standing_sign_in
from parloir.audit.actors import Actor
from parloir.audit.models import AuditEvent
from parloir.bookings.models import Booking, BookingCompanion
from parloir.bookings.pins import in_groups, pin_of
from parloir.bookings.states import BookingState
from parloir.facts.visitor_accounts import AccountRefused, close_account, reopen_account
from parloir.notices.models import Notice
from parloir.notices.operations import enqueue_notice
from parloir.notices.rendering import mail_of
from parloir.visits.admission import AdmissionRefused, enter_pin
from tests.factories.people import KIOSK, REGISTRAR, make_staff, make_visitor
from tests.factories.places import make_jail
from tests.factories.visits import TEN_ON_MONDAY, make_booking

pytestmark = pytest.mark.django_db

Reason = AccountRefused.Reason


@pytest.fixture
def jail():
    jail = make_jail()
    make_staff(Role.REGISTRAR, jail, public_id=REGISTRAR.ref)
    return jail


@pytest.fixture
def booking(jail):
    return make_booking(jail)


def close(visitor, by=REGISTRAR):
    close_account(visitor=visitor, by=by, now=TEN_ON_MONDAY)
    visitor.user.refresh_from_db()


def reopen(visitor, by=REGISTRAR):
    reopen_account(visitor=visitor, by=by, now=TEN_ON_MONDAY)
    visitor.user.refresh_from_db()


def told():
    return sorted(Notice.objects.exclude(kind="booking_confirmed").values_list("kind", "email"))


def mailed(kind, booking):
    Notice.objects.filter(kind=kind).delete()
    email = booking.visitor.user.email
    enqueue_notice(kind, email=email, language="en", now=TEN_ON_MONDAY, booking=booking.public_id)
    return mail_of(
        Notice.objects.get(kind=kind),
        sender="a@example.org",
        base_url="https://x.test",
        now=TEN_ON_MONDAY,
    )


def test_closing_ends_every_sign_in_and_opening_again_revives_none(booking):
    visitor = booking.visitor
    thiefs = begin_sign_in(user=visitor.user, now=TEN_ON_MONDAY)
    close(visitor)
    assert not visitor.user.is_active
    assert standing_sign_in(thiefs.public_id) is None
    reopen(visitor)
    assert visitor.user.is_active
    assert standing_sign_in(thiefs.public_id) is None


def test_password_that_the_thief_knows_is_no_longer_valid(booking):
    visitor = booking.visitor
    visitor.user.set_password("what-the-thief-knows")
    visitor.user.save(update_fields=["password"])
    close(visitor)
    reopen(visitor)
    assert not visitor.user.has_usable_password()


def test_visits_stay_booked_and_the_pins_that_were_read_admit_nobody(booking, jail):
    known = pin_of(booking)
    close(booking.visitor)
    booking.refresh_from_db()
    assert booking.state == BookingState.BOOKED
    assert pin_of(booking) != known
    with pytest.raises(AdmissionRefused):
        enter_pin(
            monitor=jail.monitors.first(), pin=known, language="en", by=KIOSK, now=TEN_ON_MONDAY
        )


def test_owner_is_told_and_reads_the_new_pin_only_when_the_account_is_open(booking):
    owner = booking.visitor.user.email
    close(booking.visitor)
    assert told() == [("account_closed", owner)]
    reopen(booking.visitor)
    assert told() == [
        ("account_closed", owner),
        ("account_reopened", owner),
        ("booking_new_pin", owner),
    ]


def test_no_letter_tells_a_pin_while_the_account_is_closed(booking):
    close(booking.visitor)
    for kind in ("booking_confirmed", "booking_moved", "booking_restored", "booking_new_pin"):
        assert mailed(kind, booking) is None
    reopen(booking.visitor)
    assert in_groups(pin_of(Booking.objects.get())) in mailed("booking_new_pin", booking).body


def test_other_peoples_visit_that_the_account_shows_gets_a_new_pin_at_once(booking):
    companion = make_visitor(first_name="Ruth")
    BookingCompanion.objects.create(booking=booking, visitor=companion)
    known = pin_of(booking)
    close(companion)
    booking.refresh_from_db()
    assert pin_of(booking) != known
    assert told() == sorted(
        [("account_closed", companion.user.email), ("booking_new_pin", booking.visitor.user.email)]
    )
    reopen(companion)
    assert ("booking_new_pin", companion.user.email) in told()


def test_visit_that_is_over_keeps_its_pin(booking):
    after = booking.ends_at
    known = pin_of(booking)
    close_account(visitor=booking.visitor, by=REGISTRAR, now=after)
    assert pin_of(Booking.objects.get()) == known


def test_each_step_is_done_once_and_leaves_its_event(booking):
    visitor = booking.visitor
    with pytest.raises(AccountRefused) as refused:
        reopen(visitor)
    assert refused.value.reason == Reason.ALREADY_SO
    close(visitor)
    with pytest.raises(AccountRefused) as refused:
        close(visitor)
    assert refused.value.reason == Reason.ALREADY_SO
    events = AuditEvent.objects.filter(action="close_account")
    assert [(one.actor_ref, one.subject_ref) for one in events] == [
        (REGISTRAR.ref, visitor.user.public_id)
    ]


@pytest.mark.parametrize("role", list(Role))
def test_account_of_somebody_who_works_here_is_closed_by_administrators_alone(booking, jail, role):
    visitor = booking.visitor
    visitor.user.roles.create(role=Role.OFFICER, facility_slug=jail.slug)
    by = Actor("staff", make_staff(role, jail).public_id)
    if role == Role.ADMINISTRATOR:
        close(visitor, by=by)
        assert not visitor.user.is_active
        return
    with pytest.raises(AccountRefused) as refused:
        close(visitor, by=by)
    assert refused.value.reason == Reason.WORKS_HERE
    assert not told()
