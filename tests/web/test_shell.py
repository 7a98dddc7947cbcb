"""What makes the site an app, and its error pages."""

import json
from http import HTTPStatus
from pathlib import Path

import pytest
from bs4 import BeautifulSoup
from django.conf import settings
from django.contrib.auth.models import AnonymousUser
from django.contrib.staticfiles import finders
from django.template.loader import render_to_string
from django.test import RequestFactory
from django.utils import translation
from PIL import Image

from parloir.sanctions.grounds import GROUNDS
from parloir.web import shell
from parloir.web.templatetags import uswds


@pytest.fixture(autouse=True)
def static_files_without_hashes(settings):
    settings.STORAGES = {
        **settings.STORAGES,
        "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
    }


@pytest.fixture
def request_of_a_stranger():
    request = RequestFactory().get("/offline/")
    request.user = AnonymousUser()
    request._messages = []
    return request


def test_the_manifest_names_icons_of_the_sizes_that_phones_ask_for(request_of_a_stranger):
    response = shell.manifest(request_of_a_stranger)
    manifest = json.loads(response.content)

    assert response["Content-Type"] == "application/manifest+json"
    assert manifest["display"] == "standalone"
    pictures = [icon for icon in manifest["icons"] if icon["type"] == "image/png"]
    assert {icon["sizes"] for icon in pictures} == {"192x192", "512x512"}
    for icon in pictures:
        with Image.open(finders.find(Path(icon["src"]).name)) as image:
            assert f"{image.width}x{image.height}" == icon["sizes"]


def test_the_offline_page_asks_for_nothing_but_its_style(request_of_a_stranger):
    soup = BeautifulSoup(shell.offline(request_of_a_stranger).content, "html.parser")

    assert soup.h1.text == "You are offline"
    assert [link["href"] for link in soup("link", rel="stylesheet")] == [
        "/static/built/css/site.css"
    ]
    assert soup("form") == []


def test_the_service_worker_is_the_built_script(request_of_a_stranger, tmp_path, monkeypatch):
    built = tmp_path / "service-worker.js"
    built.write_text("self.addEventListener()")
    monkeypatch.setattr(finders, "find", lambda path: str(built) if path == shell.WORKER else None)

    response = shell.service_worker(request_of_a_stranger)

    assert response.status_code == HTTPStatus.OK
    assert response.content == b"self.addEventListener()"
    assert response["Content-Type"].startswith("text/javascript")


@pytest.mark.parametrize("name", ["400", "403", "403_csrf", "404", "429", "500"])
def test_each_error_page_says_what_to_do_and_needs_no_request(name):
    soup = BeautifulSoup(render_to_string(f"{name}.html"), "html.parser")

    assert soup.h1.text.strip()
    assert len(soup.main("p")[0].text) > len(soup.h1.text)
    assert [link["href"] for link in soup.main("a")] == ["/"]


@pytest.mark.parametrize("spoken", ["en", "es"])
def test_the_page_can_be_turned_into_every_language_by_its_own_name(request_of_a_stranger, spoken):
    with translation.override(spoken):
        page = render_to_string("404.html", request=request_of_a_stranger)
    soup = BeautifulSoup(page, "html.parser")

    languages = soup.find("form", class_="p-languages")

    offered = [(button["value"], button.text) for button in languages("button")]
    assert offered == settings.LANGUAGES
    assert offered[:2] == [("en", "English"), ("es", "Español")]
    assert [button["value"] for button in languages("button", {"aria-current": "true"})] == [spoken]
    assert languages.find("input", {"name": "next"})["value"] == "/offline/"


def test_no_page_carries_script_or_style_of_its_own(request_of_a_stranger):
    soup = BeautifulSoup(render_to_string("404.html", request=request_of_a_stranger), "html.parser")

    assert [tag for tag in soup("script") if not tag.get("src")] == []
    assert soup("style") == []
    assert soup(style=True) == []


def test_every_ground_for_ending_a_visit_has_a_drawing():
    sprite = BeautifulSoup(Path(finders.find(uswds.SPRITE)).read_text(), "html.parser")
    drawn = {symbol["id"] for symbol in sprite("symbol")}

    assert GROUNDS.keys() - drawn == set()
