"""Answer requests whose body the server has not read, in words and in the person's language.

The server decides that before it reads (`parloir.config.bodies`), and hands the request on without
its body, so that middleware has found out who asks and in which language.
"""

from collections.abc import Callable, Mapping
from enum import StrEnum, auto
from typing import Final

from django.contrib.auth.views import redirect_to_login
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render

from parloir.web.body_limits import API_PREFIX

Handler = Callable[[HttpRequest], HttpResponse]
SCOPE_KEY: Final = "parloir.unread"
RETRY_SECONDS: Final = 10


class Unread(StrEnum):
    """Why the body of a request was not read."""

    TOO_LARGE = auto()
    SIGN_IN_FIRST = auto()
    """Pictures are read only from people who are signed in."""
    TOO_MANY_UPLOADS = auto()
    """Of this account, or of all."""
    TOO_MANY_CONNECTIONS = auto()
    """From this address."""


STATUS_OF: Final[Mapping[Unread, int]] = {
    Unread.TOO_LARGE: 413,
    Unread.SIGN_IN_FIRST: 302,
    Unread.TOO_MANY_UPLOADS: 429,
    Unread.TOO_MANY_CONNECTIONS: 429,
}


class UnreadMiddleware:
    """The last middleware: the ones before it have run, and no view and no check of a form has."""

    def __init__(self, get_response: Handler) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        word = getattr(request, "scope", {}).get(SCOPE_KEY)
        return self.get_response(request) if word is None else answer(request, Unread(word))


def answer(request: HttpRequest, unread: Unread) -> HttpResponse:
    if unread == Unread.SIGN_IN_FIRST:
        return redirect_to_login(request.path)
    status = STATUS_OF[unread]
    response: HttpResponse
    if request.path.startswith(API_PREFIX):  # made a problem by its own middleware
        response = JsonResponse({}, status=status)
    else:
        context = {"back_url": request.path}
        response = render(request, f"unread/{unread}.html", context, status=status)
    if status == 429:
        response.headers["Retry-After"] = str(RETRY_SECONDS)
    return response
