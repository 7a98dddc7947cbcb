import re
from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse

from parloir.accounts.models import Role
from parloir.demo import drawing
from parloir.notices.models import Notice
from parloir.people import images
from parloir.people.barcode_state import BarcodeState
from parloir.people.identity_operations import submit_document
from parloir.people.identity_queries import DocumentState, Piece, own_identity
from parloir.people.models import IdentityDocument
from tests.factories.people import as_visitor, make_visitor
from tests.factories.sign_ins import signed_in


@pytest.fixture
def visitor(cast, now):
    """Return a visitor who has submitted everything and waits."""
    found = make_visitor(state=DocumentState.WAITING, first_name="Elena", last_name="Reyes")
    for document in found.documents.all():
        images.keep(drawing.photo("elena"), name=document.public_id)
    return found


def piece_of(visitor, piece: Piece) -> IdentityDocument:
    return visitor.documents.get(piece=piece, current=True)


def decide(client, visitor, **data):
    address = reverse("decide_identity", args=[visitor.public_id])
    return client.post(address, data, follow=True)


def seen(visitor) -> list[str]:
    """Return the pictures that the page shows now, as its form names them."""
    return [one.public_id for one in visitor.documents.filter(current=True)]


def take_again(visitor, piece: Piece, now) -> IdentityDocument:
    return submit_document(
        visitor=visitor, piece=piece, jpeg=b"new", barcode={}, by=as_visitor(visitor), now=now
    )


def states(visitor) -> dict[str, str]:
    """Return what the only agency says of each piece."""
    (identity,) = own_identity(visitor).at.values()
    return {piece: view.state for piece, view in identity.pieces.items()}


def test_whoever_waits_longest_is_on_the_desk(cast, visitor, now):
    later = make_visitor(state=DocumentState.WAITING)
    later.documents.update(submitted_at=now + timedelta(minutes=1))

    page = cast.client(Role.REGISTRAR).get(reverse("identities"))

    assert page.context["visitor"] == visitor
    assert page.context["waiting_count"] == 2
    assert page.context["next_person"].visitor == later


def test_an_incomplete_registration_does_not_wait(cast, visitor):
    piece_of(visitor, Piece.ID_BACK).delete()

    page = cast.client(Role.REGISTRAR).get(reverse("identities"))

    assert "Nobody is waiting." in page.content.decode()


def test_approving_each_piece_tells_the_visitor_once(cast, visitor):
    client = cast.client(Role.REGISTRAR)
    for piece in Piece:
        document = piece_of(visitor, piece)
        page = decide(client, visitor, piece=document.public_id, verdict="approve")

    assert set(states(visitor).values()) == {DocumentState.APPROVED}
    assert "Elena Reyes is approved and gets a mail." in page.content.decode()
    assert Notice.objects.filter(kind="identity_approved").count() == 1


def test_a_remark_is_kept_without_what_no_database_keeps(cast, visitor):
    document = piece_of(visitor, Piece.ID_FRONT)
    decide(
        cast.client(Role.REGISTRAR),
        visitor,
        piece=document.public_id,
        verdict="refuse",
        reason="glare",
        remark="Lay it\0 down",
    )
    assert piece_of(visitor, Piece.ID_FRONT).decisions.get().remark == "Lay it down"


def test_approving_all_loads_the_next_person(cast, visitor, now):
    later = make_visitor(state=DocumentState.WAITING)
    later.documents.update(submitted_at=now + timedelta(minutes=1))

    page = decide(cast.client(Role.REGISTRAR), visitor, piece=seen(visitor), verdict="approve")

    assert set(states(visitor).values()) == {DocumentState.APPROVED}
    assert page.context["visitor"] == later


def test_form_that_approves_all_names_each_picture_that_it_shows(cast, visitor):
    page = cast.client(Role.REGISTRAR).get(reverse("identities")).content.decode()

    whole = page[: page.index("Approve all that waits")].rpartition("<form")[2]
    assert re.findall(r'name="piece" value="([^"]+)"', whole) == seen(visitor)


