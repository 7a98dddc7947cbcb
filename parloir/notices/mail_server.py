"""Whether the mail server can be reached. While it cannot, letters wait and lose no try."""

import logging
import smtplib
from datetime import datetime, timedelta

from django.core.mail.backends.base import BaseEmailBackend

from parloir.notices.models import MailServerOutage

FIRST_RETRY = timedelta(seconds=30)
LONGEST_RETRY = timedelta(minutes=5)

log = logging.getLogger(__name__)


class NoServer(Exception):
    """There is no connection to the mail server, so no notice is tried now."""


def outage() -> MailServerOutage | None:
    """Return the outage that lasts, or None while the mail server can be reached."""
    return MailServerOutage.objects.first()


def reach(connection: BaseEmailBackend, *, now: datetime) -> None:
    """Open the connection unless it is open.

    Raises NoServer if that fails, for whatever reason: the name is not found, nothing answers, or
    the server accepts nobody. No letter has been offered then, so none was refused.
    """
    try:
        is_new = connection.open()
    except (smtplib.SMTPException, OSError) as error:
        _note_unreached(error, now=now)
        raise NoServer from error
    if is_new:
        _end_outage()


def _note_unreached(error: Exception, *, now: datetime) -> None:
    """Begin an outage, or set the next try of the one that lasts. Several workers may do so."""
    before = outage()
    tries = before.tries if before else 0
    wait = min(FIRST_RETRY * 2 ** min(tries, 10), LONGEST_RETRY)
    why = type(error).__name__
    log.warning("The mail server cannot be reached (%s); letters wait", why)
    MailServerOutage.objects.bulk_create(
        [MailServerOutage(since=now, next_try_at=now + wait, tries=tries + 1, last_error=why)],
        update_conflicts=True,
        unique_fields=["only_row"],
        update_fields=["next_try_at", "tries", "last_error"],
    )


def _end_outage() -> None:
    ended, _ = MailServerOutage.objects.all().delete()
    if ended:
        log.info("The mail server is reached again")
