"""How much of a request's body is read, by route. It is decided before anything is read."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Final, TypeVar

from django.http import HttpResponse
from django.urls import Resolver404, resolve

from parloir.people.images import MOST_BYTES as PICTURE_BYTES

API_PREFIX: Final = "/api/"
ADMIN_PREFIX: Final = "/admin/"
# The longest answer that a form asks for has some thousand characters.
FORM_BYTES: Final = 256 * 1024
ADMIN_FORM_BYTES: Final = 1024 * 1024
API_BYTES: Final = 256 * 1024
# A picture, and what a form puts around it.
UPLOAD_BYTES: Final = PICTURE_BYTES + 1024 * 1024
_WITH_BODY: Final = frozenset({"POST", "PUT", "PATCH", "DELETE"})

# Views of the API and of Django's administration for every address that they do not have.
_CATCHES_ALL: Final = frozenset({"nothing_here", "catch_all_view"})

View = TypeVar("View", bound=Callable[..., HttpResponse])


@dataclass(frozen=True, slots=True)
class BodyLimit:
    """`is_upload`: it takes a picture, so only a signed-in person's is read, and few at a time.

    `is_urgent`: it does not wait for uploads that are not.
    """

    most_bytes: int
    is_upload: bool = False
    is_urgent: bool = False


NONE = BodyLimit(0)
_ATTRIBUTE: Final = "parloir_body_limit"


def takes_a_picture(*, is_urgent: bool = False) -> Callable[[View], View]:
    """Let a view read a picture. All other views read a form."""

    def mark(view: View) -> View:
        setattr(view, _ATTRIBUTE, BodyLimit(UPLOAD_BYTES, is_upload=True, is_urgent=is_urgent))
        return view

    return mark


def body_limit_of(method: str, path: str) -> BodyLimit:
    """Return what is read of a request. Of unknown addresses and methods nothing is read."""
    if method not in _WITH_BODY:
        return NONE
    try:
        view = resolve(path).func
    except Resolver404:
        return NONE
    if getattr(view, "__name__", "") in _CATCHES_ALL:
        return NONE
    if path.startswith(API_PREFIX):
        return BodyLimit(API_BYTES)
    if method != "POST":
        return NONE
    if path.startswith(ADMIN_PREFIX):
        return BodyLimit(ADMIN_FORM_BYTES)
    limit: BodyLimit = getattr(view, _ATTRIBUTE, BodyLimit(FORM_BYTES))
    return limit
