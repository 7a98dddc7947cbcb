"""Identities are judged by the agency of the facility, wherever they are judged."""

import pytest

from parloir.bookings.availability.revalidation import revalidate
from parloir.bookings.texts.refusal_texts import sentence_for
from parloir.facilities.models import Facility
from parloir.people.companions import may_invite
from parloir.people.identity_queries import undecided_documents
from parloir.people.models import IdentityDocument
from parloir.scheduling.refusals import Rule
from parloir.web.ops.collector import MetricsCollector
from tests.bookings.asking import is_booked, refusal_of
from tests.factories.moments import NINE_ON_MONDAY
from tests.factories.people import VisitorFactory, ask, make_visitor, set_identity
from tests.factories.places import AgencyFactory, make_jail
from tests.factories.visits import TEN_ON_MONDAY, admit_visitor, make_booking, request_for
from tests.visits.admitting import refused

pytestmark = pytest.mark.django_db

State = IdentityDocument.State


@pytest.fixture
def clay():
    """Return a facility of an agency that nobody has asked."""
    jail = make_jail(slug="clay", agency=AgencyFactory(name="Clay County"))
    jail.party_limits.create(adults=2, minors=0)
    return jail


def known_at(facility, state=State.APPROVED):
    """Return a visitor who is approved at the agency of all others, and in this state here."""
    visitor = make_visitor()
    ask(visitor, facility.agency)
    set_identity(visitor, state, agency=facility.agency)
    return visitor


@pytest.mark.parametrize("approval", Facility.Approval.values)
def test_agency_is_asked_before_booking_whatever_approval_it_takes(clay, now, approval):
    clay.approval = approval
    clay.save()
    refusal = refusal_of(request_for(clay, visitor=make_visitor()), TEN_ON_MONDAY, now)
    assert (refusal.rule, refusal.facts["agency"]) == (Rule.NOT_ASKED, "Clay County")
    assert sentence_for(refusal, facility=clay) == (
        "Clay County decides for itself who visits its facilities, and you have not asked there "
        "yet. Ask Clay County to look at your photo and ID; then you can go on."
    )


def test_pictures_that_are_missing_are_said_first(clay, now):
    refusal = refusal_of(request_for(clay, visitor=VisitorFactory()), TEN_ON_MONDAY, now)
    assert refusal.rule == Rule.NOT_REGISTERED


def test_companion_is_judged_by_the_agency_of_the_facility(clay, now):
    stranger, waiting = make_visitor(), known_at(clay, State.WAITING)
    for companion, reason in ((stranger, Rule.NOT_ASKED), (waiting, Rule.NOT_APPROVED)):
        wanted = request_for(clay, visitor=known_at(clay), adults=(companion,))
        refusal = refusal_of(wanted, TEN_ON_MONDAY, now)
        assert (refusal.rule, refusal.facts["reason"]) == (Rule.COMPANION_CANNOT, reason)
    wanted = request_for(clay, visitor=known_at(clay), adults=(known_at(clay),))
    assert is_booked(wanted, TEN_ON_MONDAY, now)


def test_refusal_elsewhere_does_not_count_here(clay, now):
    visitor = known_at(clay)
    set_identity(visitor, State.REFUSED, reason="other")
    assert is_booked(request_for(clay, visitor=visitor), TEN_ON_MONDAY, now)


def test_admission_asks_the_agency_of_the_facility(clay):
    booking = make_booking(clay, visitor=known_at(clay))
    set_identity(booking.visitor, State.WAITING, agency=clay.agency)
    assert refused(admit_visitor, booking, now=TEN_ON_MONDAY) == Rule.NOT_APPROVED
    booking.visitor.identity_requests.filter(agency=clay.agency).delete()
    assert refused(admit_visitor, booking, now=TEN_ON_MONDAY) == Rule.NOT_ASKED


def test_booked_visit_stands_whatever_is_decided_later(clay):
    booking = make_booking(clay, visitor=known_at(clay))
    set_identity(booking.visitor, State.REFUSED, agency=clay.agency, reason="other")
    assert revalidate(booking, now=NINE_ON_MONDAY).refusals == ()


def test_whom_any_agency_has_approved_may_invite(clay):
    visitor = known_at(clay, State.WAITING)
    assert may_invite(visitor)
    set_identity(visitor, State.WAITING)
    assert not may_invite(visitor)


def test_metric_counts_the_pictures_that_wait_at_each_agency(clay):
    known_at(clay, State.WAITING)
    make_visitor(state=State.WAITING)
    assert undecided_documents(clay.agency).count() == 3
    (metric,) = [
        one
        for one in MetricsCollector(now=NINE_ON_MONDAY).collect()
        if one.name == "parloir_documents_waiting"
    ]
    assert [sample.value for sample in metric.samples] == [6]
