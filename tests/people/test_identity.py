from datetime import date
from typing import Any

import pytest
from django.db import IntegrityError, transaction

from parloir.audit.models import AuditEvent
from parloir.notices.models import Notice
from parloir.people import images
from parloir.people.identity_operations import (
    DecisionRefused,
    decide_document,
    submit_document,
)
from parloir.people.identity_queries import (
    Identity,
    ViewedPiece,
    Waiting,
    identity_at,
    waiting_for_a_registrar,
)
from parloir.people.models import IdentityDocument, Visitor
from parloir.people.operations import (
    AlreadyRegistered,
    Registration,
    TooYoung,
    register_visitor,
)
from parloir.people.refusal_reasons import FITTING
from tests.factories.moments import MINUTE
from tests.factories.people import REGISTRAR, UserFactory, VisitorFactory, as_visitor, make_visitor
from tests.factories.places import AgencyFactory, FacilityFactory

pytestmark = pytest.mark.django_db

Piece = IdentityDocument.Piece
State = IdentityDocument.State


def submit(visitor, piece, now, jpeg=b"a picture") -> IdentityDocument:
    return submit_document(
        visitor=visitor, piece=piece, jpeg=jpeg, barcode={}, by=as_visitor(visitor), now=now
    )


def approve(document, now):
    decide_document(document=document, agency=AgencyFactory(), approve=True, by=REGISTRAR, now=now)


def refuse(document, now, reason="blurred"):
    decide_document(
        document=document,
        agency=AgencyFactory(),
        approve=False,
        reason=reason,
        by=REGISTRAR,
        now=now,
    )


def identity_of(visitor) -> Identity:
    return identity_at(visitor, AgencyFactory())


def view_of(document) -> ViewedPiece:
    """Return what the agency of all facilities says about the piece of this document."""
    return identity_of(document.visitor).pieces[Piece(document.piece)]


def queue() -> list[Waiting]:
    return waiting_for_a_registrar([AgencyFactory()])


@pytest.fixture(autouse=True)
def only_jail():
    """The only agency is asked with the first picture."""
    return FacilityFactory()


@pytest.fixture
def visitor(now) -> Visitor:
    """Return a visitor who has submitted everything, with nothing decided."""
    visitor = VisitorFactory()
    for piece in Piece:
        submit(visitor, piece, now)
    return visitor


def piece_of(visitor, piece) -> IdentityDocument:
    return visitor.documents.get(piece=piece, current=True)


def told() -> list[str]:
    return list(Notice.objects.order_by("id").values_list("kind", flat=True))


# --- Registration -----------------------------------------------------------------------------


def registration(**fields) -> Registration:
    answers: dict[str, Any] = {
        "email": " Maria@Example.org ",
        "language": "es",
        "first_name": "Maria",
        "last_name": "Alvarez",
        "date_of_birth": date(1984, 5, 17),
        "phone": "(816) 555-0100",
        "street": "1 Main Street",
        "city": "Kansas City",
        "region": "Missouri",
        "postal_code": "64105",
        "password": "a long password",
    }
    return Registration(**(answers | fields))


def test_registering_makes_an_account_that_can_sign_in(now):
    visitor = register_visitor(registration(), now=now)
    assert (visitor.user.email, visitor.language, visitor.registered_at) == (
        "maria@example.org", "es", now,
    )  # fmt: skip
    assert visitor.user.check_password("a long password")
    event = AuditEvent.objects.get()
    assert (event.action, event.actor_ref, event.subject_ref) == (
        "register", visitor.user.public_id, visitor.public_id,
    )  # fmt: skip


def test_an_address_registers_once_in_any_case(now):
    register_visitor(registration(), now=now)
    with pytest.raises(AlreadyRegistered):
        register_visitor(registration(email="MARIA@example.ORG"), now=now)
    assert Visitor.objects.count() == 1


