"""P4, P5: email, code, one question a page; no input is lost, and no account is revealed."""

import re

import pytest

from parloir.accounts.models import User
from parloir.credentials.codes import digits_of
from parloir.credentials.models import SealedCode
from parloir.notices.models import Notice
from parloir.people.models import Visitor

EMAIL = "ana@example.org"
PASSWORD = "three words in a row"
ANSWERS = {
    "name": {"first_name": "Ana", "last_name": "Núñez"},
    "birth": {
        "date_of_birth_month": "5",
        "date_of_birth_day": "11",
        "date_of_birth_year": "1990",
    },
    "phone": {"phone": "(816) 555-0123"},
    "address": {
        "street": "12 Oak Street",
        "city": "Kansas City",
        "region": "Missouri",
        "postal_code": "64105",
    },
}


def ask_for_code(client, email=EMAIL):
    return client.post("/register/", {"email": email})


def prove(client, email=EMAIL):
    ask_for_code(client, email)
    return client.post("/register/code/", {"code": digits_of(SealedCode.objects.latest("id"))})


def answer_all(client):
    prove(client)
    for name, answers in ANSWERS.items():
        client.post(f"/register/{name}/", birth_names(client) if name == "birth" else answers)


def birth_names(client, **other):
    """Return the names of the three parts, which the widget defines."""
    page = client.get("/register/birth/").content.decode()
    names = re.findall(r'name="(date_of_birth[^"]*)"', page)
    parts = {"month": "5", "day": "11", "year": "1990"} | other
    return dict(zip(names, parts.values(), strict=True))


def test_whole_registration_ends_signed_in_before_the_camera(client):
    answer_all(client)
    response = client.post("/register/password/", {"password": PASSWORD})
    assert response["Location"] == "/identity/photo/"
    visitor = Visitor.objects.get()
    assert (visitor.full_name, visitor.user.email) == ("Ana Núñez", EMAIL)
    assert visitor.user.check_password(PASSWORD)
    assert client.get("/identity/photo/").status_code == 200
    assert "registration" not in client.session


def test_each_answer_leads_to_the_next_question(client):
    assert prove(client)["Location"] == "/register/name/"
    assert client.post("/register/name/", ANSWERS["name"])["Location"] == "/register/birth/"
    sent = client.post("/register/birth/", birth_names(client))
    assert sent["Location"] == "/register/phone/"
    assert client.post("/register/phone/", ANSWERS["phone"])["Location"] == "/register/address/"
    assert (
        client.post("/register/address/", ANSWERS["address"])["Location"] == "/register/password/"
    )


def test_going_back_shows_what_was_typed(client):
    answer_all(client)
    assert "Núñez" in client.get("/register/name/").content.decode()
    assert "12 Oak Street" in client.get("/register/address/").content.decode()
    assert 'value="1990"' in client.get("/register/birth/").content.decode()


def test_resuming_leads_to_the_first_open_question(client):
    prove(client)
    client.post("/register/name/", ANSWERS["name"])
    assert client.get("/register/")["Location"] == "/register/birth/"
    assert client.get("/register/password/")["Location"] == "/register/birth/"


@pytest.mark.parametrize("name", [*ANSWERS, "password"])
def test_no_question_is_asked_before_the_address_is_proven(client, name):
    assert client.get(f"/register/{name}/")["Location"] == "/register/"
    ask_for_code(client)
    assert client.post(f"/register/{name}/", {"first_name": "x"})["Location"] == "/register/"


def test_link_of_the_mail_fills_the_code_in_without_sending_it(client):
    ask_for_code(client)
    page = client.get("/register/code/?code=12345678").content.decode()
    assert 'value="12345678"' in page
    assert not SealedCode.objects.exclude(proven_at=None).exists()


def test_link_in_another_browser_asks_for_the_address_too(client):
    ask_for_code(client)
    client.cookies.clear()
    code = digits_of(SealedCode.objects.get())
    assert 'name="email"' in client.get(f"/register/code/?code={code}").content.decode()
    response = client.post("/register/code/", {"email": EMAIL, "code": code})
    assert response["Location"] == "/register/name/"


def test_known_address_gets_the_same_answers_and_another_mail(client):
    User.objects.create_user(EMAIL, PASSWORD)
    response = ask_for_code(client)
    assert response["Location"] == "/register/code/"
    known = client.post("/register/code/", {"code": "00000000"}).content.decode()
    assert Notice.objects.get().kind == "already_registered"
    client.cookies.clear()
    ask_for_code(client, "new@example.org")
    unknown = client.post("/register/code/", {"code": "00000001"}).content.decode()
    assert Notice.objects.filter(kind="email_code").count() == 1
    sentence = "This is not the code in our latest mail."
    assert sentence in known
    assert sentence in unknown


def test_sixth_code_within_the_hour_is_not_sent(client):
    for _ in range(5):
        assert ask_for_code(client).status_code == 302
    page = ask_for_code(client).content.decode()
    assert "Many codes were sent just now." in page
    assert Notice.objects.count() == 5


@pytest.mark.parametrize(
    ("year", "day", "is_old_enough"), [("2008", "11", True), ("2008", "12", False)]
)
def test_visitors_register_from_their_eighteenth_birthday_on(client, year, day, is_old_enough):
    prove(client)
    client.post("/register/name/", ANSWERS["name"])
    response = client.post("/register/birth/", birth_names(client, day=day, year=year))
    assert (response.status_code == 302) is is_old_enough
    if not is_old_enough:
        assert "18th birthday" in response.content.decode()


@pytest.mark.parametrize(
    ("address", "sent", "words"),
    [
        ("name", {"first_name": "", "last_name": ""}, "Type your first name"),
        ("phone", {"phone": "12345"}, "with its area code"),
        ("phone", {"phone": "call me now 816555"}, "with its area code"),
        ("address", {"street": "12 Oak Street"}, "Type the ZIP code."),
    ],
)
def test_bad_answer_says_what_to_do_and_keeps_the_rest(client, address, sent, words):
    prove(client)
    client.post("/register/name/", ANSWERS["name"])
    client.post("/register/birth/", birth_names(client))
    client.post("/register/phone/", ANSWERS["phone"])
    page = client.post(f"/register/{address}/", sent).content.decode()
    assert words in page
    assert "data-error-summary" in page
    assert all(f'value="{value}"' in page for value in sent.values() if value)


@pytest.mark.parametrize("password", ["short", "1234567890123", "password1234"])
def test_weak_password_is_asked_for_again_and_never_kept(client, password):
    answer_all(client)
    page = client.post("/register/password/", {"password": password})
    assert page.status_code == 200
    assert not User.objects.exists()
    assert password not in str(dict(client.session))
    assert f'value="{password}"' not in page.content.decode()


def test_account_made_meanwhile_leads_to_sign_in(client):
    answer_all(client)
    User.objects.create_user(EMAIL, PASSWORD)
    response = client.post("/register/password/", {"password": PASSWORD})
    assert response["Location"] == "/account/login/"


def test_whoever_is_signed_in_does_not_register_again(signed_in):
    for address in ("/register/", "/register/code/", "/register/name/", "/register/password/"):
        assert signed_in.get(address)["Location"] in {"/identity/"}
