"""Report which parts work now, for `/readyz`, the console and the start command."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import DatabaseError
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from parloir.liveness.models import Heartbeat
from parloir.liveness.operations import WORKER
from parloir.notices.models import Notice
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


def readiness(*, now: datetime) -> list[Part]:
    """Return database, worker, media, due work, mail and letters, in this order. Without a
    database, worker and media count as not well."""
    try:
        beat = Heartbeat.objects.filter(name=WORKER).first()
        waiting = 0 if mail_is_configured() else _count_waiting()
        aside = count_set_aside()
    except DatabaseError:
        beat, waiting, aside, has_database = None, 0, 0, False
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
        Part("mail", mail_is_configured(), False, _mail_waits(waiting)),
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


def _count_waiting() -> int:
    """Return how many notices wait, or `MOST_COUNTED`, so that a year of them costs nothing."""
    waiting = Notice.objects.filter(state=Notice.State.WAITING)
    return len(waiting.values_list("pk", flat=True)[:MOST_COUNTED])


def _mail_waits(waiting: int) -> str:
    if waiting >= MOST_COUNTED:
        return _("Mail is not configured: %(n)d notices or more wait to be sent.") % {"n": waiting}
    notices = ngettext("%(n)d notice waits", "%(n)d notices wait", waiting) % {"n": waiting}
    return _("Mail is not configured: %(notices)s to be sent.") % {"notices": notices}
