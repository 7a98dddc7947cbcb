"""Get a new password: by code, by link, by a sheet; the same pages for every address."""

import re
from datetime import timedelta

import pytest
import time_machine
from django.contrib.sessions.models import Session
from django.test import Client

from parloir.accounts.models import User
from parloir.credentials.codes import digits_of
from parloir.credentials.links import hand_out_link, in_groups, token_of
from parloir.credentials.models import PasswordLink, SealedCode
from parloir.notices.models import Notice
from parloir.notices.rendering import mail_of
from tests.factories.moments import NINE_ON_MONDAY
from tests.factories.people import REGISTRAR, UserFactory, make_staff
from tests.factories.places import make_jail
from tests.factories.sign_ins import signed_in

pytestmark = pytest.mark.django_db

ASK, TYPE, CHOOSE, DONE, LINK, LINK_SENT = (
    f"/account/password/{page}/"
    for page in ("reset", "reset/confirm", "reset/complete", "reset/done", "link", "reset/link")
)
OLD, NEW = "three words in a row", "seven quiet herons"
BOTH = {"password1": NEW, "password2": NEW}
KNOWN, UNKNOWN = "maria@example.org", "nobody@example.org"


@pytest.fixture(autouse=True)
def nine_on_monday():
    with time_machine.travel(NINE_ON_MONDAY, tick=False) as traveller:
        yield traveller


@pytest.fixture
def maria():
    user = UserFactory(email=KNOWN)
    user.set_password(OLD)
    user.save()
    return user


def ask(client, email=KNOWN):
    return client.post(ASK, {"email": email})


def code_sent() -> str:
    return digits_of(SealedCode.objects.latest("id"))


def words_of(response) -> str:
    """Return the page without what differs in each answer by chance."""
    page = re.sub(r'value="[^"]{64}"', "", response.content.decode())
    return re.sub(r"\s+", " ", page)


def is_set(user) -> bool:
    return User.objects.get(pk=user.pk).check_password(NEW)


def mails(kind) -> list[str]:
    found = Notice.objects.filter(kind=kind).order_by("id")
    letters = [
        mail_of(one, now=one.created_at, sender="a@example.org", base_url="https://x.example")
        for one in found
    ]
    return [str(one.body) for one in letters if one is not None]


@pytest.mark.parametrize("make", [UserFactory, lambda **f: make_staff("officer", make_jail(), **f)])
def test_a_code_from_the_mail_sets_a_new_password(client, make):
    user = make(email=KNOWN)
    assert ask(client, KNOWN.upper())["Location"] == TYPE
    (words,) = mails("password_code")
    assert f"Your code: {code_sent()}" in words
    assert (
        client.post(TYPE, {"code": f" {code_sent()[:4]} {code_sent()[4:]}"})["Location"] == CHOOSE
    )
    assert client.post(CHOOSE, BOTH)["Location"] == DONE
    assert is_set(user)
    assert "Your new password is set" in words_of(client.get(DONE))
    (told,) = mails("password_changed")
    assert "with a code that we sent to this address" in told


def test_neither_session_nor_outbox_has_the_code(client, maria):
    ask(client)
    client.post(TYPE, {"code": code_sent()})
    stored = [one.get_decoded() for one in Session.objects.all()]
    stored += [*Notice.objects.values(), *SealedCode.objects.values()]
    assert code_sent() not in str(stored)


def test_the_key_of_the_session_changes_with_the_proof(client, maria):
    ask(client)
    before = client.session.session_key
    client.post(TYPE, {"code": code_sent()})
    assert client.session.session_key != before


def test_the_code_is_typed_in_another_browser_with_the_address(client, maria):
    ask(client)
    elsewhere = Client()
    assert 'name="email"' in words_of(elsewhere.get(TYPE))
    sent = {"email": KNOWN.upper(), "code": code_sent()}
    assert elsewhere.post(TYPE, sent)["Location"] == CHOOSE
    elsewhere.post(CHOOSE, BOTH)
    assert is_set(maria)


