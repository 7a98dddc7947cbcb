"""Companions: how many, with whom, and nobody in two visits at the same time."""

from datetime import date, timedelta

import pytest
from django.db import transaction

from parloir.bookings.claims import claims_of, resource_of
from parloir.bookings.models import Booking, SlotClaim
from parloir.bookings.operations import leave_out
from parloir.bookings.texts.refusal_texts import sentence_for
from parloir.facilities.models import VisitKind
from parloir.notices.models import Notice
from parloir.people.models import IdentityDocument
from parloir.scheduling.refusals import Rule
from tests.bookings.asking import is_booked, refusal_of, refused_rules
from tests.factories.moments import FRIDAY, MINUTE, MONDAY, TUESDAY, WEDNESDAY, at
from tests.factories.people import SUPERVISOR, make_minor, make_visitor, restrict
from tests.factories.places import make_jail, make_round_the_clock
from tests.factories.visits import TEN_ON_MONDAY, make_booking, request_for

pytestmark = pytest.mark.django_db


def jail_for(*parties, **fields):
    """Make a facility with these largest parties, pairs of adults and minors."""
    jail = make_jail(**fields)
    for adults, minors in parties:
        jail.party_limits.create(adults=adults, minors=minors)
    return jail


def party_of(jail, adults, minors):
    visitor = make_visitor()
    return request_for(
        jail,
        visitor=visitor,
        adults=tuple(make_visitor() for _ in range(adults - 1)),
        minors=tuple(make_minor(visitor) for _ in range(minors)),
    )


# --- How many ---------------------------------------------------------------------------------


@pytest.mark.parametrize(("adults", "minors"), [(1, 0), (2, 0), (1, 1), (2, 1), (1, 2)])
def test_a_party_within_one_of_the_alternatives_is_booked(adults, minors, now):
    assert is_booked(party_of(jail_for((2, 1), (1, 2)), adults, minors), TEN_ON_MONDAY, now)


@pytest.mark.parametrize(("adults", "minors"), [(2, 2), (3, 0), (1, 3), (3, 1)])
def test_a_party_within_none_of_the_alternatives_is_refused(adults, minors, now):
    jail = jail_for((2, 1), (1, 2))
    refusal = refusal_of(party_of(jail, adults, minors), TEN_ON_MONDAY, now)
    assert refusal.rule == Rule.PARTY_TOO_LARGE
    assert sentence_for(refusal, facility=jail) == (
        "That is more people than one visit can have. "
        "Possible are: 2 adults and 1 child or 1 adult and 2 children."
    )


@pytest.mark.parametrize(("adults", "minors"), [(2, 0), (1, 1)])
def test_a_facility_without_parties_has_one_adult_alone(adults, minors, now):
    jail = make_jail()
    assert refused_rules(party_of(jail, adults, minors), TEN_ON_MONDAY, now) == [
        Rule.PARTY_TOO_LARGE
    ]
    assert is_booked(party_of(jail, 1, 0), TEN_ON_MONDAY, now)


def test_the_parties_of_another_facility_say_nothing_here(now):
    jail_for((2, 2))
    assert refused_rules(party_of(make_jail(), 2, 0), TEN_ON_MONDAY, now) == [Rule.PARTY_TOO_LARGE]


# --- Children ---------------------------------------------------------------------------------


def test_a_child_comes_with_the_adult_who_registered_them_not_only_with_the_booker(now):
    jail, guardian = jail_for((2, 1)), make_visitor()
    child = make_minor(guardian)
    alone = request_for(jail, minors=(child,))
    refusal = refusal_of(alone, TEN_ON_MONDAY, now)
    assert (refusal.rule, dict(refusal.facts)) == (
        Rule.MINOR_WITHOUT_GUARDIAN, {"name": child.full_name},
    )  # fmt: skip
    together = request_for(jail, visitor=alone.visitor, adults=(guardian,), minors=(child,))
    assert is_booked(together, TEN_ON_MONDAY, now)


def test_somebody_who_is_eighteen_on_the_date_of_the_visit_is_an_adult(now):
    jail, visitor = jail_for((1, 1)), make_visitor()
    child = make_minor(visitor, date_of_birth=date(2008, TUESDAY.month, TUESDAY.day))
    booking_request = request_for(jail, visitor=visitor, minors=(child,))
    assert refused_rules(booking_request, at(TUESDAY, 8), now) == [Rule.MINOR_IS_ADULT]
    assert is_booked(booking_request, at(MONDAY, 18, 30), now)


