"""A registrar decides on pictures while their owner takes them again, on both databases."""

import pytest
from django.utils import timezone

from parloir.audit.models import AuditEvent
from parloir.notices.models import Notice
from parloir.people.identity_operations import ask_agency, decide_documents, submit_document
from parloir.people.identity_queries import Piece, identity_at
from parloir.people.models import IdentityDecision
from tests.factories.at_once import all_at_once
from tests.factories.people import REGISTRAR, VisitorFactory, as_visitor, ask, make_visitor
from tests.factories.places import AgencyFactory

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.mark.parametrize("approve", [True, False])
def test_picture_that_nobody_has_seen_is_never_decided(approve):
    visitor = make_visitor(state="waiting")
    shown = list(visitor.documents.values_list("public_id", flat=True))
    seen = shown if approve else shown[:1]

    def decide():
        return decide_documents(
            visitor=visitor,
            agency=AgencyFactory(),
            seen=seen,
            approve=approve,
            reason="" if approve else "too_dark",
            by=REGISTRAR,
            now=timezone.now(),
        )

    def submit(piece):
        return submit_document(
            visitor=visitor,
            piece=piece,
            jpeg=b"new",
            barcode={},
            by=as_visitor(visitor),
            now=timezone.now(),
        )

    results = all_at_once([decide, decide, *(lambda one=one: submit(one) for one in Piece)])
    decided = IdentityDecision.objects.values_list("document__public_id", flat=True)
    assert set(decided) <= set(seen), results
    for piece in Piece:
        (current,) = visitor.documents.filter(piece=piece, current=True)
        if current.public_id not in shown:
            assert not current.decisions.exists()


def test_registrars_of_two_agencies_decide_at_the_same_moment():
    """Each has what it decided, each visitor's letter is written once, and no picture is lost."""
    visitor = make_visitor(state="waiting")
    agencies = [AgencyFactory(), AgencyFactory(name="Clay County")]
    ask(visitor, agencies[1])
    seen = list(visitor.documents.values_list("public_id", flat=True))

    def decide(agency, approve, seen):
        return lambda: decide_documents(
            visitor=visitor, agency=agency, seen=seen, approve=approve,
            reason="" if approve else "other", by=REGISTRAR, now=timezone.now(),
        )  # fmt: skip

    approve_all, refuse_one = decide(agencies[0], True, seen), decide(agencies[1], False, seen[:1])
    results = all_at_once([approve_all, refuse_one, approve_all, refuse_one])
    assert identity_at(visitor, agencies[0]).is_approved, results
    refused = identity_at(visitor, agencies[1])
    assert [one.public_id for one in refused.refused] == seen[:1]
    assert len(refused.waiting) == len(Piece) - 1
    assert IdentityDecision.objects.count() == len(Piece) + 1
    assert list(Notice.objects.values_list("kind", flat=True)) == ["identity_approved"]


def test_asking_twice_at_the_same_moment_asks_once():
    visitor, agency = VisitorFactory(), AgencyFactory()

    def press():
        ask_agency(visitor=visitor, agency=agency, by=as_visitor(visitor), now=timezone.now())

    all_at_once([press, press, press])
    assert visitor.identity_requests.count() == 1
    assert AuditEvent.objects.filter(action="ask_agency").count() == 1
