"""A token ends: after a year, or on the day that was chosen for it."""

from datetime import UTC, date, datetime, timedelta

import pytest

from parloir.clients.operations import change_client, client_with_token, create_client
from parloir.clients.scopes import Scope
from tests.factories.moments import NINE_ON_MONDAY
from tests.factories.people import OPERATOR

pytestmark = pytest.mark.django_db

DONE = {"by": OPERATOR, "now": NINE_ON_MONDAY}
SECOND = timedelta(seconds=1)


def make(**fields):
    return create_client(
        name="Jail management", facilities=[], scopes=[Scope.READ_BOOKINGS], **DONE, **fields
    )


def after(day):
    """Return the first instant at which a token of this last day is over."""
    return datetime.combine(day + timedelta(days=1), datetime.min.time(), UTC)


@pytest.mark.parametrize("chosen", [None, date(2026, 6, 30)])
def test_token_is_valid_until_the_end_of_its_last_day(chosen):
    client, token = make(valid_until=chosen)
    last = chosen or (NINE_ON_MONDAY + timedelta(days=365)).date()
    assert client.valid_until == last
    assert client_with_token(token, now=after(last) - SECOND) == client
    assert client_with_token(token, now=after(last)) is None


def test_day_can_be_changed_and_is_kept_where_none_is_given():
    client, token = make()
    same = {"name": "Jail management", "facilities": [], "scopes": [], "requests_a_minute": 600}
    sooner = date(2026, 5, 12)
    change_client(client=client, valid_until=sooner, **same, **DONE)
    change_client(client=client, **same, **DONE)
    assert client_with_token(token, now=after(sooner) - SECOND) is not None
    assert client_with_token(token, now=after(sooner)) is None
