"""Turn exceptions into problems."""

import logging
from typing import Any

from django.db import DatabaseError, OperationalError
from django.utils.translation import gettext as _
from ninja.errors import AuthenticationError, HttpError, ValidationError

from parloir.api.fields import OURS
from parloir.api.problems import (
    BUSY,
    FAILED,
    INVALID,
    KEY_USED_OTHERWISE,
    NOT_KNOWN,
    UNREADABLE,
    Problem,
)
from parloir.clients.answers import KeyUsedOtherwise

log = logging.getLogger(__name__)


def problem_of(error: Exception) -> Problem:
    match error:
        case Problem():
            return error
        case AuthenticationError():
            return Problem(NOT_KNOWN, headers={"WWW-Authenticate": 'Bearer realm="parloir"'})
        case ValidationError():
            return Problem(INVALID, errors=[_mistake(one) for one in error.errors])
        case KeyUsedOtherwise():
            return Problem(KEY_USED_OTHERWISE)
        case HttpError():  # a body that is not JSON
            return Problem(UNREADABLE)
        case OperationalError():
            log.warning("The API could not reach the database or waited for it too long")
            return Problem(BUSY, headers={"Retry-After": "1"})
        case DatabaseError():  # its message has the values of a row: that stays out of the log
            log.error("A request to the API failed (%s)", type(error).__name__)
            return Problem(FAILED)
        case _:
            log.error("A request to the API failed", exc_info=error)
            return Problem(FAILED)


def _mistake(error: dict[str, Any]) -> dict[str, str]:
    """Return where and what is wrong, without the value, which may be somebody's name."""
    where = [str(part) for part in error["loc"]]
    within = [part for part in where[1:] if part not in {"wanted", "asked"}]
    return {"where": ".".join([where[0], *within]), "what": _what_is_wrong(error)}


def _what_is_wrong(error: dict[str, Any]) -> str:
    kind = str(error["type"])
    if kind.startswith(OURS):
        return str(error["msg"])
    if kind == "missing":
        return _("This is missing.")
    if kind == "extra_forbidden":
        return _("There is no such member. Look at how it is spelled.")
    if kind == "enum":
        return _("Write one of these: %(values)s.") % {"values": error["ctx"]["expected"]}
    if kind in {"greater_than_equal", "less_than_equal", "int_parsing"}:
        return _("Write a whole number within the limits that the document gives.")
    return _("This has another form than the document says. Look there.")
