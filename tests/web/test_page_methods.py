"""Pages are read with GET or HEAD and sent with POST, and know no other method."""

import pytest
from django.test import Client

pytestmark = pytest.mark.django_db

OTHERS = ["PUT", "PATCH", "DELETE", "OPTIONS", "TRACE", "BREW"]


@pytest.mark.parametrize("method", OTHERS)
@pytest.mark.parametrize("address", ["/install/", "/account/login/", "/admin/login/", "/nothing/"])
def test_another_method_is_refused(address, method):
    answer = Client().generic(method, address)

    assert answer.status_code == 405
    assert answer.headers["Allow"] == "GET, HEAD, POST"
    assert "no-store" in answer.headers["Cache-Control"]


def test_the_page_itself_is_there():
    assert Client().get("/install/").status_code == 200
    assert Client().head("/install/").status_code == 200


def test_the_api_has_methods_of_its_own():
    assert Client().put("/api/v1/facilities").headers["Allow"] == "GET"
