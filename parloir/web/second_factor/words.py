"""Why a code did not count, and what to do."""

from datetime import datetime
from typing import assert_never

from django.utils.translation import gettext as _

from parloir.clock import current_time
from parloir.factors.operations import CodeRefused
from parloir.web.waits import say_wait


def why_refused(refused: CodeRefused) -> str:
    match refused.reason:
        case CodeRefused.Reason.WRONG:
            return _(
                "This code is not right. Type the one that your app shows now. If it is refused "
                "again, set the clock of your phone to automatic."
            )
        case CodeRefused.Reason.REPLAYED:
            return _(
                "This code was used already, and each counts once. Wait until your app shows "
                "another one, at most half a minute."
            )
        case CodeRefused.Reason.USED_BEFORE:
            return _(
                "This recovery code was used already, and each counts once. Cross it out, and "
                "type another one of your list."
            )
        case _:
            assert_never(refused.reason)


def too_many_codes(until: datetime) -> str:
    sentence = _("There were too many wrong codes. Please wait %(wait)s, then type a new one.")
    return sentence % {"wait": say_wait(until - current_time())}