def test_the_birthday_begins_at_midnight_at_the_jail():
    """The next day has long begun in UTC."""
    facility, visitor = make_round_the_clock(), make_visitor()
    facility.party_limits.create(adults=1, minors=1)
    child = make_minor(visitor, date_of_birth=date(2008, TUESDAY.month, TUESDAY.day))
    booking_request = request_for(facility, visitor=visitor, minors=(child,))
    now = at(MONDAY, 20)
    assert is_booked(booking_request, at(MONDAY, 23, 55), now)
    assert refused_rules(booking_request, at(TUESDAY, 0, 25), now) == [Rule.MINOR_IS_ADULT]


@pytest.mark.parametrize("night", [date(2026, 3, 8), date(2026, 11, 1)])
def test_the_birthday_begins_at_midnight_after_a_dst_night_too(night):
    facility, visitor = make_round_the_clock(), make_visitor()
    facility.party_limits.create(adults=1, minors=1)
    birthday = night + timedelta(days=1)
    child = make_minor(visitor, date_of_birth=birthday.replace(year=2008))
    booking_request = request_for(facility, visitor=visitor, minors=(child,))
    now = at(night, 0)
    assert is_booked(booking_request, at(night, 23, 30), now)
    assert refused_rules(booking_request, at(birthday, 0), now) == [Rule.MINOR_IS_ADULT]


def test_who_was_born_on_a_29_february_is_eighteen_on_1_march():
    """2026 has no 29 February."""
    jail, visitor = jail_for((1, 1)), make_visitor()
    child = make_minor(visitor, date_of_birth=date(2008, 2, 29))
    booking_request = request_for(jail, visitor=visitor, minors=(child,), kind=VisitKind.REMOTE)
    now = at(date(2026, 2, 20), 9)
    assert is_booked(booking_request, at(date(2026, 2, 28), 21), now)
    assert refused_rules(booking_request, at(date(2026, 3, 1), 8), now) == [Rule.MINOR_IS_ADULT]


# --- What refuses a companion -----------------------------------------------------------------


@pytest.mark.parametrize(("until", "next_date"), [(TUESDAY, WEDNESDAY), (None, None)])
def test_a_companions_restriction_is_told_without_its_reason(until, next_date, now):
    jail, companion = jail_for((2, 0)), make_visitor()
    booking_request = request_for(jail, adults=(companion,))
    restrict(companion, booking_request.inmate, from_date=MONDAY, until_date=until)
    refusal = refusal_of(booking_request, at(TUESDAY, 10), now)
    assert (refusal.rule, refusal.next_date) == (Rule.COMPANION_CANNOT, next_date)
    expected = (
        f"{companion.full_name} can't come along on this day. "
        "They can see why when they sign in themselves."
    )
    if next_date is not None:
        expected += " The next day that is possible is Wednesday, 13 May 2026."
    assert sentence_for(refusal, facility=jail) == expected
    if next_date is not None:
        assert is_booked(booking_request, at(next_date, 8), now)


def test_a_companion_without_an_approved_identity_cannot_come(now):
    jail = jail_for((2, 0))
    companion = make_visitor(state=IdentityDocument.State.WAITING)
    refusal = refusal_of(request_for(jail, adults=(companion,)), TEN_ON_MONDAY, now)
    assert (refusal.rule, refusal.facts["reason"]) == (Rule.COMPANION_CANNOT, Rule.NOT_APPROVED)


def test_a_companion_with_several_refusals_is_named_once(now):
    jail = jail_for((2, 0), keeps_visitor_lists=True)
    companion = make_visitor(state=IdentityDocument.State.WAITING)
    booking_request = request_for(jail, adults=(companion,))
    restrict(companion, booking_request.inmate, from_date=MONDAY, until_date=None)
    booking_request.inmate.approved_visitors.create(visitor=booking_request.visitor)
    assert refused_rules(booking_request, TEN_ON_MONDAY, now) == [Rule.COMPANION_CANNOT]


# --- One visit at a time for everybody --------------------------------------------------------


def claims(booking):
    return set(SlotClaim.objects.filter(booking=booking).values_list("resource", "tick"))


