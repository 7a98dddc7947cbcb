"""Members of staff who have typed only their password reach nothing, whatever they ask for."""

from dataclasses import replace

import pytest
from django.conf import settings
from django.test import Client
from django.urls import reverse

from parloir.accounts.models import Role
from parloir.web.second_factor.gate import OPEN, SETUP
from parloir.web.signin_backend import BACKEND
from tests.access.actors import STAFF_HERE, SUPERUSER, Actor
from tests.access.house import House
from tests.access.rows import Row
from tests.access.table import TABLE
from tests.access.visit import come

pytestmark = pytest.mark.django_db
CLOSED = [row for row in TABLE if row.route not in OPEN | {SETUP, "favicon.ico"}]
WHO = (STAFF_HERE[Role.OFFICER], STAFF_HERE[Role.ADMINISTRATOR], SUPERUSER)


@pytest.fixture
def house_without_factors(house: House) -> House:
    """A house in whose browsers staff have typed no code yet."""
    return replace(house, sessions={actor: _session(house, actor) for actor in WHO})


def _session(house: House, actor: Actor) -> str:
    client = Client()
    client.force_login(house.users[actor], backend=BACKEND)
    return client.cookies[settings.SESSION_COOKIE_NAME].value


def test_every_route_is_closed_before_the_second_factor(house_without_factors: House):
    setup = reverse(SETUP)
    found = {
        f"{row} by {actor}": _where(house_without_factors, row, actor)
        for row in CLOSED
        for actor in WHO
    }
    assert {what: where for what, where in found.items() if where != (setup, frozenset())} == {}


def _where(house: House, row: Row, actor: Actor) -> tuple[str, frozenset[str]]:
    """Return where somebody is sent, and which tables that wrote."""
    outcome = come(house, row, actor)
    return outcome.location.partition("?")[0], outcome.tables


def test_the_configuration_is_closed_page_by_page(house_without_factors: House):
    client = Client()
    client.cookies[settings.SESSION_COOKIE_NAME] = house_without_factors.sessions[SUPERUSER]
    for address in ("", "accounts/user/", "facilities/facility/add/", "login/", "jsi18n/"):
        answer = client.get(f"{reverse('admin:index')}{address}")
        assert answer["Location"].startswith(reverse(SETUP)), address
