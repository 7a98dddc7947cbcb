"""Answer every error below /api/ as a problem, however early it happens."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse

from parloir.api.problems import (
    FAILED,
    NOT_FOUND,
    TOO_LARGE,
    TOO_MANY,
    UNREADABLE,
    WRONG_METHOD,
    Kind,
    Problem,
    problem_response,
)
from parloir.api.problems import MEDIA_TYPE as PROBLEM

Handler = Callable[[HttpRequest], HttpResponse]
PREFIX = "/api/"
KIND_OF: dict[int, Kind] = {
    404: NOT_FOUND,
    405: WRONG_METHOD,
    413: TOO_LARGE,
    429: TOO_MANY,
    500: FAILED,
}
KEPT_HEADERS = ("Allow", "Retry-After")


class ProblemsMiddleware:
    """Turns Django's error pages into problems, and forbids caches to store answers."""

    def __init__(self, get_response: Handler) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        if not request.path_info.startswith(PREFIX):
            return response
        if response.status_code >= 400 and response.headers.get("Content-Type") != PROBLEM:
            kind = KIND_OF.get(response.status_code, UNREADABLE)
            old = response.headers
            headers = {name: old[name] for name in KEPT_HEADERS if name in old}
            response = problem_response(Problem(kind, headers=headers))
        response.headers.setdefault("Cache-Control", "no-store")
        return response