def test_picture_that_came_after_the_page_stays_waiting_and_the_registrar_is_told(
    cast, visitor, now
):
    shown = seen(visitor)
    newer = take_again(visitor, Piece.PHOTO, now)

    page = decide(cast.client(Role.REGISTRAR), visitor, piece=shown, verdict="approve")

    assert states(visitor) == {
        Piece.PHOTO: DocumentState.WAITING,
        Piece.ID_FRONT: DocumentState.APPROVED,
        Piece.ID_BACK: DocumentState.APPROVED,
    }
    assert "sent a new picture while this page was open" in page.content.decode()
    assert page.context["visitor"] == visitor
    assert page.context["waiting"] == [newer]
    assert not Notice.objects.exists()


@pytest.mark.parametrize("verdict", ["approve", "refuse"])
def test_decision_on_one_picture_that_was_replaced_decides_nothing(cast, visitor, now, verdict):
    shown = piece_of(visitor, Piece.PHOTO)
    take_again(visitor, Piece.PHOTO, now)

    page = decide(
        cast.client(Role.REGISTRAR),
        visitor,
        piece=shown.public_id,
        verdict=verdict,
        reason="too_dark",
    )

    assert set(states(visitor).values()) == {DocumentState.WAITING}
    assert "sent a new picture while this page was open" in page.content.decode()


def test_page_from_before_an_upgrade_approves_nothing_unseen(cast, visitor):
    decide(cast.client(Role.REGISTRAR), visitor, piece="all", verdict="approve")

    assert set(states(visitor).values()) == {DocumentState.WAITING}


def test_a_refused_piece_keeps_its_reason_and_the_person_stays(cast, visitor):
    document = piece_of(visitor, Piece.ID_FRONT)

    page = decide(
        cast.client(Role.REGISTRAR),
        visitor,
        piece=document.public_id,
        verdict="refuse",
        reason="glare",
        remark="Lay it on a table",
    )

    decision = document.decisions.get()
    assert (decision.state, decision.reason, decision.remark) == (
        DocumentState.REFUSED,
        "glare",
        "Lay it on a table",
    )
    assert decision.decided_by == cast.user(Role.REGISTRAR).public_id
    assert page.context["visitor"] == visitor


def test_reasons_are_shown_in_both_languages(cast, visitor):
    page = cast.client(Role.REGISTRAR).get(reverse("identities")).content.decode()

    assert page.count('lang="es"') >= len(Piece)
    assert "Light reflects from it." in page


@pytest.mark.parametrize("reason", ["", "nonsense", "face_covered"])
def test_a_reason_that_does_not_fit_changes_nothing(cast, visitor, reason):
    document = piece_of(visitor, Piece.ID_FRONT)

    page = decide(
        cast.client(Role.REGISTRAR),
        visitor,
        piece=document.public_id,
        verdict="refuse",
        reason=reason,
    )

    assert set(states(visitor).values()) == {DocumentState.WAITING}
    assert "Nothing was changed" in page.content.decode()


def test_the_second_of_two_registrars_is_told(cast, visitor):
    document = piece_of(visitor, Piece.PHOTO)
    decide(cast.client(Role.REGISTRAR), visitor, piece=document.public_id, verdict="approve")

    page = decide(
        cast.client(Role.REGISTRAR, elsewhere=True),
        visitor,
        piece=document.public_id,
        verdict="refuse",
        reason="too_dark",
    )

    decision = document.decisions.get()
    assert decision.state == DocumentState.APPROVED
    assert decision.decided_by == cast.user(Role.REGISTRAR).public_id
    assert "Nothing was changed" in page.content.decode()


def test_all_cannot_be_refused_at_once(cast, visitor):
    decide(
        cast.client(Role.REGISTRAR),
        visitor,
        piece=seen(visitor),
        verdict="refuse",
        reason="other",
    )

    assert set(states(visitor).values()) == {DocumentState.WAITING}


def test_a_person_who_does_not_exist_is_not_found(cast):
    client = cast.client(Role.REGISTRAR)

    assert client.get(reverse("identity", args=["nobody"])).status_code == 404
    assert client.post(reverse("decide_identity", args=["nobody"])).status_code == 404


def test_typed_data_stands_beside_the_barcode(cast, visitor):
    back = piece_of(visitor, Piece.ID_BACK)
    back.barcode = {
        "first_name": "ELENA",
        "last_name": "RAYES",
        "date_of_birth": visitor.date_of_birth.isoformat(),
        "expires": "2020-01-01",
    }
    back.save()

    page = cast.client(Role.REGISTRAR).get(reverse("identities"))

    verdicts = {line.label: line.verdict for line in page.context["comparison"]}
    assert verdicts == {
        "First name": "same",
        "Last name": "differs",
        "Date of birth": "same",
        "Valid until": "differs",
    }


