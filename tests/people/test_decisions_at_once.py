"""A registrar decides on pictures while their owner takes them again, on both databases."""

import pytest
from django.utils import timezone

from parloir.people.models import IdentityDocument
from parloir.people.operations import decide_documents, submit_document
from parloir.people.queries import DocumentState, Piece
from tests.factories.at_once import all_at_once
from tests.factories.people import REGISTRAR, as_visitor, make_visitor

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.mark.parametrize("approve", [True, False])
def test_picture_that_nobody_has_seen_is_never_decided(approve):
    visitor = make_visitor(state=DocumentState.WAITING)
    shown = list(visitor.documents.values_list("public_id", flat=True))
    seen = shown if approve else shown[:1]

    def decide():
        return decide_documents(
            visitor=visitor,
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
    decided = IdentityDocument.objects.exclude(decided_at=None)
    assert {one.public_id for one in decided} <= set(seen), results
    for piece in Piece:
        (current,) = visitor.documents.filter(piece=piece, current=True)
        if current.public_id not in shown:
            assert current.state == DocumentState.WAITING
