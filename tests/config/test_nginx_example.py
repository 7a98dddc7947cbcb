"""The example for nginx allows what Parloir reads, and no more than one route needs it."""

import re
from pathlib import Path

import pytest
from django.urls import reverse

from parloir.config.connections import MOST_OF_AN_ADDRESS
from parloir.people.identity_queries import Piece
from parloir.sides import Side
from parloir.web.body_limits import ADMIN_FORM_BYTES, API_BYTES, FORM_BYTES, UPLOAD_BYTES

EXAMPLE = Path(__file__).resolve().parents[2] / "deploy" / "nginx.conf.example"
MEGABYTE = 1024 * 1024


@pytest.fixture
def example():
    return EXAMPLE.read_text()


def test_sizes_are_those_of_the_routes(example):
    sizes = [int(size) for size in re.findall(r"client_max_body_size (\d+)m;", example)]
    assert sizes == [
        max(ADMIN_FORM_BYTES, API_BYTES, FORM_BYTES) // MEGABYTE,
        UPLOAD_BYTES // MEGABYTE,
    ]


def test_pictures_have_a_place_of_their_own(example):
    (pattern,) = re.findall(r"location ~ (\S+) \{", example)
    taken = [
        *(reverse("take_picture", args=[piece.value]) for piece in Piece),
        *(reverse("take_still", args=["abcdefgh1234", side.value]) for side in Side),
    ]
    assert [path for path in taken if not re.search(pattern, path)] == []
    others = [reverse(name) for name in ("my_identity", "home", "account_login")]
    assert [path for path in others if re.search(pattern, path)] == []


def test_connections_of_an_address_are_those_of_the_server(example):
    assert f"limit_conn parloir_connections {MOST_OF_AN_ADDRESS};" in example
