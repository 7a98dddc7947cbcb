"""How often passwords are looked at: by account, by address, and for browsers that are known."""

from datetime import timedelta
from ipaddress import ip_network
from itertools import count

import pytest
import time_machine
from django.contrib.auth.hashers import MD5PasswordHasher
from django.contrib.auth.signals import user_logged_in
from django.contrib.sessions.backends.db import SessionStore
from django.db import connection
from django.http import HttpResponse
from django.test import Client, RequestFactory
from django.test.utils import CaptureQueriesContext

from parloir.accounts.known_browsers import revoke_known_browsers
from parloir.accounts.models import KnownBrowser, Role, User
from parloir.audit.models import AuditEvent
from parloir.clock import current_time
from parloir.notices.models import Notice
from parloir.throttling.addresses import address_key
from parloir.throttling.delays import Counted, begin_try, next_try_at
from parloir.throttling.models import Attempt
from parloir.web.known_browser import KnownBrowserMiddleware, expect_first_sign_in
from parloir.web.signin_throttle import (
    AT_KNOWN_BROWSER,
    BY_ACCOUNT,
    BY_ACCOUNT_AND_ADDRESS,
    BY_ADDRESS,
)
from tests.factories.at_once import all_at_once
from tests.factories.moments import SECOND
from tests.factories.people import OFFICER, make_staff, make_visitor
from tests.factories.places import FacilityFactory, make_jail
from tests.factories.sign_ins import signed_in

PASSWORD = "maple river stone lamp"
HOME, ELSEWHERE = "192.0.2.7", "198.51.100.9"
SIGN_IN = "/account/login/"
PHONE = "Mozilla/5.0 (Linux; Android 14) AppleWebKit/537.36 Chrome/156.0 Mobile Safari/537.36"

pytestmark = pytest.mark.django_db


@pytest.fixture
def clock(now):
    with time_machine.travel(now, tick=False) as traveller:
        yield traveller


@pytest.fixture
def owner(clock):
    user = make_visitor().user
    user.set_password(PASSWORD)
    user.save()
    return user


def attempt(email, password="wrong", *, client=None, address=ELSEWHERE, **extra):
    """Return whether the password was looked at, and the answer."""
    sent = {"login": email, "password": password}
    answer = (client or Client()).post(SIGN_IN, sent, REMOTE_ADDR=address, **extra)
    return answer.status_code != 429, answer


def looked_at(email, times, **more):
    return sum(attempt(email, **more)[0] for _ in range(times))


def signs_in(user, client, **more):
    _, answer = attempt(user.email, PASSWORD, client=client, **more)
    return answer.status_code == 302


def test_of_forty_wrong_passwords_at_one_address_five_are_looked_at(owner):
    hosts = count(8000)
    tried = [attempt(owner.email, HTTP_HOST=f"testserver:{next(hosts)}")[0] for _ in range(40)]
    assert tried == [True] * 5 + [False] * 35


def test_the_right_password_waits_too_and_then_signs_in(owner, clock):
    looked_at(owner.email, 5)
    assert not signs_in(owner, Client())
    clock.shift(BY_ACCOUNT_AND_ADDRESS.first_wait - SECOND)
    assert not signs_in(owner, Client())
    clock.shift(SECOND)
    assert signs_in(owner, Client())


def test_many_addresses_share_the_limit_of_the_account(owner):
    tried = [attempt(owner.email, address=f"192.0.2.{n}")[0] for n in range(40)]
    assert tried == [True] * BY_ACCOUNT.free + [False] * (40 - BY_ACCOUNT.free)


def test_one_who_never_stops_and_has_any_number_of_addresses_tries_some_hundred_a_day(now):
    counted, at, looked_at = Counted(BY_ACCOUNT, "somebody"), now, 0
    while at < now + timedelta(days=1):
        begin_try([counted], now=at)
        looked_at += 1
        at = next_try_at(counted, now=at) or at
    assert looked_at == 119


def test_the_known_browser_of_the_owner_is_not_locked_out(owner):
    browser = Client()
    assert signs_in(owner, browser, address=HOME)
    browser.post("/account/logout/")
    looked_at(owner.email, 9, address=HOME)
    for n in range(30):
        attempt(owner.email, address=f"192.0.2.{n}")
    assert signs_in(owner, browser, address=HOME)


