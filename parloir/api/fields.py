"""Types of single values, with the texts for values that are not accepted."""

from datetime import date, datetime
from typing import Annotated, Any

from django.utils.translation import gettext as _
from pydantic import BeforeValidator, StringConstraints, WithJsonSchema
from pydantic_core import PydanticCustomError

from parloir.scheduling.wall_time import SENSIBLE_YEARS

OURS = "parloir_"


def wrong(code: str, sentence: str) -> PydanticCustomError:
    """Return a validation error with a sentence that `mistakes` passes on unchanged."""
    return PydanticCustomError(OURS + code, "{sentence}", {"sentence": sentence})


def read_moment(value: Any) -> datetime:
    """Parse ISO 8601 with any offset. The offset stays, as it may name a time the clock skips."""
    try:
        moment = datetime.fromisoformat(value)
    except (TypeError, ValueError):
        raise wrong("moment", _("Write a time as 2026-05-11T10:00:00-05:00.")) from None
    if moment.utcoffset() is None:
        raise wrong(
            "moment_without_offset",
            _("Write the offset too, as in 2026-05-11T10:00:00-05:00, or Z for UTC."),
        )
    _require_sensible(moment)
    return moment


def read_day(value: Any) -> date:
    try:
        day = date.fromisoformat(value)
    except (TypeError, ValueError):
        raise wrong("day", _("Write a date as 2026-05-11.")) from None
    _require_sensible(day)
    return day


def _require_sensible(day: date) -> None:
    if day.year not in SENSIBLE_YEARS:
        raise wrong("year", _("Write a year from 2000 to 2099."))


# With the years that `_require_sensible` takes, for programs that read the document.
_DATE = r"20\d\d-(0[1-9]|1[0-2])-(0[1-9]|[12]\d|3[01])"

Moment = Annotated[
    datetime,
    BeforeValidator(read_moment),
    WithJsonSchema(
        {
            "type": "string",
            "format": "date-time",
            "pattern": rf"^{_DATE}T([01]\d|2[0-3]):[0-5]\d:[0-5]\d(\.\d{{1,6}})?"
            r"(Z|[+-]([01]\d|2[0-3]):[0-5]\d)$",
            "description": "ISO 8601 with any offset.",
            "examples": ["2026-05-11T10:00:00-05:00"],
        }
    ),
]
Day = Annotated[
    date,
    BeforeValidator(read_day),
    WithJsonSchema(
        {
            "type": "string",
            "format": "date",
            "pattern": f"^{_DATE}$",
            "description": "A date on the facility's calendar.",
            "examples": ["2026-05-11"],
        }
    ),
]
# No database and no log takes control characters gladly.
Word = Annotated[
    str, StringConstraints(min_length=1, max_length=60, pattern=r"^[^\x00-\x1f\x7f]+$")
]
