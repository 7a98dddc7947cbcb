"""The outbox: notices are enqueued in the transaction that they report, and sent by the worker."""

import logging
import smtplib
import traceback
from datetime import datetime, timedelta

from django.conf import settings
from django.core.mail import EmailMultiAlternatives, get_connection
from django.core.mail.backends.base import BaseEmailBackend
from django.db import DatabaseError, transaction

from parloir.audit.actors import Actor
from parloir.audit.operations import record
from parloir.changes.operations import wake_for_notices
from parloir.notices.mail_server import NoServer, outage, reach
from parloir.notices.models import Notice
from parloir.notices.rendering import mail_of

FIRST_RETRY = timedelta(seconds=30)
LONGEST_RETRY = timedelta(hours=1)
TRIES = 60
BATCH = 20

log = logging.getLogger(__name__)


def enqueue_notice(
    kind: str, *, email: str, language: str, now: datetime, **params: str | int | bool | None
) -> Notice:
    """Enqueue a notice to this address. `params` are references (public ids), never texts."""
    notice = Notice.objects.create(
        kind=kind, email=email, language=language, params=params, created_at=now, next_try_at=now
    )
    wake_for_notices()
    return notice


def mail_is_configured() -> bool:
    return bool(settings.EMAIL_HOST)


def count_set_aside() -> int:
    """Return how many letters could not be built, and wait for somebody who mends that."""
    return Notice.objects.filter(state=Notice.State.ASIDE).count()


def try_again(*, notice: Notice, by: Actor, now: datetime) -> bool:
    """Send a notice that was set aside or given up as if it were new. Returns False for others."""
    unsent = Notice.objects.filter(
        pk=notice.pk, state__in=[Notice.State.ASIDE, Notice.State.FAILED]
    )
    with transaction.atomic():
        is_due = bool(
            unsent.update(state=Notice.State.WAITING, tries=0, next_try_at=now, last_error="")
        )
        if is_due:
            record("try_notice_again", by=by, on=notice, at=now)
            wake_for_notices()
    return is_due


def deliver_due_notices(*, now: datetime) -> int:
    """Send the due notices, the oldest first. Returns how many were sent.

    Without an SMTP server in the settings, and while the server cannot be reached, notices wait,
    for as long as that takes. A notice that the server refuses is tried again after 30 s, then
    after twice the time, up to an hour. It fails after `TRIES` tries, which is some two days. A
    notice whose letter cannot be built is set aside immediately: see `try_again`.
    """
    if not mail_is_configured() or _waits_for_server(now):
        return 0
    due = list(
        Notice.objects.filter(state=Notice.State.WAITING, next_try_at__lte=now).order_by(
            "next_try_at", "id"
        )[:BATCH]
    )
    if not due:
        return 0
    connection = get_connection("django.core.mail.backends.smtp.EmailBackend")
    sent = 0
    try:
        for notice in due:
            reach(connection, now=now)
            sent += _deliver(notice, connection=connection, now=now)
    except NoServer:
        pass  # it is noted, and ends the round: the others are due when the server is back
    finally:
        connection.close()
    return sent


def next_notice_at(*, now: datetime) -> datetime | None:
    """Return when the next notice is to be sent or tried again, or None if none waits."""
    if not mail_is_configured():
        return None
    waiting = Notice.objects.filter(state=Notice.State.WAITING)
    first = waiting.order_by("next_try_at").values_list("next_try_at", flat=True).first()
    if first is None or first > now:
        return first
    lasting = outage()
    return max(first, lasting.next_try_at) if lasting else first


def _waits_for_server(now: datetime) -> bool:
    lasting = outage()
    return lasting is not None and lasting.next_try_at > now


def _deliver(notice: Notice, *, connection: BaseEmailBackend, now: datetime) -> bool:
    """Claim the notice by a compare-and-set on `tries`, so that only one worker sends it."""
    wait = min(FIRST_RETRY * 2 ** min(notice.tries, 10), LONGEST_RETRY)
    claimed = Notice.objects.filter(
        pk=notice.pk, state=Notice.State.WAITING, tries=notice.tries
    ).update(tries=notice.tries + 1, next_try_at=now + wait)
    if not claimed:
        return False
    try:
        mail = _build(notice, now=now)
    except (DatabaseError, OSError) as error:  # the letter can be built when that is back
        _note_failure(notice, error)
        return False
    except Exception as error:  # whatever is wrong with one letter, the next goes out
        _set_aside(notice, error)
        return False
    try:
        if mail is not None:
            connection.send_messages([mail])
    except ValueError as error:  # the letter was built, and cannot be written to a server
        _set_aside(notice, error)
        connection.close()
        return False
    except (smtplib.SMTPException, OSError) as error:
        _note_failure(notice, error)
        connection.close()  # the server may have hung up: the next one opens it again
        return False
    Notice.objects.filter(pk=notice.pk).update(
        state=Notice.State.SENT, sent_at=now, last_error="" if mail else "lapsed"
    )
    return True


def _build(notice: Notice, *, now: datetime) -> EmailMultiAlternatives | None:
    """Return the mail, or None if the notice has lapsed. It is written out once, since a header
    with a line break, for example, is refused only then."""
    mail = mail_of(notice, sender=settings.DEFAULT_FROM_EMAIL, base_url=settings.BASE_URL, now=now)
    if mail is not None:
        mail.message().as_bytes()
    return mail


def _set_aside(notice: Notice, error: Exception) -> None:
    """Log where it failed. The error's own words may contain what the letter says."""
    where = "".join(traceback.format_tb(error.__traceback__))
    why = type(error).__name__
    log.error(
        "Notice %s of kind %s is set aside: its letter cannot be built (%s)\n%s",
        *(notice.public_id, notice.kind, why, where),
    )
    Notice.objects.filter(pk=notice.pk).update(last_error=why, state=Notice.State.ASIDE)


def _note_failure(notice: Notice, error: Exception) -> None:
    why = type(error).__name__
    log.warning("Notice %s could not be sent: %s", notice.public_id, why)
    given_up = notice.tries + 1 >= TRIES
    Notice.objects.filter(pk=notice.pk).update(
        last_error=why,
        state=Notice.State.FAILED if given_up else Notice.State.WAITING,
    )