def test_every_step_looks_the_same_for_an_unknown_address(maria):
    """Asking, wrong codes until it is used up, asking too often, until codes are closed."""
    seen = []
    for email in (KNOWN, UNKNOWN):
        with time_machine.travel(NINE_ON_MONDAY, tick=False) as traveller:
            client = Client(REMOTE_ADDR=f"10.0.0.{len(seen)}")
            answers = []
            for _ in range(6):
                answers.append(ask(client, email))
                answers += [client.post(TYPE, {"code": "00000000"}) for _ in range(6)]
                traveller.shift(timedelta(minutes=13))
            answers += [ask(client, email) for _ in range(5)]
            answers += [client.get(LINK_SENT), client.get(CHOOSE), client.get(ASK)]
            seen.append(
                [(one.status_code, one.headers.get("Location"), words_of(one)) for one in answers]
            )
    known, unknown = ([str(one).replace(email, "") for one in answers]
                      for email, answers in zip((KNOWN, UNKNOWN), seen, strict=True))  # fmt: skip
    assert known == unknown
    assert "Too many wrong codes were typed" in str(known)
    assert LINK_SENT in str(known)
    assert mails("password_code") != []
    assert {one.email for one in Notice.objects.all()} == {KNOWN, UNKNOWN}
    assert len(mails("codes_closed")) == 1


def test_sixth_code_within_the_hour_is_not_sent_and_keeps_the_address(client, maria):
    for _ in range(5):
        assert ask(client).status_code == 302
    page = words_of(ask(client))
    assert "Many codes were sent just now." in page
    assert f'value="{KNOWN}"' in page


def test_asking_never_overtakes_a_page_of_another_browser(client, maria):
    """What one browser proved, another one that only knows the address does not have."""
    ask(client)
    client.post(TYPE, {"code": code_sent()})
    other = Client()
    ask(other)
    assert other.post(CHOOSE, BOTH)["Location"] == ASK
    assert not is_set(maria)


@pytest.mark.parametrize("page", ["get", "post"])
def test_choosing_without_a_proof_leads_back(client, maria, page):
    ask(client)
    assert getattr(client, page)(CHOOSE, BOTH)["Location"] == ASK
    assert not is_set(maria)


@pytest.mark.parametrize(
    ("answer", "words"),
    [({}, "Choose a password."),
     ({"password1": NEW}, "Type the new password once more."),
     ({"password1": NEW, "password2": "other words in a row"}, "are not the same"),
     ({"password1": "short", "password2": "short"}, "too short"),
     ({"password1": "Basketball 1984", "password2": "Basketball 1984"}, "Many people choose this"),
     ({"password1": "SunshineSunshine", "password2": "SunshineSunshine"}, "the same thing twice"),
     ({"password1": "Guadalajara1987", "password2": "Guadalajara1987"}, "One word with a year"),
     ({"password1": "parloir maria", "password2": "parloir maria"}, "Names and places are")],
)  # fmt: skip
def test_a_bad_password_is_asked_for_again(client, maria, answer, words):
    ask(client)
    client.post(TYPE, {"code": code_sent()})
    page = words_of(client.post(CHOOSE, answer))
    assert words in page
    assert NEW not in page
    client.post(CHOOSE, BOTH)
    assert is_set(maria)


def test_a_proof_is_good_for_half_an_hour(client, maria, nine_on_monday):
    ask(client)
    client.post(TYPE, {"code": code_sent()})
    nine_on_monday.shift(timedelta(minutes=30))
    assert client.post(CHOOSE, BOTH)["Location"] == ASK
    assert "This took too long" in words_of(client.get(ASK))
    assert not is_set(maria)


def test_an_account_that_was_closed_meanwhile_gets_no_password(client, maria):
    ask(client)
    client.post(TYPE, {"code": code_sent()})
    User.objects.update(is_active=False)
    assert client.post(CHOOSE, BOTH)["Location"] == ASK


