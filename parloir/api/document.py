"""The OpenAPI document: what ninja makes of the functions, with what it cannot know."""

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

ALWAYS_POSSIBLE = (401, 403, 429, 500, 503)
REASONS = {
    200: "Done.",
    201: "Booked.",
    400: "The body is not JSON, or the Idempotency-Key is missing.",
    401: "No token, or one that opens nothing.",
    403: "The token lacks the scope.",
    404: "Not there, or of another facility.",
    409: "The key belongs to another request, or the booking cannot be cancelled.",
    422: "A wrong form, or the rules say no.",
    429: "Too many requests: Retry-After says when to go on.",
    500: "A fault of ours. Repeat it with the same key.",
    503: "The database is busy. Repeat it with the same key.",
}
DESCRIPTION = """\
For the programs of a jail: when visits can be booked, and booking, moving and cancelling them. The
rules are those of the visitor's site, and so are the letters that visitors get.

- **Token.** `Authorization: Bearer parloir_…`. An administrator makes it under Configuration, for
  some facilities and scopes, and can revoke it. Facilities that are not the token's are answered
  like those that don't exist (404).
- **Times** are ISO 8601 with an offset. Any offset is taken; answers have that of the facility.
  A time without an offset is not taken.
- **Writing** needs a header `Idempotency-Key` (IETF draft *The Idempotency-Key HTTP Header
  Field*). The same key with the same body is answered as the first time for 24 hours, with
  `Idempotency-Replayed: true`; with another body it is refused (409). Two at once with one key do
  it once. So after a lost connection send the same request again.
- **Problems** are RFC 9457 `application/problem+json`. `detail` says what to do; `refusals` has
  every rule that says no, with a sentence for the visitor and the next date, if there is one.
- **Language.** Sentences are in the language that `Accept-Language` asks for, else in the default
  one.
- **Pace.** Each token has a number of requests a minute (600 unless an administrator said
  otherwise). Beyond it the answer is 429, with `Retry-After` in seconds.
"""


def answers(status: int, form: type[BaseModel], *problems: int) -> dict[int, Any]:
    """What an operation may answer: this, or one of these problems."""
    return {status: form} | dict.fromkeys(sorted({*problems, *ALWAYS_POSSIBLE}), ProblemOut)


def say(form: BaseModel, *, status: int = 200) -> HttpResponse:
    """The form as JSON, without the way through ninja's renderer, which is a slow one."""
    return HttpResponse(form.model_dump_json(), status=status, content_type=JSON)


def takes_a_key(declared: dict[str, Any]) -> dict[str, Any]:
    """For operations whose answer is kept: the document says that they need a key."""
    return {**declared, "openapi_extra": {**declared["openapi_extra"], "x-key": True}}


class DocumentedAPI(NinjaAPI):
    def on_exception(self, request: HttpRequest, exc: Any) -> HttpResponse:
        return problem_response(problem_of(exc))

    def get_openapi_operation_id(self, operation: Operation) -> str:
        return str(operation.view_func.__name__)

    def get_openapi_schema(self, **options: Any) -> OpenAPISchema:
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
        elif is_kept:
            response["headers"] = {
                REPEATED: {
                    "description": "`true` where this was answered before.",
                    "schema": {"type": "string"},
                }
            }
