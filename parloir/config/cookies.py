"""Read a cookie of a request that no middleware has seen yet."""

from collections.abc import Mapping
from http.cookies import CookieError, SimpleCookie
from typing import Any


def cookie_in(scope: Mapping[str, Any], name: str) -> str:
    """Return its value, or an empty text."""
    cookies: SimpleCookie = SimpleCookie()
    for header, value in scope.get("headers", ()):
        if header == b"cookie":
            try:
                cookies.load(value.decode("latin-1"))
            except CookieError:
                continue
    return cookies[name].value if name in cookies else ""