def test_five_wrong_passwords_from_elsewhere_do_not_lock_an_officer_out(clock):
    """They do not where the officer has never signed in; more do not where they have."""
    officer = make_staff(Role.OFFICER, make_jail())
    officer.set_password(PASSWORD)
    officer.save()
    at_work, at_home = Client(), Client()
    assert looked_at(officer.email, 6) == 5
    assert not signs_in(officer, Client())
    assert signs_in(officer, at_work, address=HOME)
    at_work.post("/account/logout/")
    for n in range(BY_ACCOUNT.free):
        attempt(officer.email, address=f"192.0.2.{n}")
    assert not signs_in(officer, at_home, address="198.51.100.7")
    assert signs_in(officer, at_work, address=HOME)


def test_a_known_browser_has_a_small_limit_of_its_own(owner, clock):
    browser = Client()
    signs_in(owner, browser)
    browser.post("/account/logout/")
    assert looked_at(owner.email, 20, client=browser) == AT_KNOWN_BROWSER.free
    assert not signs_in(owner, browser)
    clock.shift(AT_KNOWN_BROWSER.first_wait)
    assert signs_in(owner, browser)


def test_a_cookie_is_worth_nothing_for_another_account(owner):
    stranger = make_visitor().user
    stranger.set_password(PASSWORD)
    stranger.save()
    browser = Client()
    signs_in(stranger, browser)
    browser.post("/account/logout/")
    assert looked_at(owner.email, 20, client=browser) == BY_ACCOUNT_AND_ADDRESS.free


@pytest.mark.parametrize("change", ["revoked", "password", "signature", "age"])
def test_a_browser_that_is_no_longer_known(owner, clock, settings, change):
    browser = Client()
    signs_in(owner, browser)
    browser.post("/account/logout/")
    if change == "revoked":
        assert revoke_known_browsers(user=owner, by=OFFICER, now=current_time()) == 1
    elif change == "password":
        owner.set_password("another " + PASSWORD)
        owner.save()
    elif change == "signature":
        cookie = browser.cookies[settings.KNOWN_BROWSER_COOKIE_NAME]
        browser.cookies[settings.KNOWN_BROWSER_COOKIE_NAME] = cookie.value[:-1] + "_"
    else:
        clock.shift(timedelta(days=400, seconds=1))
    looked_at(owner.email, 5)
    assert attempt(owner.email, client=browser)[0] is False


def test_two_people_who_share_a_browser_are_both_known_there(owner):
    other = make_visitor().user
    other.set_password(PASSWORD)
    other.save()
    browser = Client()
    for user in (owner, other, owner, other):
        signs_in(user, browser)
        browser.post("/account/logout/")
    assert KnownBrowser.objects.count() == 2
    assert Notice.objects.filter(kind="new_browser").count() == 2


def test_a_mail_tells_of_a_sign_in_with_a_new_browser_once(owner):
    browser = Client(HTTP_USER_AGENT=PHONE)
    signs_in(owner, browser)
    browser.post("/account/logout/")
    signs_in(owner, browser)
    notice = Notice.objects.get(kind="new_browser")
    assert notice.email == owner.email
    row = KnownBrowser.objects.get()
    assert (row.browser, row.system) == ("chrome", "android")
    event = AuditEvent.objects.get(action="sign_in_with_new_browser")
    assert event.subject_ref == row.public_id


def test_the_cookie_is_signed_and_hidden_from_scripts(owner, settings):
    browser = Client()
    signs_in(owner, browser)
    morsel = browser.cookies[settings.KNOWN_BROWSER_COOKIE_NAME]
    assert (morsel["httponly"], morsel["samesite"], morsel["path"]) == (True, "Lax", "/")
    row = KnownBrowser.objects.get()
    assert row.token_hash not in morsel.value


def test_the_same_words_and_work_for_a_known_and_an_unknown_address(owner):
    def tried(email):
        client = Client()
        rows = []
        for _ in range(7):
            with CaptureQueriesContext(connection) as captured:
                _, answer = attempt(email, client=client)
            form = answer.context["form"]
            rows.append((answer.status_code, form.non_field_errors(), len(captured)))
        return rows

    assert tried(owner.email) == tried("nobody@example.org")


@pytest.mark.parametrize("state", ["active", "inactive", "without a password"])
def test_every_wrong_password_costs_one_hash(owner, monkeypatch, state):
    if state == "inactive":
        owner.is_active = False
    elif state == "without a password":
        owner.set_unusable_password()
    owner.save()
    hashed = []
    encode = MD5PasswordHasher.encode

    def counting(self, password, salt):
        hashed.append(password)
        return encode(self, password, salt)

    monkeypatch.setattr(MD5PasswordHasher, "encode", counting)
    for email in (owner.email, "nobody@example.org"):
        hashed.clear()
        attempt(email)
        assert len(hashed) == 1


