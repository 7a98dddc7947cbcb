"""A registrar decides on pictures while their owner takes them again, on both databases."""

import pytest
from django.utils import timezone

from parloir.people.identity_operations import decide_documents, submit_document
from parloir.people.identity_queries import Piece
from parloir.people.models import IdentityDecision
from tests.factories.at_once import all_at_once
from tests.factories.people import REGISTRAR, as_visitor, make_visitor
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
