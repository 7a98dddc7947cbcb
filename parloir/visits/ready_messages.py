"""Messages that officers often send, by code. Each reader sees them in their own language."""

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

READY_MESSAGES: dict[str, Promise] = {
    "face": _("Please sit so that your face is in the picture."),
    "light": _("It is too dark to see you. Please turn on a light, or face a window."),
    "quiet": _("Please speak more quietly."),
    "louder": _("We cannot hear you well. Please speak up, or come closer."),
    "clothing": _("Please cover yourself, as the rules of the visit ask."),
    "moment": _("Please wait a moment. The visit goes on soon."),
    "ending": _("Please come to an end. Your time is nearly over."),
}
