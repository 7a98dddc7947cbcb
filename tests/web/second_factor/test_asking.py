"""The code after the password."""

from datetime import timedelta

import pytest
from django.test import Client

from parloir.accounts.models import SignIn
from parloir.audit.models import AuditEvent
from parloir.factors.operations import make_recovery_codes
from parloir.factors.queries import PASSED
from parloir.web.signin_throttle import CODES
from tests.factories.moments import SECOND
from tests.factories.people import OPERATOR
from tests.web.second_factor.conftest import (
    CODE,
    PASSWORD,
    SIGN_IN,
    code_now,
    types_code,
    types_password,
)

HOME, ELSEWHERE = "192.0.2.7", "198.51.100.9"


def says(answer):
    return " ".join(answer.content.decode().replace("&#x27;", "'").split())


def test_a_password_alone_signs_nobody_in_who_has_totp(client, officer, enrol):
    enrol(officer)
    answer = types_password(officer, client)
    assert answer["Location"] == CODE
    assert not SignIn.objects.exists()
    assert client.get("/console/")["Location"] == f"{SIGN_IN}?next=/console/"


def test_totp_goes_on_to_the_page_that_was_asked_for(client, officer, enrol):
    secret = enrol(officer)
    types_password(officer, client, then="/console/audit/")
    assert types_code(code_now(secret), client)["Location"] == "/console/audit/"
    assert client.session[PASSED] == "app"


def test_totp_is_read_with_a_space_in_it(client, officer, enrol):
    code = code_now(enrol(officer))
    types_password(officer, client)
    assert types_code(f" {code[:3]} {code[3:]} ", client).status_code == 302


@pytest.mark.parametrize(("steps", "signs_in"), [(-2, False), (-1, True), (1, True), (2, False)])
def test_totp_of_a_phone_that_is_half_a_minute_wrong_counts(
    client, officer, enrol, steps, signs_in
):
    secret = enrol(officer)
    types_password(officer, client)
    answer = types_code(code_now(secret, steps=steps), client)
    assert (answer.status_code == 302) is signs_in


def test_a_replayed_totp_is_refused_in_words_in_any_browser(client, officer, enrol):
    secret = enrol(officer)
    types_password(officer, client)
    types_code(code_now(secret), client)
    other = Client()
    types_password(officer, other)
    answer = types_code(code_now(secret), other)
    assert "This code was used already" in says(answer)
    assert PASSED not in other.session
    assert AuditEvent.objects.get(action="refuse_code").outcome == "replayed"


def test_a_recovery_code_signs_in_once(officer, enrol, now):
    enrol(officer)
    paper = make_recovery_codes(user=officer, by=OPERATOR, now=now)
    first, second = Client(), Client()
    types_password(officer, first)
    assert types_code(paper[0], first)["Location"] == "/console/"
    assert first.session[PASSED] == "recovery_code"
    types_password(officer, second)
    answer = types_code(paper[0], second)
    assert "This recovery code was used already" in says(answer)
    assert AuditEvent.objects.get(action="refuse_code").outcome == "used_before"


def test_visitors_without_a_factor_are_asked_for_none(client, visitor):
    assert types_password(visitor, client)["Location"] == "/"
    assert client.get("/visits/").status_code == 200


def test_visitors_with_a_factor_are_asked(client, visitor, enrol):
    secret = enrol(visitor)
    assert types_password(visitor, client)["Location"] == CODE
    assert types_code(code_now(secret), client)["Location"] == "/"


def test_nobody_is_asked_for_a_code_before_the_password(client, officer, enrol):
    secret = enrol(officer)
    assert client.get(CODE)["Location"] == SIGN_IN
    assert types_code(code_now(secret), client)["Location"] == SIGN_IN
    assert not SignIn.objects.exists()


@pytest.mark.parametrize(
    ("wait", "counts"), [(timedelta(minutes=15), True), (timedelta(minutes=15, seconds=1), False)]
)
def test_a_password_waits_a_quarter_of_an_hour_for_its_code(
    client, officer, enrol, clock, wait, counts
):  # fmt: skip
    secret = enrol(officer)
    types_password(officer, client)
    clock.shift(wait)
    answer = types_code(code_now(secret), client)
    assert answer["Location"] == ("/console/" if counts else SIGN_IN)


def test_a_password_that_was_changed_meanwhile_no_longer_waits(client, officer, enrol):
    secret = enrol(officer)
    types_password(officer, client)
    officer.set_password(f"{PASSWORD} two")
    officer.save()
    assert types_code(code_now(secret), client)["Location"] == SIGN_IN


def test_an_account_that_was_closed_meanwhile_no_longer_waits(client, officer, enrol):
    secret = enrol(officer)
    types_password(officer, client)
    officer.is_active = False
    officer.save()
    assert types_code(code_now(secret), client)["Location"] == SIGN_IN


def test_wrong_totp_codes_are_slowed_down_like_passwords(client, officer, enrol, clock):
    secret = enrol(officer)
    types_password(officer, client)
    tried = [types_code("000000", client).status_code for _ in range(CODES.known.free + 2)]
    assert tried == [200] * CODES.known.free + [429] * 2
    answer = types_code(code_now(secret), client)
    assert "Please wait 30 seconds" in says(answer)
    assert answer["Retry-After"] == "30"
    clock.shift(CODES.known.first_wait - SECOND)
    assert types_code(code_now(secret), client).status_code == 429
    clock.shift(SECOND)
    assert types_code(code_now(secret), client).status_code == 302


def test_wrong_totp_codes_from_elsewhere_do_not_lock_the_owner_out(officer, enrol, clock):
    secret, owner, thief = enrol(officer), Client(), Client()
    types_password(officer, owner, REMOTE_ADDR=HOME)
    types_code(code_now(secret), owner, REMOTE_ADDR=HOME)
    owner.post("/account/logout/")
    types_password(officer, thief, REMOTE_ADDR=ELSEWHERE)
    for _ in range(30):
        types_code("000000", thief, REMOTE_ADDR=ELSEWHERE)
    clock.shift(31 * SECOND)
    types_password(officer, owner, REMOTE_ADDR=HOME)
    assert types_code(code_now(secret), owner, REMOTE_ADDR=HOME)["Location"] == "/console/"


def test_a_right_totp_costs_no_try(client, officer, enrol, clock):
    secret = enrol(officer)
    for _ in range(CODES.account.free + 1):
        types_password(officer, client)
        assert types_code(code_now(secret), client).status_code == 302
        client.post("/account/logout/")
        clock.shift(30 * SECOND)


def test_the_page_of_the_code_goes_back_to_the_password(client, officer, enrol):
    enrol(officer)
    types_password(officer, client)
    assert 'name="password"' in says(client.get(SIGN_IN))