def test_an_address_alone_only_slows_and_never_for_a_known_browser(owner, clock):
    browser = Client()
    signs_in(owner, browser, address=HOME)
    browser.post("/account/logout/")
    wrong = Counted(BY_ADDRESS, address_key(HOME)).row_key
    Attempt.objects.bulk_create(
        Attempt(key=wrong, at=current_time()) for _ in range(BY_ADDRESS.free + 10)
    )
    assert attempt("another@example.org", address=HOME)[0] is False
    assert signs_in(owner, browser, address=HOME)
    clock.shift(BY_ADDRESS.longest_wait)
    assert attempt("another@example.org", address=HOME)[0]


def test_the_facilitys_own_network_is_not_counted_by_address(owner, settings):
    settings.FACILITY_NETWORKS = (ip_network("192.0.2.0/24"),)
    assert all(attempt(f"{n}@example.org", address=HOME)[0] for n in range(BY_ADDRESS.free + 10))
    assert looked_at(owner.email, 20, address=HOME) == BY_ACCOUNT_AND_ADDRESS.free


def test_no_key_contains_an_address_of_a_person_or_a_network(owner):
    attempt(owner.email)
    for key in Attempt.objects.values_list("key", flat=True):
        assert owner.email not in key
        assert ELSEWHERE not in key


def test_the_current_password_is_limited_too(owner):
    client = Client()
    signs_in(owner, client)
    new = {"password1": "another " + PASSWORD, "password2": "another " + PASSWORD}
    for path, fields in (
        ("/account/password/change/", {"oldpassword": "wrong", **new}),
        ("/account/reauthenticate/", {"password": "wrong"}),
    ):
        Attempt.objects.all().delete()
        for _ in range(5):
            client.post(path, fields)
        right = {name: PASSWORD if value == "wrong" else value for name, value in fields.items()}
        answer = client.post(path, right)
        assert "Please wait 30 seconds" in answer.content.decode()
    owner.refresh_from_db()
    assert owner.check_password(PASSWORD)


def test_the_administration_has_no_sign_in_form_of_its_own():
    administrator = make_staff(Role.ADMINISTRATOR, FacilityFactory.create(), is_staff=True)
    client = Client()
    signed_in(administrator, client=client)
    sent = {"username": administrator.email, "password": "wrong"}
    assert client.post("/admin/login/", sent)["Location"] == "/admin/"
    assert Client().post("/admin/login/", sent)["Location"].startswith(SIGN_IN)


class NoCache:
    """A cache that must not be used: it is one process's own."""

    def __init__(self, *_):
        pass

    def __getattr__(self, name):
        raise AssertionError("a limit in a cache")


def test_no_page_that_takes_a_password_counts_in_a_cache(owner, monkeypatch):
    monkeypatch.setattr("allauth.core.internal.ratelimit.cache", NoCache())
    client = Client()
    attempt(owner.email, client=client)
    signs_in(owner, client)
    for path in ("password/change/", "reauthenticate/", "signup/"):
        client.post(f"/account/{path}", {"oldpassword": "x", "password": "x"})


@pytest.mark.django_db(transaction=True)
def test_of_many_senders_at_once_no_more_are_looked_at(owner):
    results = all_at_once([lambda: attempt(owner.email)[0] for _ in range(12)])
    assert sorted(results) == [False] * 7 + [True] * 5


def test_the_sign_in_right_after_registering_is_known_and_told_to_nobody(owner, settings):
    def registers(request):
        request.session = SessionStore()
        expect_first_sign_in(request)
        user_logged_in.send(User, request=request, user=owner)
        return HttpResponse()

    answer = KnownBrowserMiddleware(registers)(RequestFactory().post("/register/password/"))
    assert settings.KNOWN_BROWSER_COOKIE_NAME in answer.cookies
    assert not Notice.objects.exists()


def test_the_browser_in_which_the_password_was_changed_stays_known(owner):
    browser, new = Client(), "another " + PASSWORD
    signs_in(owner, browser)
    fields = {"oldpassword": PASSWORD, "password1": new, "password2": new}
    assert browser.post("/account/password/change/", fields).status_code == 302
    browser.post("/account/logout/")
    looked_at(owner.email, 9)
    assert attempt(owner.email, new, client=browser)[1].status_code == 302
    assert Notice.objects.filter(kind="new_browser").count() == 1
