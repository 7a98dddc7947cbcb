"""Set a second factor up: staff at their first sign-in, before anything else."""

import re
from datetime import timedelta

import pytest
from django.contrib.sessions.models import Session
from django.test import Client

from parloir.audit.models import AuditEvent
from parloir.factors.models import AuthenticatorApp
from parloir.factors.operations import take_factor_away
from parloir.factors.queries import PASSED, has_factor, recovery_codes_left
from parloir.web.second_factor.gate import SET_UP_WITHIN
from parloir.web.signin_backend import BACKEND
from tests.factories.people import OPERATOR
from tests.factories.sign_ins import signed_in
from tests.web.second_factor.conftest import (
    PAGE,
    PASSWORD,
    SETUP,
    SIGN_IN,
    code_now,
    types_code,
    types_password,
)

GROUPS = re.compile(r"<span>([A-Z2-7]{4})</span>")
PAPER = re.compile(r"<li>([0-9a-z]{5}-[0-9a-z]{5})</li>")


def shown_secret(page):
    return "".join(GROUPS.findall(page.content.decode()))


def sets_up(client, *, address=SETUP, **more):
    """Return the page with the recovery codes, and the secret."""
    secret = shown_secret(client.get(address))
    return client.post(address, {"code": code_now(secret), **more}), secret


def test_staff_without_totp_are_led_to_it_after_the_password(client, officer):
    assert types_password(officer, client)["Location"] == "/console/"
    wanted = "/account/second-factor/set-up/?next=%2Fconsole%2F"
    assert client.get("/console/")["Location"] == wanted
    page, _ = sets_up(client, address=wanted)
    paper = PAPER.findall(page.content.decode())
    assert len(paper) == recovery_codes_left(officer) == 10
    assert 'href="/console/"' in page.content.decode()
    assert client.get("/console/").status_code == 200
    assert client.session[PASSED] == "app"


def test_totp_and_the_recovery_codes_that_were_set_up_sign_in(client, officer, clock):
    types_password(officer, client)
    page, secret = sets_up(client)
    clock.shift(timedelta(seconds=60))
    for code in (code_now(secret), PAPER.findall(page.content.decode())[4]):
        browser = Client()
        types_password(officer, browser)
        assert types_code(code, browser)["Location"] == "/console/"


def test_the_password_is_not_asked_again_right_after_it_was_typed(client, officer):
    types_password(officer, client)
    page = client.get(SETUP).content.decode()
    assert 'name="password"' not in page[page.index("<main") : page.index("</main>")]


def test_a_wrong_totp_shows_the_same_secret_again(client, officer):
    types_password(officer, client)
    secret = shown_secret(client.get(SETUP))
    answer = client.post(SETUP, {"code": "000000"})
    assert "This code is not right" in answer.content.decode()
    assert shown_secret(answer) == secret
    assert not has_factor(officer)
    client.post(SETUP, {"code": code_now(secret)})
    assert has_factor(officer)


@pytest.mark.parametrize(
    ("age", "may"), [(SET_UP_WITHIN, True), (SET_UP_WITHIN + timedelta(seconds=1), False)]
)
def test_an_old_sign_in_sets_up_no_first_factor(client, officer, clock, age, may):  # fmt: skip
    types_password(officer, client)
    # Something is done in between, so that the screen is not locked yet.
    clock.shift(age / 2)
    client.get(SETUP)
    clock.shift(age - age / 2)
    answer = client.get(SETUP)
    assert (answer.status_code == 200) is may
    if not may:
        assert answer["Location"].startswith(SIGN_IN)
        assert "_auth_user_id" not in client.session


def test_a_session_from_before_signs_in_again_once_there_is_a_factor(officer, enrol):
    before = Client()
    before.force_login(officer, backend=BACKEND)
    enrol(officer)
    assert before.get(SETUP)["Location"].startswith(SIGN_IN)
    assert "_auth_user_id" not in before.session


def test_whose_factor_was_taken_away_sets_up_another(client, officer, now):
    types_password(officer, client)
    sets_up(client)
    take_factor_away(user=officer, by=OPERATOR, now=now)
    assert client.get("/console/")["Location"] == f"{SIGN_IN}?next=/console/"
    types_password(officer, client)
    assert client.get("/console/")["Location"].startswith(SETUP)


def test_somebody_who_becomes_staff_meets_the_gate_at_the_next_page(client, visitor, jail):
    types_password(visitor, client)
    assert client.get("/visits/").status_code == 200
    visitor.roles.create(role="officer", facility_slug=jail.slug)
    assert client.get("/visits/")["Location"].startswith(SETUP)


def test_visitors_set_it_up_with_their_password(client, visitor):
    signed_in(visitor, client=client)
    refused, _ = sets_up(client, password="wrong")
    assert "This is not your current password" in refused.content.decode()
    assert not has_factor(visitor)
    page, _ = sets_up(client, password=PASSWORD)
    assert len(PAPER.findall(page.content.decode())) == 10


def test_recovery_codes_are_shown_once_and_their_number_afterwards(client, officer):
    types_password(officer, client)
    page, _ = sets_up(client)
    assert page["Cache-Control"].startswith("max-age=0")
    for address in (PAGE, SETUP, "/account/second-factor/new-codes/"):
        assert PAPER.findall(client.get(address).content.decode()) == []
    assert "You have 10 recovery codes left." in client.get(PAGE).content.decode()
    officer.recovery_codes.update(used_at="2026-05-04T00:00Z")
    officer.recovery_codes.filter(pk=officer.recovery_codes.first().pk).update(used_at=None)
    assert "You have 1 recovery code left." in client.get(PAGE).content.decode()


def test_new_recovery_codes_take_the_password(client, officer):
    types_password(officer, client)
    page, _ = sets_up(client)
    before = PAPER.findall(page.content.decode())
    address = "/account/second-factor/new-codes/"
    client.post(address, {"password": "wrong"})
    assert not AuditEvent.objects.filter(action="make_recovery_codes").exists()
    after = PAPER.findall(client.post(address, {"password": PASSWORD}).content.decode())
    assert len(after) == 10
    assert not set(before) & set(after)


def test_visitors_switch_it_off_and_staff_cannot(officer, visitor, enrol):
    address = "/account/second-factor/off/"
    for user, remains in ((officer, True), (visitor, False)):
        enrol(user)
        browser = signed_in(user)
        assert browser.post(address, {"password": PASSWORD})["Location"] == PAGE
        assert has_factor(user) is remains


def test_another_site_is_no_page_to_go_on_to(client, officer):
    types_password(officer, client)
    page, _ = sets_up(client, address=f"{SETUP}?next=https://evil.example/")
    assert 'href="https://evil.example' not in page.content.decode()


def test_totp_secret_and_recovery_codes_are_in_no_session(client, officer):
    types_password(officer, client)
    secret = shown_secret(client.get(SETUP))
    sessions = [str(one.get_decoded()) for one in Session.objects.all()]
    assert [text for text in sessions if secret in text] == []
    page = client.post(SETUP, {"code": code_now(secret)})
    codes = PAPER.findall(page.content.decode())
    sessions = [str(one.get_decoded()) for one in Session.objects.all()]
    assert [text for text in sessions if any(code in text for code in codes)] == []
    assert AuthenticatorApp.objects.get().user == officer
