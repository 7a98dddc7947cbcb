"""How long somebody has to wait, as text."""

from datetime import datetime, timedelta
from math import ceil

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from parloir.clock import current_time
from parloir.facilities.wording import say_minutes

IN_SECONDS = 90
"""A shorter wait is said in seconds."""


def too_many_passwords(until: datetime) -> str:
    """Return what somebody reads whose password was not looked at."""
    sentence = _(
        "There were too many wrong passwords. Please wait %(wait)s and try again, or choose a new "
        "password: we send you a mail for it."
    )
    return sentence % {"wait": say_wait(until - current_time())}


def say_wait(wait: timedelta) -> str:
    """'30 seconds', '2 minutes', '1 hour': never less than it takes."""
    seconds = max(ceil(wait.total_seconds()), 1)
    if seconds < IN_SECONDS:
        return ngettext("%(n)d second", "%(n)d seconds", seconds) % {"n": seconds}
    return say_minutes(timedelta(minutes=ceil(seconds / 60)))
