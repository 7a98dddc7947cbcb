"""No page that may be personal is stored, for anybody, and whether it exists or not."""

import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver, reverse

from parloir.accounts.models import Role
from tests.factories.people import make_staff, make_visitor
from tests.factories.places import FacilityFactory
from tests.factories.sign_ins import signed_in

# These are the same for everybody, and their views say so.
FOR_EVERYBODY = {"/favicon.ico", "/service-worker.js"}
SAMPLES = {"int": "1", "uuid": "00000000-0000-0000-0000-000000000000"}
ANSWERED_ONCE = {"/account/logout/"}

pytestmark = pytest.mark.django_db


def every_address(resolver: URLResolver, before: str = "/") -> Iterator[str]:
    for entry in resolver.url_patterns:
        path = before + _sample(entry.pattern)
        if isinstance(entry, URLPattern):
            yield path
        else:
            yield from every_address(entry, path)


def _sample(pattern) -> str:
    """Return a path that fits the pattern: each part that varies is `x` or a number."""
    text = getattr(pattern, "_route", None)
    if text is None:  # a regular expression, of the administration or of allauth
        return "x/" if str(pattern).strip("^$") else ""
    for name, converter in pattern.converters.items():
        kind = type(converter).__name__.removesuffix("Converter").lower()
        for written in (f"<{kind}:{name}>", f"<str:{name}>", f"<{name}>", f"<path:{name}>"):
            text = text.replace(written, SAMPLES.get(kind, "x"))
    return text


ADDRESSES = sorted(
    {*every_address(get_resolver()), "/nothing/", "/console/nothing/", "/api/v1/nothing"}
)


def visitor():
    client = Client()
    client.force_login(make_visitor().user)
    return client


def staff():
    person = make_staff(Role.SUPERVISOR, FacilityFactory.create(), is_staff=True)
    person.is_superuser = True
    person.save()
    client = Client()
    signed_in(person, client=client)
    return client


@pytest.mark.parametrize("who", [Client, visitor, staff])
def test_only_what_is_the_same_for_everybody_may_be_stored(who):
    client = who()
    client.raise_request_exception = False
    stored = set()
    for address in ADDRESSES:
        if address in ANSWERED_ONCE:
            continue
        answer = client.get(address)
        assert answer.headers["Cross-Origin-Resource-Policy"] == "same-origin"
        if "no-store" not in answer.headers.get("Cache-Control", ""):
            stored.add(address)
    assert stored == FOR_EVERYBODY


def test_addresses_are_those_of_the_whole_site():
    assert {"/facilities/", "/install/", reverse("home"), reverse("console")} <= set(ADDRESSES)
    assert len(ADDRESSES) > 100


def test_cookies_over_tls_are_bound_to_the_host():
    """The names are chosen when the settings are read, so another process reads them."""
    program = (
        "from django.conf import settings as s\n"
        "print(s.SESSION_COOKIE_NAME, s.CSRF_COOKIE_NAME, s.LANGUAGE_COOKIE_NAME,"
        " s.KNOWN_BROWSER_COOKIE_NAME, s.MESSAGES_COOKIE_NAME, s.SECURE_HSTS_SECONDS)"
    )
    environment = os.environ | {
        "DJANGO_SETTINGS_MODULE": "parloir.config.settings",
        "PARLOIR_BASE_URL": "https://visits.example.org",
        "PARLOIR_DEMO": "1",
    }
    said = subprocess.run(
        [sys.executable, "-c", program],
        env=environment, capture_output=True, text=True, check=True,
        cwd=Path(__file__).resolve().parents[2],
    )  # fmt: skip
    *names, seconds = said.stdout.split()
    assert all(name.startswith("__Host-") for name in names)
    assert len(names) == 5
    assert int(seconds) > 0
