"""Two agencies look at the same visitor, and each decides for itself."""

import pytest

from parloir.audit.models import AuditEvent
from parloir.notices.models import Notice
from parloir.people import images
from parloir.people.identity_operations import (
    DecisionRefused,
    ask_agency,
    decide_document,
    decide_documents,
    submit_document,
)
from parloir.people.identity_queries import (
    DocumentState,
    Piece,
    identities_at,
    identity_at,
    own_identity,
    waiting_for_a_registrar,
)
from parloir.people.models import IdentityDecision, IdentityRequest
from parloir.scheduling.refusals import Rule
from tests.bookings.asking import is_booked, refused_rules
from tests.factories.moments import MINUTE
from tests.factories.people import REGISTRAR, VisitorFactory, as_visitor
from tests.factories.places import AgencyFactory, FacilityFactory, make_jail
from tests.factories.visits import TEN_ON_MONDAY, request_for

pytestmark = pytest.mark.django_db

FRONT = Piece.ID_FRONT


@pytest.fixture
def jackson():
    return make_jail()


@pytest.fixture
def clay():
    return make_jail(slug="clay", agency=AgencyFactory(name="Clay County"))


@pytest.fixture
def visitor(jackson, clay, now):
    """Return a visitor who has sent everything and asked nobody."""
    visitor = VisitorFactory()
    for piece in Piece:
        send(visitor, piece, now)
    return visitor


def send(visitor, piece, now, jpeg=b"a picture"):
    return submit_document(
        visitor=visitor, piece=piece, jpeg=jpeg, barcode={}, by=as_visitor(visitor), now=now
    )


def ask(visitor, facility, now) -> IdentityRequest:
    return ask_agency(visitor=visitor, agency=facility.agency, by=as_visitor(visitor), now=now)


def decide(document, facility, now, **words):
    words = words or {"approve": True}
    decide_document(document=document, agency=facility.agency, by=REGISTRAR, now=now, **words)


def approve_all(visitor, facility, now):
    return decide_documents(
        visitor=visitor, agency=facility.agency, approve=True, by=REGISTRAR, now=now,
        seen=visitor.documents.values_list("public_id", flat=True),
    )  # fmt: skip


def refuse(document, facility, now):
    decide(document, facility, now, approve=False, reason="glare", remark="Of ours alone.")


def current(visitor, piece):
    return visitor.documents.get(piece=piece, current=True)


def at(visitor, facility):
    return identity_at(visitor, facility.agency)


def waiting_at(facility):
    return [one.visitor for one in waiting_for_a_registrar([facility.agency])]


def rules(visitor, facility, now):
    return refused_rules(request_for(facility, visitor=visitor), TEN_ON_MONDAY, now)


def has_image(document) -> bool:
    try:
        return bool(images.read(name=document.public_id))
    except FileNotFoundError:
        return False


def test_two_agencies_decide_side_by_side(
    visitor, jackson, clay, now, django_capture_on_commit_callbacks
):
    assert rules(visitor, jackson, now) == rules(visitor, clay, now) == [Rule.NOT_ASKED]
    assert waiting_at(jackson) == waiting_at(clay) == []

    ask(visitor, jackson, now)
    assert rules(visitor, jackson, now) == [Rule.NOT_APPROVED]
    assert rules(visitor, clay, now) == [Rule.NOT_ASKED]
    approve_all(visitor, jackson, now)
    assert rules(visitor, clay, now) == [Rule.NOT_ASKED]

    ask(visitor, clay, now)
    assert (waiting_at(jackson), waiting_at(clay)) == ([], [visitor])
    assert rules(visitor, clay, now) == [Rule.NOT_APPROVED]

    old = current(visitor, FRONT)
    refuse(old, clay, now)
    assert rules(visitor, clay, now) == [Rule.NOT_REGISTERED]
    assert at(visitor, jackson).is_approved
    assert own_identity(visitor).to_be_taken == [FRONT]

    with django_capture_on_commit_callbacks(execute=True):
        new = send(visitor, FRONT, now, jpeg=b"without glare")
    assert at(visitor, jackson).pieces[FRONT].document == old
    assert at(visitor, jackson).is_approved
    assert at(visitor, clay).pieces[FRONT].document == new
    assert has_image(old)
    assert (waiting_at(jackson), waiting_at(clay)) == ([], [visitor])
    assert rules(visitor, clay, now) == [Rule.NOT_APPROVED]

    approve_all(visitor, clay, now)
    assert at(visitor, jackson).pieces[FRONT].document == old
    assert own_identity(visitor).is_approved
    assert not own_identity(visitor).may_replace(FRONT)
    assert is_booked(request_for(jackson, visitor=visitor), TEN_ON_MONDAY, now)
    assert is_booked(request_for(clay, visitor=visitor), TEN_ON_MONDAY + 60 * MINUTE, now)


