"""How much of a body is read at each address."""

import pytest
from django.urls import URLPattern, get_resolver

from parloir.web.body_limits import (
    _ATTRIBUTE,
    ADMIN_FORM_BYTES,
    API_BYTES,
    FORM_BYTES,
    NONE,
    UPLOAD_BYTES,
    BodyLimit,
    body_limit_of,
)

PHOTO, STILL = "/identity/photo/", "/console/visits/one/stills/visitor/"
UPLOAD = BodyLimit(UPLOAD_BYTES, is_upload=True)
URGENT = BodyLimit(UPLOAD_BYTES, is_upload=True, is_urgent=True)


@pytest.mark.parametrize(
    ("method", "path", "limit"),
    [
        ("POST", PHOTO, UPLOAD),
        ("POST", STILL, URGENT),
        ("POST", "/account/login/", BodyLimit(FORM_BYTES)),
        ("POST", "/admin/facilities/facility/add/", BodyLimit(ADMIN_FORM_BYTES)),
        ("POST", "/api/v1/bookings", BodyLimit(API_BYTES)),
        ("DELETE", "/api/v1/bookings", BodyLimit(API_BYTES)),
        ("POST", "/nowhere/", NONE),
        ("POST", "/api/v1/nowhere", NONE),
        ("POST", "/admin/nowhere/", NONE),
        ("POST", "/identity/photo", NONE),
        ("POST", "/static/mark.svg", NONE),
        *(("GET", path, NONE) for path in (PHOTO, "/api/v1/bookings", "/nowhere/")),
        *(
            (method, PHOTO, NONE)
            for method in ("PUT", "PATCH", "DELETE", "OPTIONS", "HEAD", "BREW")
        ),
    ],
)
def test_limit_of_an_address(method, path, limit):
    assert body_limit_of(method, path) == limit


def test_only_these_addresses_take_pictures():
    """A new address that takes pictures joins this list, and `parloir.people.uploads`."""

    def patterns(of):
        for one in of.url_patterns:
            if isinstance(one, URLPattern):
                yield one
            else:
                yield from patterns(one)

    marked = {one.name for one in patterns(get_resolver()) if hasattr(one.callback, _ATTRIBUTE)}
    assert marked == {"take_picture", "take_still"}
