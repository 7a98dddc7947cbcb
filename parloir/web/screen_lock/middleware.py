"""Refuses what a locked screen may not do, before any view sees the request."""

from collections.abc import Callable
from typing import Any

from django.http import HttpRequest, HttpResponse

from parloir.accounts.models import User
from parloir.accounts.screen_locks import lock_of, note_activity
from parloir.clock import machine_time
from parloir.factors.queries import must_pass
from parloir.web.screen_lock.reachable import is_activity, is_reachable
from parloir.web.screen_lock.views import locked_page
from parloir.web.sign_ins import sign_in_of

Handler = Callable[[HttpRequest], HttpResponse]


class ScreenLockMiddleware:
    """Answers 423 to a locked screen, and notes the activity of one that is open."""

    def __init__(self, get_response: Handler) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_view(self, request: HttpRequest, *_view: Any) -> HttpResponse | None:
        sign_in, user = sign_in_of(request), request.user
        if not sign_in or not isinstance(user, User) or not must_pass(user):
            return None
        now = machine_time()
        if not lock_of(sign_in=sign_in, now=now).is_locked:
            if is_activity(request):
                note_activity(sign_in=sign_in, now=now)
            return None
        return None if is_reachable(request) else locked_page(request)