def test_agency_that_has_approved_does_not_decide_about_what_came_later(
    visitor, jackson, clay, now
):
    ask(visitor, jackson, now)
    approve_all(visitor, jackson, now)
    ask(visitor, clay, now)
    new = send(visitor, FRONT, now)
    with pytest.raises(DecisionRefused):
        refuse(new, jackson, now)
    assert at(visitor, jackson).is_approved


def test_agency_that_was_not_asked_decides_nothing(visitor, jackson, clay, now):
    ask(visitor, jackson, now)
    with pytest.raises(DecisionRefused):
        refuse(current(visitor, FRONT), clay, now)
    assert not IdentityDecision.objects.exists()


def test_image_goes_with_the_last_that_needs_it(
    visitor, jackson, clay, now, django_capture_on_commit_callbacks
):
    """A picture that was refused, or never decided, is deleted when it is replaced."""
    ask(visitor, jackson, now)
    ask(visitor, clay, now)
    refuse(current(visitor, FRONT), jackson, now)
    refused, undecided = current(visitor, FRONT), current(visitor, Piece.PHOTO)
    with django_capture_on_commit_callbacks(execute=True):
        send(visitor, FRONT, now)
        send(visitor, Piece.PHOTO, now)
    assert (has_image(refused), has_image(undecided)) == (False, False)


def test_asking_twice_changes_nothing_and_is_recorded_once(visitor, jackson, now):
    first = ask(visitor, jackson, now)
    assert ask(visitor, jackson, now + MINUTE) == first
    event = AuditEvent.objects.get(action="ask_agency")
    assert (event.subject_ref, event.agency_ref) == (
        visitor.public_id, jackson.agency.public_id,
    )  # fmt: skip


def test_decision_is_recorded_for_its_agency(visitor, jackson, now):
    ask(visitor, jackson, now)
    approve_all(visitor, jackson, now)
    events = AuditEvent.objects.filter(action="decide_document")
    assert {event.agency_ref for event in events} == {jackson.agency.public_id}


def test_only_agency_is_asked_with_the_first_picture_and_of_several_none_is(now):
    only = FacilityFactory()
    alone = VisitorFactory()
    send(alone, Piece.PHOTO, now)
    assert list(own_identity(alone).at) == [only.agency]

    AgencyFactory(name="Nobody can visit there")
    another = VisitorFactory()
    send(another, Piece.PHOTO, now)
    assert list(own_identity(another).at) == [only.agency]

    FacilityFactory(agency=AgencyFactory(name="Clay County"))
    later = VisitorFactory()
    send(later, Piece.PHOTO, now)
    assert list(own_identity(later).at) == []


def test_each_agency_writes_when_it_has_decided_everything(visitor, jackson, clay, now):
    ask(visitor, jackson, now)
    ask(visitor, clay, now)
    refuse(current(visitor, FRONT), clay, now)
    approve_all(visitor, jackson, now)
    approve_all(visitor, clay, now)
    told = [(one.kind, one.params["agency"]) for one in Notice.objects.order_by("id")]
    assert told == [
        ("identity_approved", jackson.agency.public_id),
        ("identity_refused", clay.agency.public_id),
    ]


def test_who_asked_later_waits_since_they_asked(visitor, jackson, clay, now):
    ask(visitor, jackson, now + 5 * MINUTE)
    (entry,) = waiting_for_a_registrar([jackson.agency, clay.agency])
    assert (entry.agency, entry.since) == (jackson.agency, now + 5 * MINUTE)


def test_identities_of_many_visitors_take_one_query(
    visitor, jackson, clay, now, django_assert_num_queries
):
    ask(visitor, jackson, now)
    another = VisitorFactory()
    send(another, Piece.PHOTO, now)
    with django_assert_num_queries(1):
        found = identities_at(jackson.agency_id, [visitor.pk, another.pk])
    assert (found[visitor.pk].is_asked, found[another.pk].is_asked) == (True, False)
    assert found[visitor.pk].pieces[FRONT].state == DocumentState.WAITING
