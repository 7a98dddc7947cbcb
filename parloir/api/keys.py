"""Handle the header Idempotency-Key."""

import json
import re
from collections.abc import Callable
from typing import Any

from django.http import HttpResponse

from parloir.api.access import ApiRequest
from parloir.api.problems import KEY_MISSING, MEDIA_TYPE, Problem
from parloir.clients.answers import Answer, answer_once

JSON = "application/json; charset=utf-8"
REPEATED = "Idempotency-Replayed"
_KEY = re.compile(r"[\x21-\x7e]{1,255}")

# For the document: ninja reads parameters from signatures, and this one is read here.
KEY_PARAMETER: dict[str, Any] = {
    "in": "header",
    "name": "Idempotency-Key",
    "required": True,
    "description": "A new value for each operation. The same key with the same body returns the "
    "first answer, for 24 hours; with another body it is refused (409).",
    "schema": {"type": "string", "minLength": 1, "maxLength": 255, "pattern": "^[!#-~][!-~]*$"},
    "example": "8e03978e-40d5-43dd-bc93-6894a57f9324",
}


def once(request: ApiRequest, act: Callable[[], HttpResponse]) -> HttpResponse:
    """Return the answer of `act`, or the one that it gave to this key before. Raises Problem.

    If `act` raises, nothing is stored and what it wrote is rolled back.
    """

    def answer() -> Answer:
        response = act()
        return Answer(response.status_code, response.content)

    given = answer_once(
        client=request.auth.client,
        key=_key_of(request),
        request=_what_is_asked(request),
        act=answer,
        now=request.auth.now,
    )
    kind = JSON if given.status < 400 else MEDIA_TYPE
    response = HttpResponse(given.body, status=given.status, content_type=kind)
    if given.is_repeated:
        response.headers[REPEATED] = "true"
    return response


def _key_of(request: ApiRequest) -> str:
    """Return the key, with or without the quotation marks that the draft asks for."""
    key = request.headers.get("Idempotency-Key", "").strip()
    if len(key) > 1 and key[0] == key[-1] == '"':
        key = key[1:-1]
    if not _KEY.fullmatch(key):
        raise Problem(KEY_MISSING)
    return key


def _what_is_asked(request: ApiRequest) -> str:
    """Return the request without spaces and in one order of members, to compare it with others."""
    body = json.loads(request.body) if request.body else None
    return f"{request.method} {request.get_full_path()}\n" + json.dumps(body, sort_keys=True)