def test_all_who_come_are_claimed_for_the_visit():
    jail = jail_for((2, 1))
    booking_request = party_of(jail, 2, 1)
    booking = make_booking(
        jail,
        visitor=booking_request.visitor,
        inmate=booking_request.inmate,
        adults=booking_request.adults,
        minors=booking_request.minors,
    )
    assert claims(booking) == {(one.resource, one.tick) for one in claims_of(booking)}
    people = [
        booking_request.visitor,
        *booking_request.adults,
        *booking_request.minors,
        booking_request.inmate,
    ]
    counted = {resource_of(one): 0 for one in people}
    for resource, _ in claims(booking):
        if resource in counted:
            counted[resource] += 1
    assert set(counted.values()) == {6}


def test_a_companion_is_in_no_other_visit_at_the_time(now):
    jail, companion = jail_for((2, 0)), make_visitor()
    assert is_booked(request_for(jail, adults=(companion,)), TEN_ON_MONDAY, now)
    own = request_for(jail, visitor=companion)
    assert refused_rules(own, TEN_ON_MONDAY, now) == [Rule.VISITOR_BUSY]
    assert refused_rules(request_for(jail, adults=(companion,)), TEN_ON_MONDAY, now) == [
        Rule.VISITOR_BUSY
    ]
    assert is_booked(own, TEN_ON_MONDAY + 30 * MINUTE, now)


def test_a_visitor_with_a_visit_of_their_own_is_no_companion_then(now):
    jail = jail_for((2, 0))
    companion = make_booking(jail, kind=VisitKind.REMOTE).visitor
    booking_request = request_for(jail, adults=(companion,))
    assert refused_rules(booking_request, TEN_ON_MONDAY, now) == [Rule.VISITOR_BUSY]
    assert is_booked(booking_request, TEN_ON_MONDAY + 30 * MINUTE, now)


# --- Somebody may not come any more -----------------------------------------------------------


def leave_out_from_tuesday_to_wednesday(visitor, jail, now):
    with transaction.atomic():
        return leave_out(
            visitor=visitor, facility=jail, from_date=TUESDAY, until_date=WEDNESDAY,
            by=SUPERVISOR, now=now,
        )  # fmt: skip


def test_a_restricted_companion_and_their_children_stay_away_and_the_visit_stays(now):
    jail, companion = jail_for((2, 2)), make_visitor()
    visitor = make_visitor()
    own, theirs = make_minor(visitor), make_minor(companion)
    booking = make_booking(
        jail, visitor=visitor, starts_at=at(TUESDAY, 10), adults=(companion,), minors=(own, theirs)
    )
    Notice.objects.all().delete()
    assert leave_out_from_tuesday_to_wednesday(companion, jail, now) == [booking]
    booking.refresh_from_db()
    assert booking.is_open
    assert [one.person for one in booking.companions.all()] == [own]
    assert claims(booking) == {(one.resource, one.tick) for one in claims_of(booking)}
    assert [(one.kind, one.email) for one in Notice.objects.all()] == [
        ("left_out", companion.user.email),
        ("party_changed", visitor.user.email),
    ]
    assert is_booked(request_for(jail, visitor=companion), at(TUESDAY, 10), now)


def test_only_visits_on_the_dates_of_the_restriction_change(now):
    jail, companion = jail_for((2, 0)), make_visitor()
    days = [MONDAY, TUESDAY, WEDNESDAY, WEDNESDAY + timedelta(days=1)]
    bookings = [make_booking(jail, starts_at=at(day, 18, 30), adults=(companion,)) for day in days]
    changed = leave_out_from_tuesday_to_wednesday(companion, jail, now)
    assert changed == bookings[1:3]
    assert [one.companions.count() for one in bookings] == [1, 0, 0, 1]


def test_visits_at_another_facility_do_not_change(now):
    jail, companion = jail_for((2, 0)), make_visitor()
    booking = make_booking(jail, starts_at=at(TUESDAY, 10), adults=(companion,))
    assert leave_out_from_tuesday_to_wednesday(companion, make_jail(), now) == []
    assert booking.companions.count() == 1


def test_the_visits_that_a_restricted_visitor_booked_are_not_left_out_of(now):
    jail = make_jail()
    booking = make_booking(jail, starts_at=at(FRIDAY, 10))
    assert leave_out_from_tuesday_to_wednesday(booking.visitor, jail, now) == []
    assert Booking.objects.get().is_open
