"""What goes wrong, as RFC 9457 has it: each kind has an address that says what to do."""

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
    """`advice` is for whoever reads the answer, where nothing more exact can be said."""

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
        "Send a header Idempotency-Key with a new value for each thing to be done, such as a "
        "UUID: 1 to 255 visible ASCII characters. Repeat it when you repeat the request."
    ),
)
NOT_KNOWN = Kind(
    "not_known",
    401,
    _("This token opens nothing"),
    _(
        "Send a header Authorization: Bearer, with the token after it. If it was revoked or is "
        "lost, ask an administrator of the facility for a new one."
    ),
)
SCOPE_MISSING = Kind(
    "scope_missing",
    403,
    _("This token does not reach so far"),
    _("Ask an administrator of the facility to allow this program more."),
)
NOT_FOUND = Kind(
    "not_found",
    404,
    _("There is no such thing here"),
    _("Look at the address and the ids in it: a token sees its own facilities alone."),
)
WRONG_METHOD = Kind(
    "wrong_method",
    405,
    _("This address does not take this method"),
    _("The header Allow names those that it takes."),
)
CANNOT_CANCEL = Kind(
    "cannot_cancel",
    409,
    _("This booking cannot be cancelled"),
    _("Nothing was changed. Read the booking again to see how it stands."),
)
CANNOT_MOVE = Kind(
    "cannot_move",
    409,
    _("This booking cannot be moved"),
    _(
        "Nothing was changed: its time has come, or it is closed. Read it again to see how it "
        "stands."
    ),
)
KEY_USED_OTHERWISE = Kind(
    "key_used_otherwise",
    409,
    _("This Idempotency-Key belongs to another request"),
    _("Nothing was done. Send a new request with a new key, and a repeated one unchanged."),
)
INVALID = Kind(
    "invalid",
    422,
    _("Something in the request has the wrong form"),
    _("The member errors says what, and where. Nothing was done: correct it and send it again."),
)
REFUSED = Kind(
    "refused",
    422,
    _("The rules of the facility say no"),
    _("The member refusals has each rule with a sentence. Ask for the available times."),
)
TOO_MANY = Kind(
    "too_many",
    429,
    _("Too many requests"),
    _("Wait as many seconds as the header Retry-After says, then go on."),
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
        INVALID,
        REFUSED,
        TOO_MANY,
        FAILED,
        BUSY,
    )
}


class Problem(Exception):
    """Ends the request with this answer."""

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
