"""Pages for everybody (P9, P20), the language, and signing in."""

import re
from http import HTTPStatus

import pytest

from parloir.accounts.models import Role
from parloir.facilities.directory import fill_in_the_states
from parloir.facilities.models import State
from parloir.factors.operations import give_app
from parloir.factors.totp import code_of, new_secret, step_at
from tests.factories.moments import NINE_ON_MONDAY
from tests.factories.people import OPERATOR, make_staff
from tests.factories.places import FacilityFactory
from tests.factories.sanctions import make_ladder

PASSWORD = "three words in a row"


def text_of(response):
    assert response.status_code == HTTPStatus.OK
    return re.sub(r"\s+", " ", response.content.decode())


def test_first_page_says_what_this_is(client, jail):
    page = text_of(client.get("/"))
    assert ">Register<" in page
    assert ">Sign in<" in page
    assert 'href="/facilities/jackson/procedure/"' in page


def test_procedure_is_written_from_the_facilitys_configuration(client, jail):
    page = text_of(client.get("/facilities/jackson/procedure/"))
    assert "From Monday, 19 November 2018 on" in page
    assert "Every day: 8:00 AM to 5:30 PM and 6:00 PM to 9:30 PM" in page
    assert "Monday to Friday: 8:00 AM to 7:00 PM" in page
    assert "from 15 minutes before to 10 minutes after the start" in page
    assert "restricted for 90 days" in page
    assert "restricted permanently" in page
    assert "Nudity, near nudity, or depictions of either" in page


def test_procedure_follows_a_change_of_the_configuration(client, jail):
    jail.grace_minutes = 20
    make_ladder(jail, 30, None)
    jail.save()
    jail.hours.filter(kind="onsite").delete()
    page = text_of(client.get("/facilities/jackson/procedure/"))
    assert "to 20 minutes after the start" in page
    assert "restricted for 30 days" in page
    assert "<dt>On-site visits</dt> <dd> none </dd>" in page


def test_directory_lists_by_state_and_searches_both_names(client, jail):
    assert "Missouri" in text_of(client.get("/facilities/"))
    assert "Jackson County Jail" in text_of(client.get("/facilities/", {"q": "detention"}))
    assert "no facility with this name" in text_of(client.get("/facilities/", {"q": "zzz"}))


def test_directory_groups_by_the_names_that_it_shows(client, jail):
    fill_in_the_states(State)
    for code in ("NM", "OK", "ND"):
        FacilityFactory(state=State.objects.get(code=code))
    page = text_of(client.get("/facilities/", headers={"accept-language": "es"}))
    names = ["Dakota del Norte", "Missouri", "Nuevo México", "Oklahoma"]
    places = [page.index(f"<h2>{name}</h2>") for name in names]
    assert places == sorted(places)


def test_installing_is_explained_for_both_kinds_of_phone(client):
    page = text_of(client.get("/install/"))
    assert "Android" in page
    assert "iPhone" in page


def test_unknown_facility_is_not_found(client):
    assert client.get("/facilities/nowhere/procedure/").status_code == HTTPStatus.NOT_FOUND


def test_language_is_kept_in_a_cookie_and_in_the_account(client, visitor):
    client.post("/language/", {"language": "es", "next": "/install/"})
    assert client.cookies["parloir_language"].value == "es"
    assert 'lang="es"' in text_of(client.get("/"))
    client.force_login(visitor.user)
    client.post("/language/", {"language": "es"})
    visitor.user.refresh_from_db()
    assert visitor.user.language == "es"


@pytest.mark.parametrize(
    ("wanted", "reached"),
    [("/install/", "/install/"), ("https://example.org/", "/"), ("//example.org", "/"), ("", "/")],
)
def test_language_leads_back_to_our_own_pages_alone(client, wanted, reached):
    assert client.post("/language/", {"language": "es", "next": wanted})["Location"] == reached


@pytest.mark.parametrize("language", ["", "xx", "../en"])
def test_unknown_language_changes_nothing(client, language):
    client.post("/language/", {"language": language})
    assert "parloir_language" not in client.cookies


def test_language_is_not_changed_by_a_link(client):
    assert client.get("/language/").status_code == HTTPStatus.METHOD_NOT_ALLOWED


def test_visitor_signs_in_and_lands_on_the_first_page(client, visitor):
    visitor.user.set_password(PASSWORD)
    visitor.user.save()
    sent = {"login": visitor.user.email.upper(), "password": PASSWORD}
    assert client.post("/account/login/", sent)["Location"] == "/"
    assert f"Hello {visitor.first_name}" in text_of(client.get("/"))


def test_language_chosen_before_signing_in_stays_chosen(client, visitor):
    visitor.user.set_password(PASSWORD)
    visitor.user.save()
    client.post("/language/", {"language": "es"})
    client.post("/account/login/", {"login": visitor.user.email, "password": PASSWORD})
    assert 'lang="es"' in text_of(client.get("/"))
    visitor.user.refresh_from_db()
    assert visitor.user.language == "es"


def test_who_chose_no_language_here_reads_the_one_of_the_account(client, visitor):
    visitor.user.set_password(PASSWORD)
    visitor.user.language = "es"
    visitor.user.save()
    client.post("/account/login/", {"login": visitor.user.email, "password": PASSWORD})
    assert 'lang="es"' in text_of(client.get("/"))


def test_staff_land_on_the_console_after_their_code(client, jail):
    officer = make_staff(Role.OFFICER, jail)
    officer.set_password(PASSWORD)
    officer.save()
    secret = new_secret()
    give_app(user=officer, secret=secret, by=OPERATOR, now=NINE_ON_MONDAY)
    response = client.post("/account/login/", {"login": officer.email, "password": PASSWORD})
    assert response["Location"] == "/account/code/"
    code = code_of(secret, step_at(NINE_ON_MONDAY))
    assert client.post("/account/code/", {"code": code})["Location"] == "/console/"


def test_wrong_password_does_not_tell_whether_there_is_an_account(client, visitor):
    wrong = {"password": "not this one at all"}
    known = client.post("/account/login/", {"login": visitor.user.email} | wrong)
    unknown = client.post("/account/login/", {"login": "nobody@example.org"} | wrong)
    errors = [re.findall(r"<li>(.*?)</li>", text_of(one)) for one in (known, unknown)]
    assert errors[0] == errors[1] != []


def test_sign_up_of_the_library_leads_to_our_registration(client):
    assert client.get("/account/signup/")["Location"] == "/register/"


@pytest.mark.parametrize(
    "address",
    ["/account/login/", "/account/logout/", "/account/password/reset/", "/account/inactive/",
     "/account/password/change/", "/account/reauthenticate/", "/account/password/reset/link/",
     "/account/password/reset/confirm/", "/account/password/reset/done/",
     "/account/password/link/"],
)  # fmt: skip
def test_pages_of_the_account_are_ours(signed_in, client, address):
    response = signed_in.get(address)
    assert response.status_code in {HTTPStatus.OK, HTTPStatus.FOUND}
    if response.status_code == HTTPStatus.OK:
        assert "p-header" in response.content.decode()