def test_the_address_of_a_member_of_staff_does_not_register(now):
    UserFactory(email="maria@example.org")
    with pytest.raises(AlreadyRegistered):
        register_visitor(registration(), now=now)
    assert Visitor.objects.count() == 0


def test_who_is_18_today_registers_and_who_is_tomorrow_does_not(now):
    with pytest.raises(TooYoung):
        register_visitor(registration(date_of_birth=date(2008, 5, 12)), now=now)
    assert register_visitor(registration(date_of_birth=date(2008, 5, 11)), now=now).pk


@pytest.mark.parametrize(
    ("day", "age"),
    [(date(2026, 2, 28), 45), (date(2026, 3, 1), 46), (date(2028, 2, 28), 47),
     (date(2028, 2, 29), 48)],
)  # fmt: skip
def test_who_was_born_on_29_february_has_a_birthday_every_year(day, age):
    assert VisitorFactory.build(date_of_birth=date(1980, 2, 29)).age_on(day) == age


# --- Handing in -------------------------------------------------------------------------------


def test_a_piece_that_waits_is_replaced_and_its_image_forgotten(
    visitor, now, django_capture_on_commit_callbacks
):
    old = piece_of(visitor, Piece.PHOTO)
    with django_capture_on_commit_callbacks(execute=True):
        new = submit(visitor, Piece.PHOTO, now, jpeg=b"another")
    assert piece_of(visitor, Piece.PHOTO) == new
    assert images.read(name=new.public_id) == b"another"
    with pytest.raises(FileNotFoundError):
        images.read(name=old.public_id)


def test_an_image_is_kept_where_its_replacement_is_rolled_back(visitor, now):
    old = piece_of(visitor, Piece.PHOTO)
    with pytest.raises(ZeroDivisionError), transaction.atomic():
        submit(visitor, Piece.PHOTO, now, jpeg=b"another")
        raise ZeroDivisionError
    assert piece_of(visitor, Piece.PHOTO) == old
    assert images.read(name=old.public_id) == b"a picture"


def test_an_approved_piece_is_not_replaced(visitor, now, settings):
    document = piece_of(visitor, Piece.PHOTO)
    approve(document, now)
    assert submit(visitor, Piece.PHOTO, now, jpeg=b"another") == document
    view = view_of(document)
    assert (view.document, view.state) == (document, State.APPROVED)
    assert images.read(name=document.public_id) == b"a picture"
    assert len(list(settings.IMAGES_DIR.iterdir())) == 3


def test_two_current_documents_of_a_piece_are_impossible(visitor, now):
    with pytest.raises(IntegrityError), transaction.atomic():
        IdentityDocument.objects.create(visitor=visitor, piece=Piece.PHOTO, submitted_at=now)


# --- Deciding ---------------------------------------------------------------------------------


def test_with_every_piece_approved_the_visitor_is_told_once(visitor, now):
    for number, piece in enumerate(Piece):
        assert not identity_of(visitor).is_approved
        assert told() == []
        approve(piece_of(visitor, piece), now + number * MINUTE)
    assert identity_of(visitor).is_approved
    notice = Notice.objects.get()
    assert (notice.kind, notice.email) == ("identity_approved", visitor.user.email)
    assert notice.params == {
        "visitor": visitor.public_id,
        "agency": AgencyFactory().public_id,
    }


@pytest.mark.parametrize("refused", Piece)
def test_with_a_piece_refused_the_visitor_is_told_when_all_are_decided(visitor, now, refused):
    refuse(piece_of(visitor, refused), now)
    assert told() == []
    for piece in set(Piece) - {refused}:
        approve(piece_of(visitor, piece), now)
    assert told() == ["identity_refused"]
    identity = identity_of(visitor)
    assert (identity.is_complete, identity.is_approved) == (False, False)
    assert identity.to_be_taken == [refused]


