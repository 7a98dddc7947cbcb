"""The page of companions: adding, inviting, answering, ending."""

from http import HTTPStatus
from urllib.parse import quote

import pytest
from django.test import Client

from parloir.people.companions import INVITATIONS
from parloir.people.invitation_stops import is_stopped_at, signature_of
from parloir.people.models import Companionship, Minor
from tests.factories.companions import invited_by, make_child, make_companion
from tests.factories.people import make_visitor, set_identity

BORN = {"date_of_birth_month": "3", "date_of_birth_day": "2", "date_of_birth_year": "2018"}
LEO = {"first_name": "Leo", "last_name": "Alvarez", **BORN}


def text_of(response):
    assert response.status_code == HTTPStatus.OK
    return response.content.decode()


def client_of(visitor):
    client = Client()
    client.force_login(visitor.user)
    return client


def test_child_is_added_and_removed(signed_in, visitor):
    page = text_of(signed_in.post("/company/child/", LEO, follow=True))
    child = Minor.objects.get()
    assert (child.guardian, child.full_name) == (visitor, "Leo Alvarez")
    assert "Leo Alvarez can come along now." in page
    assert "8 years old" in page
    page = text_of(signed_in.post(f"/company/child/{child.public_id}/remove/", follow=True))
    assert "Leo Alvarez is removed" in page
    assert "8 years old" not in page


@pytest.mark.parametrize(
    ("wrong", "words"),
    [
        ({"first_name": ""}, "Type the first name of the child."),
        ({"last_name": " "}, "Type the last name of the child."),
        ({"date_of_birth_year": "1990"}, "date of birth of an adult"),
        ({"date_of_birth_year": "2031"}, "date of birth of an adult, or it lies ahead"),
        ({"date_of_birth_day": "31", "date_of_birth_month": "2"}, "There is no such day"),
    ],
)
def test_what_is_wrong_with_a_child_is_told_and_nothing_typed_is_lost(signed_in, wrong, words):
    page = text_of(signed_in.post("/company/child/", {**LEO, **wrong}))
    assert words in page
    assert not Minor.objects.exists()
    assert 'value="Alvarez"' in page or 'value="Leo"' in page


def test_invited_adult_answers_on_their_own_page(signed_in, visitor):
    ana = make_visitor(first_name="Ana", last_name="Ruiz", user__email="ana@example.org")
    page = text_of(signed_in.post("/company/adult/", {"email": "Ana@Example.org"}, follow=True))
    assert "A mail is on its way to ana@example.org" in page
    assert "Invited, not answered yet" in page
    assert "Ana Ruiz" not in page
    invitation = Companionship.objects.get()
    hers = client_of(ana)
    for address in ("/", "/company/"):
        assert f"{visitor.full_name} asks whether you come along" in text_of(hers.get(address))
    answer = f"/company/adult/{invitation.public_id}/answer/"
    assert "can book visits for both of you" in text_of(
        hers.post(answer, {"answer": "accept"}, follow=True)
    )
    assert "Ana Ruiz" in text_of(signed_in.get("/company/"))


def test_page_looks_the_same_whether_the_address_is_registered(signed_in):
    make_visitor(user__email="known@example.org")
    pages = []
    for name in ("known", "other"):
        page = text_of(
            signed_in.post("/company/adult/", {"email": f"{name}@example.org"}, follow=True)
        )
        signed_in.post(f"/company/adult/{Companionship.objects.latest('id').public_id}/end/")
        text_of(signed_in.get("/company/"))  # reads the message away
        pages.append(page.replace(f"{name}@", "NAME@").split("<main")[1].split("action=")[0])
    assert pages[0] == pages[1]


def test_declined_invitation_is_gone_from_both_pages(signed_in, visitor):
    ana = make_visitor(user__email="ana@example.org")
    invitation = invited_by(visitor, email="ana@example.org")
    answer = f"/company/adult/{invitation.public_id}/answer/"
    page = text_of(client_of(ana).post(answer, {"answer": "decline"}, follow=True))
    assert f"You have declined. We tell {visitor.full_name}." in page
    assert "ana@example.org" not in text_of(signed_in.get("/company/"))
    page = text_of(client_of(ana).post(answer, {"answer": "accept"}, follow=True))
    assert "answered, withdrawn or ended before" in page


@pytest.mark.parametrize(
    ("email", "words"),
    [
        ("", "Type the email address of the person"),
        ("nonsense", "This is not an email address"),
        ("own", "This is your own address"),
        ("ana@example.org", "You have invited this address already."),
    ],
)
def test_invitation_that_cannot_be_is_told(signed_in, visitor, email, words):
    invited_by(visitor, email="ana@example.org")
    email = visitor.user.email if email == "own" else email
    assert words in text_of(signed_in.post("/company/adult/", {"email": email}))
    assert Companionship.objects.count() == 1


def test_too_many_invitations_are_told_and_the_address_is_kept(signed_in, visitor):
    for number in range(INVITATIONS.times):
        invited_by(visitor, email=f"person-{number}@example.net")
    page = text_of(signed_in.post("/company/adult/", {"email": "one.more@example.net"}))
    assert "Please try again tomorrow" in page
    assert 'value="one.more@example.net"' in page


def test_either_side_ends_it(signed_in, visitor):
    ana = make_companion(visitor)
    address = f"/company/adult/{Companionship.objects.get().public_id}/end/"
    page = text_of(client_of(ana).get("/company/"))
    assert visitor.full_name in page
    assert address in page
    assert "That is done." in text_of(client_of(ana).post(address, follow=True))
    assert ana.full_name not in text_of(signed_in.get("/company/"))
    assert "ended before" in text_of(signed_in.post(address, follow=True))


