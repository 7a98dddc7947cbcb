"""Everything that another agency has on record, with a marker in each of its words.

Agency A has visitors of its own, and one whom B knows too. Of them it has bookings, visits,
violations, restrictions, notes, appeals, disputes, reviews, rulings, stills and refused pictures.
B has a live visit of the visitor whom both know.
"""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import QuerySet

from parloir.accounts.models import Role, User
from parloir.accounts.policies import actor_of
from parloir.audit.actors import Actor
from parloir.disputes.operations import dispute_account
from parloir.facilities.models import Area, Monitor, Station, VisitKind
from parloir.facts.closures import close_time
from parloir.ledger.settling import settle_due
from parloir.people.models import Visitor
from parloir.pin_tries.models import PinAlarm
from parloir.sanctions.models import Appeal, Restriction, Review
from parloir.visits.models import Visit
from parloir.visits.operations import SETTLES_AFTER
from parloir.visits.stills import keep_still
from parloir.workflows.decisions import appeal, decide_review, shorten_restriction
from parloir.workflows.termination import terminate
from tests.agencies.conftest import HERE, THERE
from tests.factories.moments import MONDAY, SATURDAY, at
from tests.factories.people import (
    as_visitor,
    ask,
    make_inmate,
    make_minor,
    make_visitor,
    set_identity,
)
from tests.factories.sanctions import make_ground
from tests.factories.visits import TEN_ON_MONDAY, make_booking, make_live
from tests.web.staff.conftest import Cast

MARKER = "Quillon"
"""A word in every name and text of A that B must not read."""
NAMED = {"first_name": MARKER, "last_name": MARKER}


@dataclass(frozen=True)
class Records:
    """`shared` is the visitor whom both agencies know, `theirs` one whom only A does."""

    shared: Visitor
    theirs: Visitor
    live: Visit
    live_here: Visit

    def ids(self, model: type[Any], to_facility: str = "facility") -> list[str]:
        """Return the public ids of A's rows of this model."""
        return [
            str(one) for one in self.rows(model, to_facility).values_list("public_id", flat=True)
        ]

    def rows(self, model: type[Any], to_facility: str = "facility") -> "QuerySet[Any]":
        rows: QuerySet[Any] = model.objects.filter(**{f"{to_facility}__slug": THERE})
        return rows.order_by("pk")


def make_records(cast: Cast, now: datetime) -> Records:
    _name_everything_of(THERE)
    a, b = cast.other_jail, cast.jail
    officer = actor_of(cast.staff[Role.OFFICER, a.slug])
    shared = make_visitor(first_name="Ruth", last_name="Okafor")
    theirs = make_visitor(**NAMED, phone=MARKER, street=MARKER)
    make_minor(theirs, last_name=MARKER)
    ask(shared, b.agency)
    set_identity(shared, "approved", agency=b.agency)
    make_ground(a, "smoking", texts={"en": MARKER})
    for visitor, ground in ((shared, "smoking"), (theirs, "other")):
        _end_visit_of(visitor, ground, cast, by=officer)
    _decide(actor_of(cast.staff[Role.SUPERVISOR, a.slug]))
    _close(cast, by=officer, now=now)
    set_identity(shared, "refused", piece="photo", reason="other", remark=MARKER)
    live = make_live(_booking_at_a(cast))
    PinAlarm.objects.create(facility=a, inmate_ref=_inmate(cast).public_id, tries=20, raised_at=now)
    here = make_booking(b, visitor=shared, starts_at=at(MONDAY, 13))
    return Records(shared=shared, theirs=theirs, live=live, live_here=make_live(here))


def _name_everything_of(slug: str) -> None:
    User.objects.filter(roles__facility_slug=slug).update(full_name=f"Officer {MARKER}")
    for model, to_facility in (
        (Area, "facility"),
        (Monitor, "facility"),
        (Station, "area__facility"),
    ):
        for row in model.objects.filter(**{f"{to_facility}__slug": slug}):
            model.objects.filter(pk=row.pk).update(name=f"{MARKER} {row.pk}")
    assert slug != HERE


def _inmate(cast: Cast):
    return make_inmate(cast.other_jail, **NAMED)


def _booking_at_a(cast: Cast, visitor: Visitor | None = None, **fields):
    visitor = visitor or make_visitor(**NAMED)
    return make_booking(cast.other_jail, visitor=visitor, inmate=_inmate(cast), **fields)


def _end_visit_of(visitor: Visitor, ground: str, cast: Cast, *, by: Actor) -> None:
    visit = make_live(_booking_at_a(cast, visitor))
    terminate(
        visit=visit, ground=ground, conduct={"visitor"}, note=MARKER, by=by, now=TEN_ON_MONDAY
    )
    visit.refresh_from_db()
    settle_due(now=TEN_ON_MONDAY + SETTLES_AFTER)
    dispute_account(
        visit=visit, text=MARKER, by=as_visitor(visitor), now=TEN_ON_MONDAY + SETTLES_AFTER
    )
    keep_still(visit=visit, side="visitor", jpeg=MARKER.encode(), by=by, now=TEN_ON_MONDAY)


def _decide(supervisor: Actor) -> None:
    """Impose, shorten and appeal: each with its words."""
    decide_review(
        review=Review.objects.get(), decision=Review.Decision.PERMANENT, reason=MARKER,
        until_date=None, by=supervisor, now=TEN_ON_MONDAY,
    )  # fmt: skip
    for restriction in Restriction.objects.select_related("facility", "violation", "visitor__user"):
        shorten_restriction(
            restriction=restriction, until_date=SATURDAY, reason=MARKER,
            by=supervisor, now=TEN_ON_MONDAY,
        )  # fmt: skip
        appeal(
            restriction=restriction, text=MARKER, channel=Appeal.Channel.PAGE,
            received_date=MONDAY, by=as_visitor(restriction.visitor), now=TEN_ON_MONDAY,
        )  # fmt: skip


def _close(cast: Cast, *, by: Actor, now: datetime) -> None:
    """Close on Saturday, so that a booking needs a new time."""
    _booking_at_a(cast, starts_at=at(SATURDAY, 10), kind=VisitKind.REMOTE)
    close_time(
        facility=cast.other_jail, starts_at=at(SATURDAY, 9), ends_at=at(SATURDAY, 12),
        reason=MARKER, by=by, now=now,
    )  # fmt: skip