def test_only_what_was_refused_is_redone_and_decided_again(visitor, now):
    approve(piece_of(visitor, Piece.PHOTO), now)
    approve(piece_of(visitor, Piece.ID_FRONT), now)
    refuse(piece_of(visitor, Piece.ID_BACK), now, "glare")
    again = submit(visitor, Piece.ID_BACK, now + MINUTE)
    assert identity_of(visitor).to_be_taken == []
    approve(again, now + 2 * MINUTE)
    assert identity_of(visitor).is_approved
    assert told() == ["identity_refused", "identity_approved"]


def test_a_decision_is_made_once(visitor, now):
    document = piece_of(visitor, Piece.PHOTO)
    same = piece_of(visitor, Piece.PHOTO)
    approve(document, now)
    with pytest.raises(DecisionRefused):
        refuse(same, now)
    assert (view_of(document).state, view_of(document).reason) == (State.APPROVED, "")


def test_a_piece_that_was_replaced_meanwhile_is_not_decided(visitor, now):
    seen = piece_of(visitor, Piece.PHOTO)
    new = submit(visitor, Piece.PHOTO, now)
    with pytest.raises(DecisionRefused):
        approve(seen, now)
    assert view_of(new) == ViewedPiece(new)


@pytest.mark.parametrize(
    ("piece", "reason"),
    [(Piece.PHOTO, ""), (Piece.PHOTO, "glare"), (Piece.ID_BACK, "does_not_match"),
     (Piece.ID_FRONT, "nonsense")],
)  # fmt: skip
def test_a_refusal_needs_a_reason_that_fits(visitor, now, piece, reason):
    with pytest.raises(DecisionRefused):
        refuse(piece_of(visitor, piece), now, reason)
    assert view_of(piece_of(visitor, piece)).state == State.WAITING


@pytest.mark.parametrize(
    ("piece", "reason"), [(piece, reason) for piece in FITTING for reason in FITTING[piece]]
)
def test_every_ready_reason_refuses_its_piece(visitor, now, piece, reason):
    refuse(piece_of(visitor, piece), now, reason)
    assert view_of(piece_of(visitor, piece)).reason == reason


def test_a_piece_that_is_decided_before_the_others_came_tells_nobody(now):
    visitor = VisitorFactory()
    approve(submit(visitor, Piece.PHOTO, now), now)
    assert told() == []


def test_a_decision_names_the_registrar_and_the_reason_in_the_audit(visitor, now):
    document = piece_of(visitor, Piece.ID_FRONT)
    refuse(document, now, "expired")
    event = AuditEvent.objects.latest("id")
    assert (event.action, event.actor_ref, event.subject_ref, event.outcome, event.details) == (
        "decide_document", REGISTRAR.ref, document.public_id, "refused", {"reason": "expired"},
    )  # fmt: skip


# --- The registrar's queue --------------------------------------------------------------------


def test_the_queue_has_who_handed_in_everything_longest_waiting_first(now):
    later, earlier, incomplete = (VisitorFactory() for _ in range(3))
    for piece in Piece:
        submit(earlier, piece, now)
        submit(later, piece, now + MINUTE)
    submit(incomplete, Piece.PHOTO, now - MINUTE)
    make_visitor()
    assert [one.visitor for one in queue()] == [earlier, later]


def test_a_visitor_stays_in_the_queue_until_the_last_piece_is_decided(visitor, now):
    for piece in Piece:
        assert [one.visitor for one in queue()] == [visitor]
        refuse(piece_of(visitor, piece), now)
    assert queue() == []
    submit(visitor, Piece.PHOTO, now)
    assert [one.visitor for one in queue()] == [visitor]


def test_the_queue_is_two_queries_however_many_wait(now, django_assert_num_queries):
    for _ in range(3):
        make_visitor(state=State.WAITING)
    agency = AgencyFactory()
    with django_assert_num_queries(2):
        assert len(waiting_for_a_registrar([agency])) == 3
