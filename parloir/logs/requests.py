"""A request for a log: its method, the name of its route and public ids, never its address."""

import logging
import re
from typing import Any, Final

METHODS: Final = frozenset(
    ("GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS", "CONNECT", "TRACE")
)
_NAMED_KINDS: Final = frozenset(("slug", "kind", "piece", "code"))
_PUBLIC: Final = re.compile(r"[0-9a-z-]{1,60}")

log = logging.getLogger("parloir.access")


def log_answer(request: Any, *, status: int, seconds: float) -> None:
    """Write the access line of a page, but none for a static file, which has no route.

    `request` is None if it could not be read.
    """
    if status < 400 and getattr(request, "resolver_match", None) is None:
        return
    log.info("%s in %.0f ms", describe(request, status=status), seconds * 1000)


def describe(request: Any, *, status: int) -> str:
    """Return method, route, public ids and status.

    The ids are those in the address, once a page has been found with them. Otherwise anything may
    stand in their place.
    """
    method = getattr(request, "method", None)
    said = method if method in METHODS else "OTHER"
    match = getattr(request, "resolver_match", None)
    route = match.view_name if match is not None else "unknown"
    ids = _ids(match.kwargs) if match is not None and 200 <= status < 300 else []
    return " ".join([said, route or "unnamed", *ids, str(status)])


def _ids(kwargs: dict[str, Any]) -> list[str]:
    return [
        f"{name}={value}"
        for name, value in kwargs.items()
        if (name.endswith("_id") or name in _NAMED_KINDS) and _PUBLIC.fullmatch(str(value))
    ]
