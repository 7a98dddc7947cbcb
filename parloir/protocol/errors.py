"""Errors: the answers to messages that changed nothing."""

from enum import StrEnum, auto


class ErrorCode(StrEnum):
    """Why a message of a browser changed nothing."""

    MALFORMED = auto()
    UNKNOWN_TYPE = auto()
    NOT_ALLOWED_NOW = auto()
    UNKNOWN_INTENT = auto()
    BAD_ARGUMENTS = auto()
    TOO_LARGE = auto()
    MEDIA_UNAVAILABLE = auto()
    MEDIA_REFUSED = auto()
    GONE = auto()
    LOCKED = auto()


CLOSED_NOT_ADMITTED = 4401
"""A socket closed with this code is not enrolled or not signed in: the page is loaded again."""

CLOSED_SUPERSEDED = 4409
"""This page is open so often that its oldest connection was closed: it connects again only if the
person asks."""


CLOSED_TOO_MUCH = 4429
"""The account sent too much. The reason of the close is the number of seconds after which the page
may connect again."""


class BadMessage(Exception):
    """A message is not valid, or not possible now. `code` says which."""

    def __init__(self, code: ErrorCode) -> None:
        super().__init__(code)
        self.code = code
