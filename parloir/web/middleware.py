"""Headers and language of every response."""

from collections.abc import Callable

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseNotAllowed
from django.utils import translation
from django.utils.cache import patch_cache_control

from parloir.web.body_limits import API_PREFIX

PAGE_METHODS = ("GET", "HEAD", "POST")

Handler = Callable[[HttpRequest], HttpResponse]


class OnlyOursMiddleware:
    """Lets no cache keep a response and no other site include one (Fetch: CORP).

    What is the same for everybody says so (`Cache-Control: public`), as the static files do.
    Everything else may be personal, also a page that does not exist, and is not stored.
    """

    def __init__(self, get_response: Handler) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        if not _cache_words(response) & {"public", "no-store"}:
            patch_cache_control(response, private=True, no_store=True)
        response.headers.setdefault("Cross-Origin-Resource-Policy", "same-origin")
        return response


def _cache_words(response: HttpResponse) -> set[str]:
    words = response.headers.get("Cache-Control", "").split(",")
    return {word.strip().lower() for word in words}


class PermissionsPolicyMiddleware:
    """Allows camera and microphone only to our own pages (W3C Permissions Policy)."""

    def __init__(self, get_response: Handler) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        response.headers.setdefault(
            "Permissions-Policy",
            "camera=(self), microphone=(self), fullscreen=(self), geolocation=(), payment=()",
        )
        return response


class PageMethodsMiddleware:
    """Answers 405 to a page that is asked for with another method than GET, HEAD or POST.

    Pages know no other, and some views would answer it like a GET. The API has methods of its own.
    """

    def __init__(self, get_response: Handler) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if request.method not in PAGE_METHODS and not request.path.startswith(API_PREFIX):
            return HttpResponseNotAllowed(PAGE_METHODS)
        return self.get_response(request)


class NoZeroBytesMiddleware:
    """Answers 404 to an address with a zero byte, which PostgreSQL can neither store nor find."""

    def __init__(self, get_response: Handler) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if "\0" in request.path or "%00" in request.META.get("QUERY_STRING", ""):
            raise Http404
        return self.get_response(request)


class UserLanguageMiddleware:
    """Activates the language of a signed-in person's account, on every device."""

    def __init__(self, get_response: Handler) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if request.user.is_authenticated:
            translation.activate(request.user.language)
            request.LANGUAGE_CODE = request.user.language
        return self.get_response(request)
