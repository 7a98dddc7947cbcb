"""Tells the audit where each request for a page or of a program comes from."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse

from parloir.source import Source, coming_from
from parloir.web.sign_ins import sign_in_of

Handler = Callable[[HttpRequest], HttpResponse]


class SourceMiddleware:
    """Everything after the session comes from the address and the sign-in of this request."""

    def __init__(self, get_response: Handler) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        address = str(request.META.get("REMOTE_ADDR", ""))
        with coming_from(Source(address, lambda: sign_in_of(request))):
            return self.get_response(request)
