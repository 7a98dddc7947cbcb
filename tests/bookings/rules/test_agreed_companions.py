"""Companions have agreed before they are booked, and existing bookings stay as they are."""

import pytest

from parloir.bookings.booking_request import BookingRequest
from parloir.bookings.models import BookingCompanion
from parloir.bookings.operations import move
from parloir.bookings.texts.refusal_texts import sentence_for
from parloir.facilities.models import VisitKind
from parloir.facts.facilities import change_facility
from parloir.people.companions import end_companionship, remove_minor
from parloir.people.models import Companionship
from parloir.scheduling.refusals import Rule
from tests.bookings.asking import is_booked, refusal_of, refused_rules
from tests.factories.companions import allow_parties, invited_by, make_child, make_companion
from tests.factories.moments import TUESDAY, at
from tests.factories.people import OPERATOR, as_visitor, make_inmate, make_visitor
from tests.factories.places import make_jail
from tests.factories.visits import TEN_ON_MONDAY, admit_visitor, make_booking

pytestmark = pytest.mark.django_db


@pytest.fixture
def jail():
    jail = make_jail()
    allow_parties(jail, (2, 1))
    return jail


@pytest.fixture
def maria():
    return make_visitor()


def request_of_booking(maria, jail, *, adults=(), minors=()):
    return BookingRequest(
        maria, make_inmate(jail), jail, VisitKind.ONSITE, adults=adults, minors=minors
    )


def end_all_companionships(now):
    for one in Companionship.objects.all():
        end_companionship(companionship=one, by=as_visitor(one.visitor), now=now)


def test_an_adult_who_has_agreed_is_booked_as_a_companion(jail, maria, now):
    assert is_booked(
        request_of_booking(maria, jail, adults=(make_companion(maria),)), TEN_ON_MONDAY, now
    )


def test_an_adult_who_was_never_asked_or_has_not_answered_is_refused_by_name(jail, maria, now):
    ana = make_visitor(first_name="Ana", last_name="Ruiz")
    booking_request = request_of_booking(maria, jail, adults=(ana,))
    refusal = refusal_of(booking_request, TEN_ON_MONDAY, now)
    assert (refusal.rule, dict(refusal.facts)) == (Rule.COMPANION_NOT_AGREED, {"name": "Ana Ruiz"})
    assert sentence_for(refusal, facility=jail).startswith("Ana Ruiz has not agreed to come along")
    invited_by(maria, email=ana.user.email)
    assert refused_rules(booking_request, TEN_ON_MONDAY, now) == [Rule.COMPANION_NOT_AGREED]


def test_agreeing_holds_for_who_asked_and_not_the_other_way_round(jail, maria, now):
    ana = make_companion(maria)
    for visitor, companion in ((ana, maria), (make_visitor(), ana)):
        booking_request = request_of_booking(visitor, jail, adults=(companion,))
        assert refused_rules(booking_request, TEN_ON_MONDAY, now) == [Rule.COMPANION_NOT_AGREED]


def test_who_has_ended_it_is_refused(jail, maria, now):
    booking_request = request_of_booking(maria, jail, adults=(make_companion(maria),))
    end_all_companionships(now)
    assert refused_rules(booking_request, TEN_ON_MONDAY, now) == [Rule.COMPANION_NOT_AGREED]


def test_a_child_that_was_removed_is_refused_by_name(jail, maria, now):
    child = make_child(maria)
    booking_request = request_of_booking(maria, jail, minors=(child,))
    remove_minor(minor=child, by=as_visitor(maria), now=now)
    child.refresh_from_db()
    refusal = refusal_of(booking_request, TEN_ON_MONDAY, now)
    assert (refusal.rule, dict(refusal.facts)) == (Rule.MINOR_REMOVED, {"name": "Leo Alvarez"})
    assert sentence_for(refusal, facility=jail).startswith("Leo Alvarez was removed")


@pytest.fixture
def booked(jail, maria, now):
    """Return a booking with two companions who cannot be chosen any more."""
    ana, leo = make_companion(maria), make_child(maria)
    booking = make_booking(jail, visitor=maria, adults=(ana,), minors=(leo,))
    end_all_companionships(now)
    remove_minor(minor=leo, by=as_visitor(maria), now=now)
    return booking


def stays_as_it_was(booking) -> bool:
    booking.refresh_from_db()
    return booking.is_open and BookingCompanion.objects.filter(booking=booking).count() == 2


def test_a_visit_that_is_booked_stays_as_it_is_when_facts_change(jail, booked, now):
    assert change_facility(facility=jail, grace_minutes=11, by=OPERATOR, now=now).is_empty
    assert stays_as_it_was(booked)


def test_a_visit_that_is_booked_is_moved_as_it_is(booked, maria, now):
    move(booking=booked, starts_at=at(TUESDAY, 10), by=as_visitor(maria), now=now)
    assert stays_as_it_was(booked)


def test_all_of_a_visit_that_is_booked_are_let_in(booked):
    assert admit_visitor(booked, now=TEN_ON_MONDAY).visit.booking == booked
