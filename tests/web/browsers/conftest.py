from collections.abc import Callable, Iterator
from typing import cast

import pytest
from django.http import HttpResponse
from django.test import Client
from django.urls import reverse

from parloir.accounts.models import Role
from parloir.facilities.models import VisitKind
from tests.factories.people import make_staff
from tests.factories.places import make_jail
from tests.factories.sign_ins import signed_in
from tests.factories.visits import make_booking
from tests.stage.printers import is_here
from tests.web.browsers.emulated import HOST, Emulated, emulated_browser

Rendered = Callable[..., HttpResponse]


@pytest.fixture(scope="package")
def browser() -> Iterator[Emulated]:
    if not is_here("chromium"):
        pytest.skip("This machine has no chromium: bin/test installs it.")
    with emulated_browser() as browser:
        yield browser


@pytest.fixture(autouse=True)
def a_site_with_https(settings) -> None:
    settings.BASE_URL = f"https://{HOST}"
    settings.STORAGES = {
        **settings.STORAGES,
        "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
    }


@pytest.fixture
def rendered(db) -> Rendered:
    """Return a function that renders the page of a live surface, in a language."""

    def render(surface: str, language: str = "en") -> HttpResponse:
        client, path = CLIENTS[surface]()
        answer = client.get(path, headers={"Accept-Language": language})
        assert answer.status_code == 200
        return cast(HttpResponse, answer)

    return render


def _room() -> tuple[Client, str]:
    booking = make_booking(make_jail(), kind=VisitKind.REMOTE)
    return signed_in(booking.visitor.user), reverse("room", args=[booking.public_id])


def _wall() -> tuple[Client, str]:
    return signed_in(make_staff(Role.OFFICER, make_jail())), reverse("console")


CLIENTS: dict[str, Callable[[], tuple[Client, str]]] = {
    "monitor": lambda: (Client(), reverse("monitor")),
    "station": lambda: (Client(), reverse("station")),
    "room": _room,
    "wall": _wall,
}
