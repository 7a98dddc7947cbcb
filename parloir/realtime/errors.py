"""Refused intents, and the sentence for each reason."""

from collections.abc import Mapping

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from parloir.protocol.errors import ErrorCode
from parloir.scheduling.refusals import Rule

SENTENCES: Mapping[ErrorCode | Rule, Promise] = {
    ErrorCode.MALFORMED: _(
        "This page and the server do not understand each other. Load the page again."
    ),
    ErrorCode.UNKNOWN_TYPE: _("This page is out of date. Load it again."),
    ErrorCode.UNKNOWN_INTENT: _("This page is out of date. Load it again."),
    ErrorCode.TOO_LARGE: _("This page sent too much at one time. Load it again."),
    ErrorCode.BAD_ARGUMENTS: _(
        "Something is missing or too long. Please check what you have typed."
    ),
    ErrorCode.NOT_ALLOWED_NOW: _("This is not possible right now. The screen shows what is."),
    ErrorCode.MEDIA_UNAVAILABLE: _(
        "The video connection is not there at the moment. It is tried again by itself."
    ),
    ErrorCode.MEDIA_REFUSED: _("This browser's picture could not be taken. Load the page again."),
    ErrorCode.LOCKED: _("This screen is locked. Unlock it first."),
    ErrorCode.GONE: _("This is over, or somebody else was faster."),
}


class IntentRefused(Exception):
    """An intent is refused.

    `sentence` replaces the standard sentence of this code. A rule has no standard sentence, so it
    needs one.
    """

    def __init__(self, code: ErrorCode | Rule, sentence: str = "") -> None:
        super().__init__(code)
        self.code = code
        self.sentence = sentence or error_sentence(code)


def error_sentence(code: ErrorCode | Rule) -> str:
    return str(SENTENCES[code])
