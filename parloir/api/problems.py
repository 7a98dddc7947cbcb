"""The problems of the API (RFC 9457). Each kind has an address that says what to do."""

from dataclasses import dataclass
from typing import Any, Final

from django.core.serializers.json import DjangoJSONEncoder
from django.http import HttpResponse, JsonResponse
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

MEDIA_TYPE: Final = "application/problem+json"


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of problem. `advice` says what to do, unless a more specific detail is given."""

    code: str
    status: int
    title: Promise
    advice: Promise


UNREADABLE = Kind(
    "unreadable",
    400,
    _("The request cannot be read"),
    _("Send the body as JSON, in UTF-8, with Content-Type: application/json."),
)
KEY_MISSING = Kind(
    "key_missing",
    400,
    _("The Idempotency-Key is missing"),
    _(
        "Send an Idempotency-Key header with a new value for each operation, such as a UUID: 1 to "
        "255 visible ASCII characters. Repeat it when you repeat the request."
    ),
)
NOT_KNOWN = Kind(
    "not_known",
    401,
    _("This token is not valid"),
    _(
        "Send an Authorization header: Bearer, followed by the token. If its time is over, or it "
        "was revoked or lost, ask an administrator of the facility for a new one."
    ),
)
SCOPE_MISSING = Kind(
    "scope_missing",
    403,
    _("This token lacks a scope"),
    _("Ask an administrator of the facility to allow this program more."),
)
NOT_FOUND = Kind(
    "not_found",
    404,
    _("Nothing was found at this address"),
    _("Check the address and the ids in it: a token sees only its own facilities."),
)
WRONG_METHOD = Kind(
    "wrong_method",
    405,
    _("This address does not allow this method"),
    _("The Allow header lists the methods that it allows."),
)
CANNOT_CANCEL = Kind(
    "cannot_cancel",
    409,
    _("This booking cannot be cancelled"),
    _("Nothing was changed. Get the booking again to see its state."),
)
CANNOT_MOVE = Kind(
    "cannot_move",
    409,
    _("This booking cannot be moved"),
    _(
        "Nothing was changed: its time has come, or it is closed. Get the booking again to see its "
        "state."
    ),
)
KEY_USED_OTHERWISE = Kind(
    "key_used_otherwise",
    409,
    _("This Idempotency-Key belongs to another request"),
    _("Nothing was done. Send a new request with a new key, and a repeated one unchanged."),
)
TOO_LARGE = Kind(
    "too_large",
    413,
    _("The request is too large"),
    _("Nothing was read or done. Send a smaller body: no request needs more than 256 kB."),
)
INVALID = Kind(
    "invalid",
    422,
    _("The request is not valid"),
    _(
        "The member errors says what is wrong, and where. Nothing was done: correct the request "
        "and send it again."
    ),
)
REFUSED = Kind(
    "refused",
    422,
    _("The rules of the facility say no"),
    _("The member refusals has each rule with a sentence. Get the available times."),
)
TOO_MANY = Kind(
    "too_many",
    429,
    _("Too many requests"),
    _("Wait for the number of seconds in the Retry-After header, then continue."),
)
FAILED = Kind(
    "failed",
    500,
    _("Something went wrong on our side"),
    _(
        "Send the same request again, with the same Idempotency-Key: nothing is done twice. If "
        "it fails again, tell the people who run this server when it happened."
    ),
)
BUSY = Kind(
    "busy",
    503,
    _("The database is busy"),
    _("Nothing was done. Send the same request again in a moment, with the same key."),
)

KINDS: Final = {
    kind.code: kind
    for kind in (
        UNREADABLE,
        KEY_MISSING,
        NOT_KNOWN,
        SCOPE_MISSING,
        NOT_FOUND,
        WRONG_METHOD,
        CANNOT_CANCEL,
        CANNOT_MOVE,
        KEY_USED_OTHERWISE,
        TOO_LARGE,
        INVALID,
        REFUSED,
        TOO_MANY,
        FAILED,
        BUSY,
    )
}


class Problem(Exception):
    """Ends the request with this problem as the answer."""

    def __init__(
        self, kind: Kind, detail: str = "", *, headers: dict[str, str] | None = None, **members: Any
    ) -> None:
        super().__init__(kind.code)
        self.kind, self.detail, self.headers = kind, detail, headers or {}
        self.members = members


def problem_response(problem: Problem) -> HttpResponse:
    kind = problem.kind
    content = {
        "type": reverse("api_problem", args=[kind.code]),
        "title": str(kind.title),
        "status": kind.status,
        "detail": problem.detail or str(kind.advice),
        **problem.members,
    }
    return JsonResponse(
        content,
        encoder=DjangoJSONEncoder,
        status=kind.status,
        content_type=MEDIA_TYPE,
        headers=problem.headers,
    )
