"""A program's permissions change as a whole, and the audit has the values before and after."""

import pytest
from django.core.exceptions import ValidationError

from parloir.audit.models import AuditEvent
from parloir.clients.models import ApiClient
from parloir.clients.operations import change_client, create_client
from parloir.clients.scopes import Scope
from tests.factories.moments import NINE_ON_MONDAY
from tests.factories.people import OPERATOR
from tests.factories.places import make_jail

pytestmark = pytest.mark.django_db

DONE = {"by": OPERATOR, "now": NINE_ON_MONDAY}


@pytest.fixture
def jail():
    return make_jail(slug="jackson")


@pytest.fixture
def sent(jail):
    return {
        "name": "Roster", "facilities": [jail], "scopes": [Scope.READ_INMATES],
        "requests_a_minute": 600,
    }  # fmt: skip


@pytest.fixture
def client(sent):
    return create_client(**sent, **DONE)[0]


def changes():
    return AuditEvent.objects.filter(action="configure_change")


def test_it_may_what_is_named_and_nothing_else(client, sent):
    scopes = [Scope.READ_BOOKINGS, Scope.WRITE_BOOKINGS]
    change_client(client=client, **sent | {"scopes": scopes}, **DONE)
    assert ApiClient.objects.get().scopes == set(scopes)
    details = changes().get().details
    was, is_now = details["before"], details["after"]
    assert was == "may_read_bookings: False, may_write_bookings: False, may_read_inmates: True"
    assert is_now == "may_read_bookings: True, may_write_bookings: True, may_read_inmates: False"


def test_other_facilities_are_on_record_without_its_name(client, sent):
    clay = make_jail(slug="clay")
    change_client(client=client, **sent | {"facilities": [clay], "name": "Maria"}, **DONE)
    assert list(client.facilities.all()) == [clay]
    event = changes().get()
    assert event.details["what"] == "changed name, facilities that it may touch"
    assert "Maria" not in str(event.details)


def test_what_is_so_already_leaves_no_event(client, sent):
    change_client(client=client, **sent, **DONE)
    assert not changes().exists()


@pytest.mark.parametrize(("requests", "stands"), [(1, True), (0, False)])
def test_it_may_ask_once_a_minute_at_least(client, sent, requests, stands):
    wanted = sent | {"requests_a_minute": requests}
    if stands:
        change_client(client=client, **wanted, **DONE)
    else:
        with pytest.raises(ValidationError):
            change_client(client=client, **wanted, **DONE)
    assert ApiClient.objects.get().requests_a_minute == (1 if stands else 600)
