"""PostgreSQL cannot store a zero byte: an address with one is not found, and is no server error."""

import pytest

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    "address",
    ["/facilities/?q=a%00b", "/visits/a%00b/", "/kiosk%00/", "/monitor/?enrol=%00", "/?%00"],
)
def test_there_is_nothing_at_an_address_with_one(client, address):
    assert client.get(address).status_code == 404


def test_the_same_without_one_is_a_page(client):
    assert client.get("/facilities/?q=ab").status_code == 200