@pytest.mark.parametrize("code", ["", "1234567", "123456789", "abcdefgh", "١٢٣٤٥٦٧٨"])
def test_what_is_no_code_is_no_try(client, maria, code):
    ask(client)
    assert "eight digits" in words_of(client.post(TYPE, {"code": code}))
    assert SealedCode.objects.get().tries == 0


def link_in(words: str) -> str:
    (found,) = re.findall(r"https://x\.example(/account/password/link/\w+/)", words)
    return found


def test_a_link_comes_when_codes_are_closed_and_sets_the_password_once(
    client, maria, nine_on_monday
):
    for _ in range(6):
        ask(client)
        for _ in range(5):
            client.post(TYPE, {"code": "00000000"})
        nine_on_monday.shift(timedelta(minutes=13))
    (warned,) = mails("codes_closed")
    assert "30 wrong codes" in warned
    owner = Client()
    assert ask(owner)["Location"] == LINK_SENT
    (asked,) = mails("password_link")
    for address in (link_in(warned), link_in(asked)):
        assert owner.get(address)["Location"] == CHOOSE
        assert owner.get(address)["Location"] == CHOOSE  # mail programs open it as well
    assert owner.post(CHOOSE, BOTH)["Location"] == DONE
    assert is_set(maria)
    for address in (link_in(warned), link_in(asked)):
        assert "This was used" in words_of(Client().get(address))
    assert owner.post(CHOOSE, BOTH)["Location"] == ASK


@pytest.mark.parametrize("typed", [str, str.upper, in_groups])
def test_a_sheet_is_typed(client, maria, typed):
    link = hand_out_link(user=maria, facility="jackson", by=REGISTRAR, now=NINE_ON_MONDAY)
    assert client.post(LINK, {"token": typed(token_of(link))})["Location"] == CHOOSE
    assert token_of(link) not in str(dict(client.session))
    client.post(CHOOSE, BOTH)
    assert is_set(maria)


@pytest.mark.parametrize("token", ["", "0" * 16, "wrong", "x" * 61, "\0"])
def test_a_wrong_sheet_is_asked_for_again(client, maria, token):
    hand_out_link(user=maria, facility="jackson", by=REGISTRAR, now=NINE_ON_MONDAY)
    response = client.post(LINK, {"token": token})
    assert response.status_code == 200
    assert "usa-error" in words_of(response)


def test_what_is_typed_after_a_dead_link_counts(client, maria):
    link = hand_out_link(user=maria, facility="jackson", by=REGISTRAR, now=NINE_ON_MONDAY)
    dead = f"{LINK}0000000000000000/"
    assert client.get(dead).status_code == 200
    assert client.post(dead, {"token": token_of(link)})["Location"] == CHOOSE


def test_a_link_of_a_day_ago_is_refused(client, maria, nine_on_monday):
    link = hand_out_link(user=maria, facility="jackson", by=REGISTRAR, now=NINE_ON_MONDAY)
    nine_on_monday.shift(timedelta(hours=24))
    assert client.get(f"{LINK}{token_of(link)}/").status_code == 200
    assert PasswordLink.objects.get().used_at is None


def test_the_page_for_who_knows_the_old_password_tells_by_mail(client, maria):
    client.force_login(maria, backend="parloir.web.signin_backend.SignInBackend")
    answer = {"oldpassword": OLD} | BOTH
    assert client.post("/account/password/change/", answer).status_code == 302
    assert is_set(maria)
    assert "Somebody who knew your password" in mails("password_changed")[0]
    assert client.get("/account/password/change/").status_code == 200  # still signed in


def test_the_page_of_the_configuration_leads_to_the_one_that_tells(client):
    user = UserFactory(is_staff=True, is_superuser=True)
    signed_in(user, client=client)
    assert client.get("/admin/password_change/")["Location"] == "/account/password/change/"
