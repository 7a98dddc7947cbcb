"""Base classes and types of all messages.

Validation errors say where something is wrong, never its value: that may be a name or a PIN, and
errors can reach a log.
"""

from datetime import UTC, datetime, timedelta
from typing import Annotated

from pydantic import AfterValidator, AwareDatetime, BaseModel, BeforeValidator, ConfigDict
from pydantic import StringConstraints as Limits


class FromBrowser(BaseModel):
    """A message from a browser. It is validated strictly; unknown fields are ignored."""

    model_config = ConfigDict(
        frozen=True,
        strict=True,
        extra="ignore",
        use_attribute_docstrings=True,
        hide_input_in_errors=True,
    )


class ToBrowser(BaseModel):
    """A message from the server. Its sentences are in the reader's language."""

    model_config = ConfigDict(
        frozen=True, extra="forbid", use_attribute_docstrings=True, hide_input_in_errors=True
    )


def _utc(instant: datetime) -> datetime:
    return instant.astimezone(UTC)


def _read_instant(value: object) -> object:
    return datetime.fromisoformat(value) if isinstance(value, str) else value


def _require_utc(instant: datetime) -> datetime:
    if instant.utcoffset() != timedelta(0):
        raise ValueError("an instant is written in UTC")
    return instant


Instant = Annotated[AwareDatetime, AfterValidator(_utc)]
"""A moment, as ISO 8601 in UTC."""

SentInstant = Annotated[datetime, BeforeValidator(_read_instant), AfterValidator(_require_utc)]
"""A moment that the browser sends back as it was on the screen."""

PublicId = Annotated[str, Limits(max_length=12)]
Code = Annotated[str, Limits(max_length=20)]
LONGEST_NUMBER = 40
Number = Annotated[str, Limits(min_length=1, max_length=LONGEST_NUMBER)]
"""The browser's own number of an intent."""
