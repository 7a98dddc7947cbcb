"""Report which parts work now, for `/readyz`, the console and the start command."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import DatabaseError
from django.utils.timesince import timesince
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from parloir.liveness.models import Heartbeat
from parloir.liveness.operations import WORKER
from parloir.notices.mail_server import outage
from parloir.notices.models import MailServerOutage, Notice
from parloir.notices.operations import count_set_aside, mail_is_configured

FRESH = timedelta(seconds=10)
MOST_COUNTED = 1000


@dataclass(frozen=True, slots=True)
class Part:
    """A part of the system. `sentence` says what it means if the part is not well.

    Visits can be held without a part that is not `is_needed`, such as mail.
    """

    name: str
    is_well: bool
    is_needed: bool
    sentence: str
    concerns_officers: bool = True


MAIL_IS_WELL = Part("mail", True, False, "")


def readiness(*, now: datetime) -> list[Part]:
    """Return database, worker, media, due work, mail and letters, in this order. Without a
    database, worker and media count as not well."""
    try:
        beat = Heartbeat.objects.filter(name=WORKER).first()
        mail = _mail(now=now)
        aside = count_set_aside()
    except DatabaseError:
        beat, mail, aside, has_database = None, MAIL_IS_WELL, 0, False
    else:
        has_database = True
    worker = beat is not None and abs(now - beat.at) < FRESH
    media = bool(worker and beat and beat.facts.get("media"))
    stuck = int(beat.facts.get("stuck", 0)) if worker and beat else 0
    return [
        Part("database", has_database, True, _("The database does not answer.")),
        Part(
            "worker",
            worker,
            True,
            _("The worker is not running: visits do not end by themselves and no mail is sent."),
        ),
        Part(
            "media",
            media,
            True,
            _("The media server does not answer: visits wait, and go on when it is back."),
        ),
        Part("due_work", not stuck, False, _due_work_fails(stuck)),
        mail,
        Part("letters", not aside, False, say_set_aside(aside), concerns_officers=False),
    ]


def is_ready(parts: Iterable[Part]) -> bool:
    return all(part.is_well for part in parts if part.is_needed)


def notice_for_staff(*, now: datetime) -> str | None:
    """Return the sentence of the first part that is not well and concerns officers, or None."""
    parts = (part for part in readiness(now=now) if part.concerns_officers)
    return next((part.sentence for part in parts if not part.is_well), None)


def _due_work_fails(stuck: int) -> str:
    return ngettext(
        "%(n)d visit, booking or device could not be moved on, and is tried again: see the "
        "worker's log.",
        "%(n)d visits, bookings or devices could not be moved on, and are tried again: see the "
        "worker's log.",
        stuck,
    ) % {"n": stuck}


def say_set_aside(aside: int) -> str:
    return ngettext(
        "%(n)d letter could not be written and is set aside: see /admin/.",
        "%(n)d letters could not be written and are set aside: see /admin/.",
        aside,
    ) % {"n": aside}


def _mail(*, now: datetime) -> Part:
    lasting = outage() if mail_is_configured() else None
    if mail_is_configured() and lasting is None:
        return MAIL_IS_WELL
    return Part("mail", False, False, say_why_mail_waits(lasting, _count_waiting(), now=now))


def say_why_mail_waits(lasting: MailServerOutage | None, waiting: int, *, now: datetime) -> str:
    """Return that there is no mail server, or since when it is away, and how much mail waits."""
    notices = _say_waiting(waiting)
    if lasting is None:
        return _("Mail is not configured: %(notices)s to be sent.") % {"notices": notices}
    duration = timesince(min(lasting.since, now - timedelta(minutes=1)), now, depth=1)
    return _(
        "The mail server has not been reached for %(duration)s: %(notices)s to be sent. Nothing "
        "is lost; it is tried every five minutes."
    ) % {"duration": duration.replace("\xa0", " "), "notices": notices}


def _say_waiting(waiting: int) -> str:
    if waiting >= MOST_COUNTED:
        return _("%(n)d notices or more wait") % {"n": waiting}
    return ngettext("%(n)d notice waits", "%(n)d notices wait", waiting) % {"n": waiting}


def _count_waiting() -> int:
    """Return how many notices wait, or `MOST_COUNTED`, so that a year of them costs nothing."""
    waiting = Notice.objects.filter(state=Notice.State.WAITING)
    return len(waiting.values_list("pk", flat=True)[:MOST_COUNTED])
