"""Refusals of intents, in words."""

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

SENTENCES: dict[str, Promise] = {
    "malformed": _("This page and the server do not understand each other. Load the page again."),
    "unknown_type": _("This page is out of date. Load it again."),
    "unknown_intent": _("This page is out of date. Load it again."),
    "too_large": _("This page sent too much at once. Load it again."),
    "bad_arguments": _("Something is missing or too long. Please check what you have typed."),
    "not_allowed_now": _("This is not possible right now. The screen shows what is."),
    "media_unavailable": _(
        "The video connection is not there at the moment. It is tried again by itself."
    ),
    "media_refused": _("This browser's picture could not be taken. Load the page again."),
    "gone": _("This is over, or somebody else was faster."),
}


class IntentRefused(Exception):
    """`code` is one of the protocol's; `sentence` says more than its standard sentence."""

    def __init__(self, code: str, sentence: str = "") -> None:
        super().__init__(code)
        self.code = code
        self.sentence = sentence


def error_sentence(code: str) -> str:
    return str(SENTENCES[code])
