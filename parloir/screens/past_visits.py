"""What an inmate reads at the station about their visits of the last days."""

from collections.abc import Iterator
from datetime import datetime, timedelta

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from parloir.audit.actors import Actor
from parloir.disputes.models import Statement
from parloir.disputes.policies import DAYS_TO_DISPUTE, last_day_to_dispute
from parloir.disputes.wording import dispute_in_words
from parloir.facilities.wording import say_moment
from parloir.ledger.timeline import Bar, Timeline
from parloir.ledger.wording import account_in_words
from parloir.people.models import Inmate
from parloir.protocol.screens.station import Choice, Fact, PastVisit, TimelineBar
from parloir.protocol.screens.station import Timeline as ShownTimeline
from parloir.scheduling.wall_time import local_date
from parloir.screens.common import first_names_of_visitors
from parloir.visits.models import Visit

MOST_SHOWN = 5
# In any zone, and with days of 23 or 25 hours.
_LONGEST_AGO = timedelta(days=DAYS_TO_DISPUTE + 2)


def as_inmate(inmate: Inmate) -> Actor:
    return Actor("inmate", inmate.public_id)


def past_visits_of(inmate: Inmate, *, now: datetime) -> list[PastVisit]:
    """Return the visits whose accounts are settled and can still be disputed, the latest first."""
    return [
        shown
        for visit in list(_recent(inmate, now))[:MOST_SHOWN]
        if (shown := _past_visit(visit, inmate, now)) is not None
    ]


def has_past_visits(inmate: Inmate, *, now: datetime) -> bool:
    return next(_recent(inmate, now), None) is not None


def past_visit_of(inmate: Inmate, *, public_id: str) -> Visit | None:
    """Return this visit of the inmate's, or None: it does not exist, or is somebody else's."""
    return _settled(inmate).filter(public_id=public_id).first()


def choices() -> list[Choice]:
    return [Choice(code=one.value, text=str(one.label)) for one in Statement.Choice]


def how_to_read_timelines() -> str:
    return _(
        "Above what the visitor received, below the inmate. Full: sound and picture. Half: one of "
        "them. A line: nothing."
    )


def _recent(inmate: Inmate, now: datetime) -> Iterator[Visit]:
    for visit in _settled(inmate).filter(ended_at__gt=now - _LONGEST_AGO):
        if local_date(now, visit.facility.zone) <= last_day_to_dispute(visit):
            yield visit


def _settled(inmate: Inmate) -> "QuerySet[Visit]":
    found = Visit.objects.filter(booking__inmate=inmate, settled_account__isnull=False)
    related = ("facility", "booking__visitor__user", "booking__inmate", "booking__facility")
    return found.select_related(*related).order_by("-ended_at", "-pk")


def _past_visit(visit: Visit, inmate: Inmate, now: datetime) -> PastVisit | None:
    account = account_in_words(visit)
    if account is None:
        return None
    dispute = dispute_in_words(visit, reader=as_inmate(inmate), now=now)
    return PastVisit(
        visit=visit.public_id,
        title=f"{first_names_of_visitors(visit)}, {_when(visit)}",
        sentence=account.sentence,
        decided=account.decided,
        facts=[Fact(name=name, value=value) for name, value in account.facts],
        timeline=_shown(account.timeline) if account.timeline is not None else None,
        dispute=dispute.sentence if dispute is not None else "",
        said=dispute.said if dispute is not None else [],
        reason=dispute.reason if dispute is not None else "",
        last_day=_say_last_day(dispute.last_day) if dispute is not None else "",
    )


def _when(visit: Visit) -> str:
    return say_moment(visit.booking.starts_at, visit.facility)


def _say_last_day(last_day: str) -> str:
    if not last_day:
        return ""
    return _(
        "You can say so until and including %(last)s. A person then looks at it and decides."
    ) % {"last": last_day}


def _shown(line: Timeline) -> ShownTimeline:
    return ShownTimeline(
        width=line.width,
        height=line.height,
        bars=[_shown_bar(bar) for bar in line.bars],
    )


def _shown_bar(bar: Bar) -> TimelineBar:
    """Return the bar in whole units. Bars that touch still do."""
    begins, ends = round(bar.x), round(bar.x + bar.width)
    return TimelineBar(x=begins, y=bar.y, width=ends - begins, height=bar.height, state=bar.state)
