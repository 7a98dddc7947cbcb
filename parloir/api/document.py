"""Build the OpenAPI document: what ninja generates, with what it cannot know."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from ninja import NinjaAPI
from ninja.openapi.schema import OpenAPISchema
from ninja.operation import Operation
from pydantic import BaseModel

from parloir.api.access import Bearer
from parloir.api.keys import JSON, KEY_PARAMETER, REPEATED
from parloir.api.mistakes import problem_of
from parloir.api.problems import MEDIA_TYPE, problem_response
from parloir.api.schemas import ProblemOut

# What a program can do with a booking that it has made.
LINKS = {
    name: {"operationId": name, "parameters": {"booking_id": "$response.body#/id"}}
    for name in ("get_booking", "move_booking", "cancel_booking")
}
ALWAYS_POSSIBLE = (401, 403, 413, 429, 500, 503)
REASONS = {
    200: "Done.",
    201: "Booked.",
    400: "The body is not JSON, or the Idempotency-Key is missing.",
    401: "The token is missing or not valid.",
    403: "The token lacks the scope.",
    404: "Does not exist, or belongs to a facility outside the token.",
    409: "The key belongs to another request, or the booking cannot be cancelled or moved.",
    413: "The body is too large: no request needs more than 256 kB.",
    422: "The request is not valid, or the rules refuse it.",
    429: "Too many requests: Retry-After says when to continue.",
    500: "An error on our side. Repeat the request with the same key.",
    503: "The database is busy. Repeat the request with the same key.",
}
DESCRIPTION = """\
For a jail's own programs: find available times, and book, move and cancel visits. The rules are
those of the visitor's site, and visitors get the same letters.

- **Authentication.** Send `Authorization: Bearer parloir_…`. An administrator creates the token
  under Configuration, for some facilities and scopes, and can revoke it. Facilities outside the
  token are answered with 404, like those that don't exist.
- **Times** are ISO 8601 with an offset. Any offset is accepted; answers use the facility's. A time
  without an offset is refused.
- **Idempotency.** Requests that change something need an `Idempotency-Key` header (IETF draft *The
  Idempotency-Key HTTP Header Field*). For 24 hours, the same key with the same body returns the
  first answer, with `Idempotency-Replayed: true`; with another body it is refused (409). Two
  concurrent requests with one key are carried out once. So after a lost connection, send the same
  request again.
- **Errors** are RFC 9457 `application/problem+json`. `detail` says what to do; `refusals` has every
  rule that refuses the request, with a sentence for the visitor and the next date, if there is one.
- **Language.** Sentences are in the language of `Accept-Language`, or else in the default language.
- **Rate limit.** Each token has a number of requests per minute (600 by default; an administrator
  can change it). Beyond it the answer is 429, with `Retry-After` in seconds.
"""


def answers(status: int, form: type[BaseModel], *problems: int) -> dict[int, Any]:
    """Return the responses of an operation: this model, or one of these problems."""
    return {status: form} | dict.fromkeys(sorted({*problems, *ALWAYS_POSSIBLE}), ProblemOut)


def say(form: BaseModel, *, status: int = 200) -> HttpResponse:
    """Return the model as a JSON response, without ninja's renderer, which is slow."""
    return HttpResponse(form.model_dump_json(), status=status, content_type=JSON)


def takes_a_key(declared: dict[str, Any]) -> dict[str, Any]:
    """Document that an operation needs an idempotency key."""
    return {**declared, "openapi_extra": {**declared["openapi_extra"], "x-key": True}}


class DocumentedAPI(NinjaAPI):
    _document: OpenAPISchema | None = None

    def on_exception(self, request: HttpRequest, exc: Any) -> HttpResponse:
        return problem_response(problem_of(exc))

    def get_openapi_operation_id(self, operation: Operation) -> str:
        return str(operation.view_func.__name__)

    def get_openapi_schema(self, **options: Any) -> OpenAPISchema:
        """Return the document. It is built once, since that takes half a second of computing and
        anybody may ask for it, without a token."""
        if self._document is None:
            self._document = self._build_document(**options)
        return self._document

    def _build_document(self, **options: Any) -> OpenAPISchema:
        document = super().get_openapi_schema(**options)
        for methods in document["paths"].values():
            for operation in methods.values():
                _complete(operation)
        return document


def _complete(operation: dict[str, Any]) -> None:
    scope = operation.pop("x-scope", None)
    operation["security"] = [{Bearer.__name__: [scope] if scope else []}]
    operation["summary"] = operation["summary"].capitalize()
    for parameter in operation["parameters"]:
        parameter.pop("examples", None)  # they stand in its schema, where a list is right
    is_kept = operation.pop("x-key", False)
    if is_kept:
        operation["parameters"].append(KEY_PARAMETER)
    for status, response in operation["responses"].items():
        response["description"] = REASONS[status]
        if status >= 400:
            response["content"] = {MEDIA_TYPE: response["content"].pop("application/json")}
        elif status == 201:
            response["links"] = LINKS
        if status < 400 and is_kept:
            response["headers"] = {
                REPEATED: {
                    "description": "`true` if this answer was given before.",
                    "schema": {"type": "string"},
                }
            }
