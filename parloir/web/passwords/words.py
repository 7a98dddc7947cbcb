"""Why no code was sent, and why a code was refused: the same words for every address."""

from typing import assert_never

from django.utils.translation import gettext as _

from parloir.credentials.codes import CodeNotSent, CodeRefused


def why_not_sent(refused: CodeNotSent) -> str:
    match refused.reason:
        case CodeNotSent.Reason.HOUR | CodeNotSent.Reason.PLACE:
            return _("Many codes were sent just now. Please look at your mail, or wait an hour.")
        case CodeNotSent.Reason.DAY:
            return _(
                "Many codes were sent within a day. Please look at your mail, also in the folder "
                "for spam; try again tomorrow, or ask the facility."
            )
        case CodeNotSent.Reason.CLOSED:
            return _(
                "Too many wrong codes were typed for this address. Please look at your mail, try "
                "again tomorrow, or ask the facility."
            )
        case _:
            assert_never(refused.reason)


def why_refused(refused: CodeRefused) -> str:
    match refused.reason:
        case CodeRefused.Reason.WRONG:
            return _("This is not the code in our latest mail. Please look at it again.")
        case CodeRefused.Reason.EXPIRED | CodeRefused.Reason.USED_UP:
            return _("This code is no longer valid. Go back and let us send you a new one.")
        case CodeRefused.Reason.CLOSED:
            return _(
                "Too many wrong codes were typed for this address, so no code counts for 24 hours. "
                "Please look at your mail, or ask the facility."
            )
        case CodeRefused.Reason.PLACE:
            return _("Many codes were tried just now. Please wait an hour.")
        case _:
            assert_never(refused.reason)