@pytest.mark.parametrize(
    ("typed", "on_card", "verdict"),
    [
        ("-", "ELENA", "differs"),
        ("E", "ELENA", "differs"),
        ("Elena", "ELENA MARIA", "same"),
        ("Müller", "MUELLER", "same"),
        ("Elena", "-", ""),
    ],
)
def test_typed_name_fits_the_card_or_does_not(cast, visitor, typed, on_card, verdict):
    visitor.first_name = typed
    visitor.save()
    visitor.documents.filter(piece=Piece.ID_BACK).update(barcode={"first_name": on_card})
    page = cast.client(Role.REGISTRAR).get(reverse("identities"))
    assert page.context["comparison"][0].verdict == verdict


def test_name_that_the_card_marks_as_cut_fits(cast, visitor):
    licence = {"first_name": "ELEN", "first_name_cut": "T"}
    visitor.documents.filter(piece=Piece.ID_BACK).update(barcode=licence)
    page = cast.client(Role.REGISTRAR).get(reverse("identities"))
    assert page.context["comparison"][0].verdict == "same"


def test_pictures_are_for_registrars_and_the_person_alone(cast, visitor):
    document = piece_of(visitor, Piece.PHOTO)
    address = reverse("identity_image", args=[document.public_id])
    others = [cast.client(role) for role in Role if role != Role.REGISTRAR]
    others += [signed_in(make_visitor().user), Client()]

    own = signed_in(visitor.user).get(address)
    registrars = cast.client(Role.REGISTRAR).get(address)

    assert own.content == registrars.content
    assert own.content.startswith(b"\xff\xd8")
    assert own["Cache-Control"] == registrars["Cache-Control"] == "no-store"
    assert own["Content-Type"] == "image/jpeg"
    assert {client.get(address).status_code for client in others} == {404}


def test_a_picture_that_was_deleted_is_not_found(cast, visitor):
    document = piece_of(visitor, Piece.PHOTO)
    images.forget(name=document.public_id)

    address = reverse("identity_image", args=[document.public_id])
    assert cast.client(Role.REGISTRAR).get(address).status_code == 404


@pytest.mark.parametrize(
    ("state", "words"),
    [
        (BarcodeState.READ, "The barcode was read."),
        (BarcodeState.OTHER, "not one of a licence"),
        (BarcodeState.UNREADABLE, "There is a barcode, but it could not be read"),
        (BarcodeState.NONE_FOUND, "No barcode was found in the picture. The card may have one"),
    ],
)
def test_page_says_what_was_found_in_the_picture_of_the_card(cast, visitor, state, words):
    visitor.documents.filter(piece=Piece.ID_BACK).update(barcode_state=state)
    page = cast.client(Role.REGISTRAR).get(reverse("identities"))
    assert words in page.context["barcode_words"]
    assert page.context["barcode_words"] in page.content.decode()


def test_page_says_nothing_about_a_barcode_that_nobody_has_looked_for(cast, visitor):
    page = cast.client(Role.REGISTRAR).get(reverse("identities"))
    assert page.context["barcode_words"] == ""


def test_barcode_on_the_front_is_compared_and_the_sides_look_swapped(cast, visitor):
    front = visitor.documents.filter(piece=Piece.ID_FRONT)
    front.update(barcode={"last_name": "REYES"}, barcode_state=BarcodeState.READ)
    visitor.documents.filter(piece=Piece.ID_BACK).update(barcode_state=BarcodeState.NONE_FOUND)

    page = cast.client(Role.REGISTRAR).get(reverse("identities"))

    verdicts = {line.label: line.verdict for line in page.context["comparison"]}
    assert verdicts["Last name"] == "same"
    assert page.context["barcode_words"] == "The barcode was read."
    assert page.context["sides_words"].startswith("Front and back look swapped")
    assert page.context["sides_words"] in page.content.decode()


def test_two_pictures_with_a_barcode_are_pointed_out(cast, visitor):
    visitor.documents.update(barcode_state=BarcodeState.READ)
    page = cast.client(Role.REGISTRAR).get(reverse("identities"))
    assert page.context["sides_words"].startswith("Both pictures of the ID have a barcode.")
