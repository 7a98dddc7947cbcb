"""Why a side cannot write, in words."""

from django.utils.translation import gettext as _

from parloir.text_lines.policies import WhyNot


def say_why_not(reason: WhyNot) -> str:
    """Return the reason, and what can be done."""
    return {
        WhyNot.NOT_IN_THE_VISIT: _("You can write to each other while the visit goes on."),
        WhyNot.NOT_ASKED: _("There is no text line in this visit any more: nobody asks for it."),
        WhyNot.PAUSED: _("The visit is paused. You can write again when it goes on."),
        WhyNot.MUTED: _(
            "The officer has turned your sound off, so you cannot write either. You can as soon as "
            "it is on again."
        ),
        WhyNot.TOO_FAST: _("That was much at one time. Wait a few seconds, then send it again."),
        WhyNot.TOO_MANY: _("You have written as much as is possible in one visit."),
        WhyNot.INVALID: _("There is nothing in this line, or too much for one. Change it."),
    }[reason]
