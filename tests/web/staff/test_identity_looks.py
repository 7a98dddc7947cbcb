"""Who looks at whose photo and ID is on record, once for the same look."""

from datetime import timedelta

import pytest
from django.urls import reverse

from parloir.accounts.models import Role
from parloir.audit.looks import SAME_LOOK
from parloir.audit.models import AuditEvent
from parloir.people import images
from parloir.people.identity_looks import look_at_picture
from parloir.people.models import IdentityDocument
from tests.factories.people import REGISTRAR, DocumentFactory, make_visitor
from tests.factories.sign_ins import signed_in

pytestmark = pytest.mark.django_db
Piece = IdentityDocument.Piece
State = IdentityDocument.State
SECOND = timedelta(seconds=1)


@pytest.fixture
def document():
    visitor = make_visitor(state=State.WAITING)
    document = visitor.documents.get(piece=Piece.PHOTO)
    images.keep(b"\xff\xd8 a picture", name=document.public_id)
    return document


def looks(action="look_at_picture") -> list[AuditEvent]:
    return list(AuditEvent.objects.filter(action=action).order_by("id"))


def test_a_registrars_look_at_a_picture_is_on_record(cast, document):
    cast.client(Role.REGISTRAR).get(reverse("identity_image", args=[document.public_id]))

    (event,) = looks()
    assert event.actor_ref == cast.user(Role.REGISTRAR).public_id
    assert (event.subject_kind, event.subject_ref) == ("IdentityDocument", document.public_id)
    assert event.agency_ref == cast.jail.agency.public_id
    assert event.details == {"visitor": document.visitor.public_id, "piece": "photo"}


@pytest.mark.parametrize("page", ["identities", "identity"])
def test_opening_an_identity_is_on_record(cast, document, page):
    args = [document.visitor.public_id] if page == "identity" else []

    cast.client(Role.REGISTRAR).get(reverse(page, args=args))

    (event,) = looks("look_at_identity")
    assert (event.subject_kind, event.subject_ref) == ("Visitor", document.visitor.public_id)
    assert event.agency_ref == cast.jail.agency.public_id
    assert event.details == {}


def test_nobody_looks_at_an_empty_page(cast):
    assert cast.client(Role.REGISTRAR).get(reverse("identities")).status_code == 200
    assert looks("look_at_identity") == []


def test_ones_own_picture_and_one_that_is_not_shown_leave_nothing(cast, document):
    address = reverse("identity_image", args=[document.public_id])
    signed_in(document.visitor.user).get(address)
    cast.client(Role.OFFICER).get(address)
    images.forget(name=document.public_id)
    assert cast.client(Role.REGISTRAR).get(address).status_code == 404
    assert looks() == []


@pytest.mark.parametrize(("later", "events"), [(SAME_LOOK - SECOND, 1), (SAME_LOOK, 2)])
def test_the_same_look_again_is_one_event_for_a_quarter_of_an_hour(
    cast, document, now, later, events
):
    look = {"document": document, "agency": cast.jail.agency, "by": REGISTRAR}
    look_at_picture(**look, now=now)
    look_at_picture(**look, now=now + later)
    assert len(looks()) == events


def test_a_newer_picture_is_another_look(cast, document, now):
    look = {"agency": cast.jail.agency, "by": REGISTRAR, "now": now}
    look_at_picture(document=document, **look)
    IdentityDocument.objects.filter(pk=document.pk).update(current=False)
    newer = DocumentFactory(visitor=document.visitor, piece=Piece.PHOTO)
    look_at_picture(document=newer, **look)
    assert [one.subject_ref for one in looks()] == [document.public_id, newer.public_id]