def test_what_is_not_ones_own_is_not_found(signed_in, visitor):
    stranger, third = make_visitor(), make_visitor()
    make_companion(stranger)
    companion = Companionship.objects.get()
    invitation = invited_by(stranger, email=third.user.email)
    child = make_child(stranger)
    for address in (
        f"/company/child/{child.public_id}/remove/",
        f"/company/adult/{companion.public_id}/end/",
        f"/company/adult/{companion.public_id}/answer/",
        f"/company/adult/{invitation.public_id}/answer/",
        "/company/adult/000000000000/end/",
    ):
        assert signed_in.post(address).status_code == HTTPStatus.NOT_FOUND
    assert Minor.objects.get().removed_at is None
    assert not Companionship.objects.filter(removed_at__isnull=False).exists()


@pytest.mark.parametrize("path", ["child/x/remove/", "adult/x/end/", "adult/x/answer/"])
def test_looking_at_an_address_changes_nothing(signed_in, path):
    response = signed_in.get(f"/company/{path}")
    assert response.status_code == HTTPStatus.METHOD_NOT_ALLOWED


def test_whoever_came_in_the_midst_of_booking_goes_on_there(signed_in, inmate):
    back = f"/schedule/onsite/jackson/{inmate.public_id}/along/?with=abc"
    query = f"?next={quote(back, safe='')}"
    page = text_of(signed_in.get(f"/company/{query}"))
    assert f'href="{back}"' in page
    response = signed_in.post(f"/company/child/{query}", LEO)
    assert response["Location"].startswith("/company/?next=")
    assert f'href="{back}"' in text_of(signed_in.get(response["Location"]))


@pytest.mark.parametrize("elsewhere", ["https://example.net/", "//example.net/", "javascript:x"])
def test_nobody_is_sent_to_another_site(signed_in, elsewhere):
    page = text_of(signed_in.get("/company/", {"next": elsewhere}))
    assert 'href="https://example.net' not in page
    assert 'class="p-back" href="/"' in page


def test_page_asks_the_same_number_of_queries_at_one_and_at_three(
    signed_in, visitor, django_assert_max_num_queries
):
    def make_some():
        make_child(visitor)
        make_companion(visitor)
        invited_by(visitor, email=make_visitor().user.email)
        invited_by(make_visitor(), email=visitor.user.email)

    def queries():
        with django_assert_max_num_queries(20) as captured:
            signed_in.get("/company/")
        return len(captured)

    make_some()
    with_one = queries()
    make_some()
    make_some()
    assert queries() == with_one


# --- What an invitation asks, and how it is stopped ------------------------------------------


@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("www.evil.example", "This looks like an address on the internet."),
        ("Leo\u202e", "This name has an invisible sign in it"),
        ("Leo 2", "Type the name without digits."),
        ("a" * 61, "This name is too long."),
    ],
)
def test_what_is_no_name_is_explained_and_kept(signed_in, name, words):
    page = signed_in.post("/company/child/", LEO | {"first_name": name}).content.decode()
    assert words in page
    assert f'value="{name}"' in page
    assert not Minor.objects.exists()


def test_whoever_is_not_approved_reads_when_they_can_invite(signed_in, visitor):
    set_identity(visitor, "waiting")
    assert "/company/adult/" not in signed_in.get("/company/").content.decode()
    page = signed_in.post("/company/adult/", {"email": "ana@example.org"}).content.decode()
    assert "You can invite others once we have looked at your photo and ID" in page
    assert 'value="ana@example.org"' in page
    assert not Companionship.objects.exists()


def link_of(invitation) -> str:
    return f"/company/stop/{invitation.public_id}/{signature_of(invitation)}/"


def test_one_press_in_the_mail_stops_invitations_without_signing_in(visitor):
    """Opening the link stops nothing, as programs that check mails open links."""
    invitation = invited_by(visitor, email="ana@example.org")
    stranger = Client(enforce_csrf_checks=True)
    page = stranger.get(link_of(invitation)).content.decode()
    assert "Do not ask me again" in page
    assert visitor.first_name not in page
    assert "ana@example.org" not in page
    assert stranger.head(link_of(invitation)).status_code == 200
    assert not is_stopped_at("ana@example.org")
    answer = stranger.post(link_of(invitation), {"List-Unsubscribe": "One-Click"})
    assert "Nobody can ask you any more" in answer.content.decode()
    assert is_stopped_at("ana@example.org")
    assert stranger.post(link_of(invitation)).status_code == 200


def test_a_link_that_is_not_ours_stops_nothing(visitor):
    invitation = invited_by(visitor, email="ana@example.org")
    for address in (f"/company/stop/{invitation.public_id}/{'0' * 64}/", "/company/stop/a/b/"):
        assert Client().post(address).status_code == 404
    assert not is_stopped_at("ana@example.org")


def test_a_signed_in_person_stops_invitations_and_allows_them_again(signed_in, visitor):
    invitation = invited_by(make_visitor(), email=visitor.user.email)
    answer = f"/company/adult/{invitation.public_id}/answer/"
    page = signed_in.post(answer, {"answer": "never"}, follow=True).content.decode()
    assert "Nobody can ask you any more." in page
    assert answer not in page
    assert is_stopped_at(visitor.user.email)
    page = signed_in.post("/company/allow/", follow=True).content.decode()
    assert answer in page
    assert not is_stopped_at(visitor.user.email)
