"""Which rules still count after booking, and which were judged when it was made."""

import pytest

from parloir.bookings.availability.revalidation import revalidate
from parloir.bookings.models import Quota
from parloir.people.models import Inmate, NoContact
from parloir.scheduling.refusals import Rule
from tests.factories.moments import NINE_ON_MONDAY, at
from tests.factories.people import DocumentState, make_visitor, set_identity
from tests.factories.places import make_jail
from tests.factories.visits import make_booking

pytestmark = pytest.mark.django_db


@pytest.fixture
def booking():
    jail = make_jail()
    jail.party_limits.create(adults=2)
    return make_booking(jail, adults=(make_visitor(),))


def rules_against(booking):
    return [
        (refusal.rule, refusal.facts.get("reason"))
        for refusal in revalidate(booking, now=NINE_ON_MONDAY).refusals
    ]


def lose_a_picture(visitor):
    set_identity(visitor, DocumentState.REFUSED, piece="photo")


def test_what_was_judged_at_booking_no_longer_counts(booking):
    jail = booking.facility
    jail.party_limits.all().delete()
    Quota.objects.create(facility=jail, of="inmate", period="week", most=0)
    booking.facility.notice_minutes = 24 * 60
    booking.facility.grid_minutes = 55
    for person in (booking.visitor, booking.companions.get().person):
        lose_a_picture(person)
    assert rules_against(booking) == []


def test_what_a_companion_may_not_is_seen_behind_what_no_longer_counts(booking):
    companion = booking.companions.get().person
    lose_a_picture(companion)
    assert rules_against(booking) == []
    NoContact.objects.create(visitor=companion, inmate=booking.inmate)
    assert rules_against(booking) == [(Rule.COMPANION_CANNOT, Rule.NO_CONTACT)]


@pytest.mark.parametrize(("hours", "refused"), [(1, False), (2, True)])
def test_an_inmates_waiting_time_counts_until_the_visit(booking, hours, refused):
    booking.facility.intake_wait_hours = hours
    Inmate.objects.update(intake_at=at(booking.visit_date, 9))
    booking.inmate.refresh_from_db()
    assert bool(rules_against(booking)) is refused
