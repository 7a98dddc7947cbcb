"""Staff reach nothing before they have passed a second factor, whichever page they ask for.

Pages are closed unless they are listed here, so a new one is closed too.
"""

from collections.abc import Callable, Mapping, Sequence
from datetime import timedelta
from typing import Any
from urllib.parse import urlencode

from django.contrib.auth import logout
from django.contrib.auth.views import redirect_to_login
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse

from parloir.accounts.models import User
from parloir.accounts.sign_ins import standing_sign_in
from parloir.clock import current_time
from parloir.factors.queries import has_factor, may_go_on
from parloir.web.middleware import Handler
from parloir.web.sign_ins import sign_in_of

SETUP = "second_factor_setup"
OPEN = frozenset(
    {
        *("account_logout", "account_inactive", "set_language"),
        # They are the same for everybody, and machines ask for them.
        *("parloir.web.shell.favicon", "manifest", "offline", "service_worker"),
        *("healthz", "readyz", "metrics"),
    }
)
SET_UP_WITHIN = timedelta(minutes=30)
"""For so long after the password a first factor is set up without asking for it again."""


class SecondFactorMiddleware:
    def __init__(self, get_response: Handler) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_view(
        self,
        request: HttpRequest,
        view: Callable[..., HttpResponse],
        args: Sequence[Any],
        kwargs: Mapping[str, Any],
    ) -> HttpResponse | None:
        user = request.user
        if not isinstance(user, User) or may_go_on(user, request.session):
            return None
        asked = request.resolver_match.view_name if request.resolver_match else ""
        if asked in OPEN:
            return None
        if has_factor(user) or not _is_fresh(request):
            return _sign_in_again(request)
        return None if asked == SETUP else _lead_to_setup(request)


def _is_fresh(request: HttpRequest) -> bool:
    found = standing_sign_in(sign_in_of(request))
    return found is not None and current_time() - found.began_at <= SET_UP_WITHIN


def _sign_in_again(request: HttpRequest) -> HttpResponse:
    logout(request)
    return redirect_to_login(_wanted(request))


def _lead_to_setup(request: HttpRequest) -> HttpResponse:
    return redirect(f"{reverse(SETUP)}?{urlencode({'next': _wanted(request)})}")


def _wanted(request: HttpRequest) -> str:
    """Return the page that was asked for, if it can be asked for again."""
    return request.get_full_path() if request.method == "GET" else reverse("console")
