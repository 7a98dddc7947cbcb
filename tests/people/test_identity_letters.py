"""A letter about an identity says what one agency decided, and names it where there are several."""

import pytest

from parloir.notices.models import Notice
from parloir.notices.operations import enqueue_notice
from parloir.notices.rendering import mail_of
from tests.factories.moments import NINE_ON_MONDAY
from tests.factories.people import DocumentState, Piece, ask, make_visitor, set_identity
from tests.factories.places import AgencyFactory, FacilityFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def jackson():
    return FacilityFactory().agency


@pytest.fixture
def clay(jackson):
    return FacilityFactory(agency=AgencyFactory(name="Clay County")).agency


@pytest.fixture
def visitor(jackson, clay):
    """Return a visitor whom Jackson County has approved, and Clay County asks for a picture."""
    visitor = make_visitor()
    ask(visitor, clay)
    set_identity(visitor, DocumentState.APPROVED, agency=clay)
    set_identity(visitor, DocumentState.REFUSED, piece=Piece.PHOTO, agency=clay, reason="too_dark")
    return visitor


def letter(kind, visitor, agency, language="en") -> str | None:
    """Return subject and text of the letter; None if it lapses."""
    enqueue_notice(
        kind, email=visitor.user.email, language=language, now=NINE_ON_MONDAY,
        visitor=visitor.public_id, agency=agency.public_id,
    )  # fmt: skip
    notice = Notice.objects.latest("id")
    sent = mail_of(
        notice,
        now=notice.created_at,
        sender="Parloir <visits@localhost>",
        base_url="https://visits.example",
    )
    return None if sent is None else f"{sent.subject} {' '.join(sent.body.split())}"


def test_approval_names_its_agency_and_is_told_only_while_it_is_true(visitor, jackson, clay):
    words = letter("identity_approved", visitor, jackson)
    assert "Your photo and ID are approved: Jackson County" in words
    assert "Jackson County has looked at your photo and ID, and all is well." in words
    assert "Clay" not in words
    assert letter("identity_approved", visitor, clay) is None


def test_refusal_names_its_agency_and_lapses_at_another(visitor, jackson, clay):
    words = letter("identity_refused", visitor, clay)
    assert "Clay County has looked at your photo and your ID." in words
    assert "The picture is too dark." in words
    assert "Jackson" not in words
    assert letter("identity_refused", visitor, jackson) is None


def test_letters_are_in_the_language_of_the_visitor(visitor, jackson, clay):
    assert "Jackson County revisó su foto" in letter("identity_approved", visitor, jackson, "es")
    assert "Clay County revisó su foto" in letter("identity_refused", visitor, clay, "es")
