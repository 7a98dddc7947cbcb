from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.utils.functional import SimpleLazyObject

from parloir.accounts.models import User
from parloir.accounts.policies import is_member_of_staff
from parloir.accounts.screen_locks import locked_from
from parloir.clock import machine_time
from parloir.factors.queries import PASSED
from parloir.languages import offered_languages
from parloir.media_node.relay import has_relay
from parloir.web.browsers import browsers_that_can
from parloir.web.sign_ins import sign_in_of


def site(request: HttpRequest) -> dict[str, Any]:
    """Return the values for every template. `is_staff_here` takes a query when it is read."""
    user = getattr(request, "user", None)
    return {
        "is_demo": settings.DEMO,
        "has_relay": has_relay(),
        "base_url": settings.BASE_URL,
        "languages": offered_languages(),
        "browsers_that_can": SimpleLazyObject(browsers_that_can),
        "screen_lock_seconds": SimpleLazyObject(lambda: _seconds_until_locked(request)),
        "asks_for_code": SimpleLazyObject(lambda: PASSED in request.session),
        "is_staff_here": SimpleLazyObject(
            lambda: isinstance(user, User) and is_member_of_staff(user)
        ),
    }


def _seconds_until_locked(request: HttpRequest) -> int:
    now = machine_time()
    until = locked_from(sign_in=sign_in_of(request), now=now)
    return max(int((until - now).total_seconds()), 0) if until else 0
