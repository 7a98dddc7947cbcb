"""P6: the photo and both sides of the ID, each checked before it is stored."""

import io
from dataclasses import replace
from datetime import timedelta

import pytest

from parloir.people import images
from parloir.people.models import IdentityDocument
from parloir.people.uploads import IDENTITY
from parloir.pictures import decoder
from parloir.pictures.refusals import ImageRefused
from parloir.throttling.operations import Limit
from parloir.web.visitor import identity
from tests.factories.people import Piece, VisitorFactory, make_visitor, set_identity


@pytest.fixture
def visitor():
    return VisitorFactory()


def send(client, piece, file):
    return client.post(f"/identity/{piece}/", {"image": file})


def test_pieces_follow_each_other_and_end_at_the_status(signed_in, visitor, picture):
    assert send(signed_in, "photo", picture())["Location"] == "/identity/id_front/"
    assert send(signed_in, "id_front", picture())["Location"] == "/identity/id_back/"
    assert send(signed_in, "id_back", picture(fmt="PNG"))["Location"] == "/identity/"
    page = signed_in.get("/identity/").content.decode()
    assert "We look at your ID within a day and write to you." in page
    assert visitor.documents.filter(current=True, decisions=None).count() == 3


def test_nothing_of_the_file_survives_but_its_pixels(signed_in, visitor, picture):
    send(signed_in, "photo", picture(fmt="PNG"))
    document = visitor.documents.get()
    assert images.read(name=document.public_id)[:3] == b"\xff\xd8\xff"
    shown = signed_in.get("/identity/photo/picture/")
    assert (shown["Content-Type"], shown.content[:3]) == ("image/jpeg", b"\xff\xd8\xff")


@pytest.mark.parametrize(
    ("make", "words"),
    [
        (lambda picture: named(b"not a picture"), "not a picture that we can open"),
        (lambda picture: picture(fmt="GIF"), "not a picture that we can open"),
        (lambda picture: picture(299, 600), "too small"),
        (lambda picture: named(picture(2000, 2000).getvalue()[:9000]), "arrived incomplete"),
        (lambda picture: named(b"\xff\xd8" + b"0" * (10 * 1024 * 1024)), "more than 10 megabytes"),
        (lambda picture: picture(6400, 6401, "PNG"), "more than 40 megapixels"),
        (lambda picture: named(b""), "This file is empty"),
    ],
)
def test_bad_picture_is_refused_in_words_and_nothing_is_kept(signed_in, picture, make, words):
    response = send(signed_in, "photo", make(picture))
    assert response.status_code == 200
    assert words in response.content.decode()
    assert not IdentityDocument.objects.exists()


def named(content: bytes) -> io.BytesIO:
    file = io.BytesIO(content)
    file.name = "photo.jpg"
    return file


def test_sending_nothing_says_so(signed_in):
    page = signed_in.post("/identity/photo/", {}).content.decode()
    assert "Take or choose a picture first." in page


def test_account_that_has_sent_very_many_reads_how_long_to_wait(signed_in, picture, monkeypatch):
    few = replace(IDENTITY, limit=Limit("few-pictures", times=1, window=timedelta(minutes=7)))
    monkeypatch.setattr(identity, "IDENTITY", few)
    assert send(signed_in, "photo", picture()).status_code == 302
    page = send(signed_in, "id_front", picture()).content.decode()
    assert "Wait 7 minutes, then send this one again." in page
    assert IdentityDocument.objects.count() == 1


def test_decoder_that_dies_is_answered_in_words(signed_in, picture, monkeypatch):
    def dies(*_, **__):
        raise ImageRefused(ImageRefused.Reason.NOT_DECODED)

    monkeypatch.setattr(decoder, "clean", dies)
    page = send(signed_in, "photo", picture()).content.decode()
    assert "This picture could not be opened." in page


def test_smallest_picture_is_taken(signed_in, picture):
    assert send(signed_in, "photo", picture(300, 300)).status_code == 302


def test_refused_piece_shows_its_reason_where_it_is_taken_again(client):
    visitor = make_visitor()
    set_identity(visitor, "refused", piece=Piece.ID_FRONT, reason="glare")
    client.force_login(visitor.user)
    reason = "Tilt it a little"
    assert reason in client.get("/identity/").content.decode()
    assert reason in client.get("/identity/id_front/").content.decode()
    assert reason in client.get("/").content.decode()


def test_approved_piece_is_not_taken_again(client, picture):
    visitor = make_visitor()
    client.force_login(visitor.user)
    assert send(client, "photo", picture())["Location"] == "/identity/"
    assert visitor.documents.count() == 3


def test_unknown_piece_does_not_exist(signed_in):
    assert signed_in.get("/identity/passport/").status_code == 404
    assert signed_in.get("/identity/photo/picture/").status_code == 404


def test_stranger_is_sent_to_sign_in_and_back(client):
    assert client.get("/identity/")["Location"] == "/account/login/?next=/identity/"
