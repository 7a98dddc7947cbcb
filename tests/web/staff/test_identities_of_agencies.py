"""A registrar sees who has asked their agency, and what their own agency has decided."""

from http import HTTPStatus

import pytest
from django.urls import reverse

from parloir.accounts.models import Role
from parloir.demo import drawing
from parloir.people import images
from parloir.people.identity_operations import submit_document
from parloir.people.identity_queries import DocumentState, Piece, identity_at
from parloir.people.models import IdentityDecision
from tests.factories.moments import NINE_ON_MONDAY
from tests.factories.people import as_visitor, ask, make_staff, make_visitor, set_identity
from tests.factories.places import AgencyFactory, make_jail
from tests.factories.sign_ins import signed_in

SECRET = "Of Jackson alone"


@pytest.fixture
def jackson(db):
    return make_jail()


@pytest.fixture
def clay(db):
    return make_jail(slug="clay", agency=AgencyFactory(name="Clay County"))


@pytest.fixture
def visitor(jackson, clay):
    """Return a visitor known to Jackson, which has refused the front and approved the rest."""
    visitor = make_visitor(first_name="Elena", last_name="Reyes")
    set_identity(
        visitor, DocumentState.REFUSED, piece=Piece.ID_FRONT, reason="glare", remark=SECRET
    )
    for document in visitor.documents.all():
        images.keep(drawing.photo("elena"), name=document.public_id)
    return visitor


def registrar_of(*facilities):
    return signed_in(make_staff(Role.REGISTRAR, *facilities))


def page_of(visitor) -> str:
    return reverse("identity", args=[visitor.public_id])


def image_of(document) -> str:
    return reverse("identity_image", args=[document.public_id])


def front_of(visitor):
    return visitor.documents.get(piece=Piece.ID_FRONT, current=True)


def test_who_has_not_asked_does_not_exist(visitor, clay):
    client = registrar_of(clay)
    decide = reverse("decide_identity", args=[visitor.public_id])
    answers = [
        client.get(page_of(visitor)),
        client.get(page_of(visitor), {"agency": clay.agency.public_id}),
        client.post(decide, {"piece": front_of(visitor).public_id, "verdict": "approve"}),
        client.get(image_of(front_of(visitor))),
    ]
    assert {answer.status_code for answer in answers} == {HTTPStatus.NOT_FOUND}
    assert "Nobody is waiting." in client.get(reverse("identities")).content.decode()


def test_another_agency_decides_without_seeing_what_the_first_has_decided(visitor, clay):
    ask(visitor, clay.agency)
    client = registrar_of(clay)
    page = client.get(reverse("identities"))
    text = page.content.decode()
    assert page.context["visitor"] == visitor
    assert len(page.context["waiting"]) == len(Piece)
    assert SECRET not in text
    assert text.count("to be decided") == len(Piece)
    assert client.get(image_of(front_of(visitor))).status_code == HTTPStatus.OK

    seen = [one.public_id for one in page.context["waiting"]]
    decide = reverse("decide_identity", args=[visitor.public_id])
    client.post(decide, {"piece": seen, "verdict": "approve"})
    assert identity_at(visitor, clay.agency).is_approved
    assert not IdentityDecision.objects.exclude(agency=clay.agency).filter(
        document=front_of(visitor), state=DocumentState.APPROVED
    )


def test_picture_that_an_agency_approved_stays_for_it_and_no_other(visitor, jackson, clay):
    ask(visitor, clay.agency)
    set_identity(visitor, DocumentState.APPROVED)
    old = front_of(visitor)
    new = submit_document(
        visitor=visitor, piece=Piece.ID_FRONT, jpeg=drawing.photo("elena"), barcode={},
        by=as_visitor(visitor), now=NINE_ON_MONDAY,
    )  # fmt: skip
    found = {
        (name, which): registrar_of(facility).get(image_of(document)).status_code
        for name, facility in (("jackson", jackson), ("clay", clay))
        for which, document in (("old", old), ("new", new))
    }
    assert found == {
        ("jackson", "old"): HTTPStatus.OK, ("jackson", "new"): HTTPStatus.NOT_FOUND,
        ("clay", "old"): HTTPStatus.NOT_FOUND, ("clay", "new"): HTTPStatus.OK,
    }  # fmt: skip


def test_registrar_of_two_agencies_decides_for_one_at_a_time(visitor, jackson, clay):
    ask(visitor, clay.agency)
    client = registrar_of(jackson, clay)
    page = client.get(reverse("identities"))
    assert page.context["agency"] == clay.agency
    assert "You decide for Clay County." in page.content.decode()
    here = client.get(page_of(visitor), {"agency": jackson.agency.public_id})
    assert (here.context["agency"], here.context["waiting"]) == (jackson.agency, [])
    assert SECRET in here.content.decode()

    decide = reverse("decide_identity", args=[visitor.public_id])
    seen = [one.public_id for one in page.context["waiting"]]
    words = {"piece": seen, "verdict": "approve", "agency": clay.agency.public_id}
    client.post(decide, words)
    assert identity_at(visitor, clay.agency).is_approved
    assert not identity_at(visitor, jackson.agency).is_approved


def test_agency_of_others_cannot_be_named(visitor, jackson, clay):
    ask(visitor, clay.agency)
    client = registrar_of(clay)
    words = {"agency": jackson.agency.public_id}
    assert client.get(page_of(visitor), words).status_code == HTTPStatus.NOT_FOUND
    decide = reverse("decide_identity", args=[visitor.public_id])
    words |= {"piece": front_of(visitor).public_id, "verdict": "approve"}
    assert client.post(decide, words).status_code == HTTPStatus.NOT_FOUND
