"""What the privacy page says of cookies, and of what our pages may load and use."""

import pytest
from django.contrib import messages
from django.contrib.sessions.backends.db import SessionStore
from django.http import HttpResponse
from django.test import Client, RequestFactory

from parloir.config import settings as as_configured
from parloir.facilities.enrolment import DeviceKind
from parloir.web.message_storage import MessageStorage
from tests.factories.people import make_visitor

pytestmark = pytest.mark.django_db

PASSWORD = "maple river stone lamp"
DAY = 24 * 60 * 60
PAGES = ("/", "/facilities/", "/account/login/", "/monitor/", "/station/", "/nothing/")


@pytest.fixture
def browser():
    """A browser that has chosen a language and signed in."""
    visitor = make_visitor()
    visitor.user.set_password(PASSWORD)
    visitor.user.save()
    client = Client()
    client.get("/account/login/")
    client.post("/language/", {"language": "es", "next": "/"})
    client.post("/account/login/", {"login": visitor.user.email, "password": PASSWORD})
    return client


@pytest.mark.parametrize(
    ("setting", "days"),
    [
        ("SESSION_COOKIE_NAME", 14),
        ("CSRF_COOKIE_NAME", None),
        ("LANGUAGE_COOKIE_NAME", 365),
        ("KNOWN_BROWSER_COOKIE_NAME", 400),
    ],
)
def test_a_cookie_is_hidden_from_scripts_and_other_sites_and_lasts_so_long(
    browser, settings, setting, days
):
    morsel = browser.cookies[getattr(settings, setting)]

    assert (morsel["httponly"], morsel["samesite"]) == (True, "Lax")
    if days is not None:
        assert morsel["max-age"] == days * DAY


def test_the_sentence_for_the_next_page_is_hidden_from_scripts(settings):
    request = RequestFactory().get("/")
    request.session = SessionStore()
    storage = MessageStorage(request)
    storage.add(messages.SUCCESS, "That is done.")
    answer = HttpResponse()
    storage.update(answer)

    morsel = answer.cookies[settings.MESSAGES_COOKIE_NAME]
    assert (morsel["httponly"], morsel["samesite"]) == (True, "Lax")


def test_there_is_no_other_cookie(browser, settings):
    listed = {
        settings.SESSION_COOKIE_NAME,
        settings.CSRF_COOKIE_NAME,
        settings.LANGUAGE_COOKIE_NAME,
        settings.KNOWN_BROWSER_COOKIE_NAME,
        settings.MESSAGES_COOKIE_NAME,
        *(f"parloir_{kind}" for kind in DeviceKind.values),
    }
    for page in PAGES:
        browser.get(page)

    assert {morsel.key for morsel in browser.cookies.values()} <= listed


@pytest.mark.parametrize("page", PAGES)
def test_a_page_loads_what_is_ours_and_nothing_else(page):
    policy = Client().get(page).headers["Content-Security-Policy"]

    rules = dict(rule.strip().split(" ", 1) for rule in policy.split(";"))
    assert rules["default-src"] == rules["frame-ancestors"] == rules["base-uri"] == "'none'"
    assert rules["script-src"] == rules["style-src"] == rules["connect-src"] == "'self'"
    sources = {source for rule in rules.values() for source in rule.split()}
    assert sources == {"'self'", "'none'", "blob:", "data:"}


@pytest.mark.parametrize("page", PAGES)
def test_only_our_own_pages_use_camera_and_microphone(page):
    allowed = Client().get(page).headers["Permissions-Policy"].split(", ")

    assert {"camera=(self)", "microphone=(self)", "geolocation=()"} <= set(allowed)


def test_passwords_are_hashed_with_scrypt():
    """The tests themselves use a cheap hash, so this reads what everybody else gets."""
    assert as_configured.PASSWORD_HASHERS == ["django.contrib.auth.hashers.ScryptPasswordHasher"]
