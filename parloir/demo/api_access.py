"""Create a program with a token, so that the API can be tried immediately."""

from datetime import datetime
from typing import Any, Final

from parloir.audit.actors import DEMO
from parloir.clients.operations import client_with_token, create_client
from parloir.clients.scopes import Scope
from parloir.demo import people
from parloir.facilities.models import Facility
from parloir.people.models import Visitor

NAME: Final = "Demonstration program"
# Benchmarks and drivers may send many requests: they can slow down only the demo.
REQUESTS_A_MINUTE: Final = 60_000


def api_access(
    *, before: dict[str, Any], facilities: list[Facility], base_url: str, now: datetime
) -> dict[str, Any]:
    """Return the program's entry for `demo.json`. A token that is no longer valid is replaced."""
    token = before.get("api", {}).get("token", "")
    if client_with_token(token, now=now) is None:
        _, token = create_client(
            name=NAME,
            facilities=facilities,
            scopes=list(Scope),
            requests_a_minute=REQUESTS_A_MINUTE,
            by=DEMO,
            now=now,
        )
    email = people.VISITORS[0][0]
    return {
        "url": f"{base_url}/api/v1",
        "token": token,
        "scopes": [str(scope) for scope in Scope],
        "visitor_id": Visitor.objects.get(user__email=email).public_id,
    }
