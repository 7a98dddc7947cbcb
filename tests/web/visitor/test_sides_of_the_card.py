"""A visitor who sends the back of the ID as its front is told so, and loses nothing."""

import io

import pytest

from parloir.people.barcode_state import BarcodeState
from tests.factories.people import Piece, VisitorFactory, make_visitor
from tests.people.test_barcode import LICENCE, READ, picture_of


@pytest.fixture
def visitor():
    return VisitorFactory()


@pytest.fixture
def with_barcode():
    file = io.BytesIO(picture_of(LICENCE))
    file.name = "back.jpg"
    return file


def send(client, piece, file):
    file.seek(0)
    return client.post(f"/identity/{piece}/", {"image": file})


def words_at(client, address):
    return client.get(address).context["sides_words"]


def states(visitor):
    current = visitor.documents.filter(current=True)
    return dict(current.values_list("piece", "barcode_state"))


def test_front_with_a_barcode_is_said_before_the_other_side_is_taken(
    signed_in, visitor, picture, with_barcode
):
    send(signed_in, "photo", picture())
    assert send(signed_in, "id_front", with_barcode)["Location"] == "/identity/id_back/"
    words = words_at(signed_in, "/identity/id_back/")
    assert "it looks like the back" in words
    assert words in signed_in.get("/identity/id_back/").content.decode()


def test_swapped_sides_are_said_and_read_and_kept(signed_in, visitor, picture, with_barcode):
    send(signed_in, "photo", with_barcode)
    send(signed_in, "id_front", with_barcode)
    send(signed_in, "id_back", picture())
    assert states(visitor) == {
        Piece.PHOTO: BarcodeState.NOT_LOOKED_FOR,
        Piece.ID_FRONT: BarcodeState.READ,
        Piece.ID_BACK: BarcodeState.NONE_FOUND,
    }
    assert visitor.documents.get(piece=Piece.ID_FRONT).barcode == READ
    words = words_at(signed_in, "/identity/")
    assert "look swapped" in words
    assert words in signed_in.get("/identity/").content.decode()


def test_two_backs_are_said_until_the_front_is_taken(signed_in, visitor, picture, with_barcode):
    for piece in Piece:
        send(signed_in, piece, with_barcode)
    assert "both look like the back" in words_at(signed_in, "/identity/")
    send(signed_in, "id_front", picture())
    assert words_at(signed_in, "/identity/") == ""


def test_sides_as_they_belong_say_nothing(signed_in, picture, with_barcode):
    for piece, file in (("photo", picture()), ("id_front", picture()), ("id_back", with_barcode)):
        send(signed_in, piece, file)
    assert words_at(signed_in, "/identity/") == ""


def test_nothing_is_said_about_what_is_approved(client):
    visitor = make_visitor()
    visitor.documents.filter(piece=Piece.ID_FRONT).update(barcode_state=BarcodeState.READ)
    visitor.documents.filter(piece=Piece.ID_BACK).update(barcode_state=BarcodeState.NONE_FOUND)
    client.force_login(visitor.user)
    assert words_at(client, "/identity/") == ""
