"""What is said to a browser whose message changed nothing."""

from typing import Literal

ErrorCode = Literal[
    "malformed",
    "unknown_type",
    "not_allowed_now",
    "unknown_intent",
    "bad_arguments",
    "too_large",
    "media_unavailable",
    "media_refused",
    "gone",
]

CLOSED_NOT_ADMITTED = 4401
"""A socket closed with this code is not enrolled or not signed in: the page is loaded again."""

CLOSED_SUPERSEDED = 4409
"""Another browser has taken this device's place: it connects again only if the person asks."""


class BadMessage(Exception):
    """What a browser sent is not of the protocol, or not possible."""

    def __init__(self, code: ErrorCode) -> None:
        super().__init__(code)
        self.code: ErrorCode = code
