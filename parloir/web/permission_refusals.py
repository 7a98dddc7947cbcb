"""Records in the audit what members of staff may not do, whichever page refuses it."""

from collections.abc import Callable

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse

from parloir.accounts.models import User
from parloir.clock import current_time
from parloir.facts.change_refused import ChangeRefused
from parloir.facts.permission_refusals import record_permission_refusal

Handler = Callable[[HttpRequest], HttpResponse]


class PermissionRefusalMiddleware:
    """Sees each view's PermissionDenied. The view's transaction is over by then."""

    def __init__(self, get_response: Handler) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, exception: Exception) -> None:
        if isinstance(exception, PermissionDenied):
            note_refusal(request, exception)


def note_refusal(request: HttpRequest, refused: PermissionDenied) -> None:
    """Record it. A page calls this itself if it answers the exception with words of its own."""
    if not isinstance(request.user, User) or request.resolver_match is None:
        return
    record_permission_refusal(
        user=request.user,
        asked=f"{request.method} {request.resolver_match.view_name}",
        reason=refused.reason if isinstance(refused, ChangeRefused) else "",
        at=refused.at if isinstance(refused, ChangeRefused) else (),
        now=current_time(),
    )
