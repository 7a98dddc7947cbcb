"""Which requests a locked screen still makes, and which are nobody's activity."""

from django.http import HttpRequest

from parloir.web.body_limits import API_PREFIX

AUTOMATIC = "X-Parloir-Automatic"
"""The header of requests that a page makes by itself."""

_UNLOCKING = frozenset({"account_unlock", "screen_lock", "account_logout"})
_NEW_PASSWORD = frozenset(
    {
        "account_reset_password",
        "password_link_sent",
        "account_confirm_password_reset_code",
        "account_complete_password_reset",
        "account_reset_password_completed",
        "password_sheet",
        "password_by_link",
    }
)
_OF_NOBODY = frozenset(
    {"healthz", "readyz", "metrics", "manifest", "offline", "service_worker", "set_language"}
)
_OF_DEVICES = frozenset({"monitor", "station"})
# The wall keeps its pictures, and its socket refuses what a locked screen may not do. The pictures
# of a visit that was terminated there are sent afterwards.
_OF_THE_WALL = frozenset({"console", "take_still"})
_REACHABLE = _UNLOCKING | _NEW_PASSWORD | _OF_NOBODY | _OF_DEVICES | _OF_THE_WALL


def is_reachable(request: HttpRequest) -> bool:
    """Return whether a locked screen may make this request."""
    name = request.resolver_match.view_name if request.resolver_match else ""
    return name in _REACHABLE or request.path.startswith(API_PREFIX)


def is_activity(request: HttpRequest) -> bool:
    """Return whether a person is behind this request."""
    name = request.resolver_match.view_name if request.resolver_match else ""
    if AUTOMATIC in request.headers or name in _OF_NOBODY:
        return False
    return name != "screen_lock" or request.method == "POST"
