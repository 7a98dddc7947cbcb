"""What an administrator reads about the media server."""

import pytest
from bs4 import BeautifulSoup

from parloir.accounts.models import Role
from tests.factories.people import make_staff
from tests.factories.places import make_jail
from tests.factories.sign_ins import signed_in

pytestmark = pytest.mark.django_db


def paragraphs(language="en"):
    administrator = make_staff(
        Role.ADMINISTRATOR, make_jail(), language=language, is_staff=True, is_superuser=True
    )
    page = signed_in(administrator).get("/admin/")
    part = BeautifulSoup(page.content, "html.parser").find(id="media-server")
    return [" ".join(paragraph.get_text().split()) for paragraph in part.find_all("p")]


def test_pinned_one_is_said_with_version_and_hash(settings):
    settings.JANUS_VERSION, settings.JANUS_SOURCE_HASH = "1.4.1", "cd" * 32
    settings.JANUS_PINNED = True

    assert paragraphs() == [
        "Janus 1.4.1: built from the source that was tried with this version of Parloir.",
        f"SHA-256 of its source: {'cd' * 32}",
    ]


def test_other_one_is_said_not_to_be_tried(settings):
    settings.JANUS_VERSION, settings.JANUS_SOURCE_HASH = "1.5.0", ""
    settings.JANUS_PINNED = False

    told = paragraphs()

    assert told[0].startswith("Janus 1.5.0: not tried with this version of Parloir.")
    assert told[1:] == ["What it was built from is not recorded."]


def test_unknown_one_is_said_to_be_unknown(settings):
    settings.JANUS_VERSION = ""

    assert paragraphs() == ["Nothing is known of the media server: bin/run did not start it."]


def test_page_says_it_in_spanish_too(settings):
    settings.JANUS_VERSION, settings.JANUS_SOURCE_HASH = "1.4.1", "cd" * 32
    settings.JANUS_PINNED = True

    tried, shown = paragraphs(language="es")

    assert tried == (
        "Janus 1.4.1: compilado a partir del código fuente que se probó con esta versión de "
        "Parloir."
    )
    assert shown == f"SHA-256 de su código fuente: {'cd' * 32}"
