"""What an operator reads about the relay."""

import pytest
from bs4 import BeautifulSoup
from django.utils import timezone

from parloir.accounts.models import Role
from parloir.liveness.operations import beat
from parloir.media.relay import read_relay_address
from parloir.media_node.relay import RELAY
from tests.factories.people import make_staff
from tests.factories.places import make_jail
from tests.factories.sign_ins import signed_in

pytestmark = pytest.mark.django_db


def paragraphs(language="en"):
    operator = make_staff(
        Role.ADMINISTRATOR, make_jail(), language=language, is_staff=True, is_superuser=True
    )
    page = signed_in(operator).get("/admin/")
    part = BeautifulSoup(page.content, "html.parser").find(id="relay")
    return [" ".join(paragraph.get_text().split()) for paragraph in part.find_all("p")]


@pytest.mark.parametrize(
    ("language", "well", "ill"),
    [("en", "answers", "does not answer"), ("es", "responde", "no responde")],
)
def test_each_address_is_shown_with_whether_it_answers(settings, language, well, ill):
    urls = ["turn:relay.example", "turns:relay.example"]
    settings.TURN_URLS = tuple(read_relay_address(url) for url in urls)
    beat(name=RELAY, facts={urls[0]: True, urls[1]: False}, now=timezone.now())

    assert paragraphs(language) == [f"{urls[0]}: {well}", f"{urls[1]}: {ill}"]


def test_where_there_is_none_the_page_says_what_that_means(settings):
    settings.TURN_URLS = ()

    (said,) = paragraphs()

    assert said.startswith("There is none: browsers in networks that block UDP")
