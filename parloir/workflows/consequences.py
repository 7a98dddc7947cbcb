"""The consequences of a change of a person's restrictions: bookings, visits under way, notices."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import TypedDict

from django.db import transaction

from parloir.audit.actors import Actor
from parloir.bookings.models import Booking
from parloir.bookings.operations import (
    bookings_as_companion,
    cancel_by_facility,
    cancel_for_restriction,
    covered_bookings,
    leave_out,
    lock_case,
    lock_everybody_at,
)
from parloir.bookings.queries import request_of_booking
from parloir.bookings.states import BookingState
from parloir.facilities.models import Facility
from parloir.notices.operations import enqueue_notice
from parloir.people.models import Inmate, Visitor
from parloir.sanctions.models import Restriction, Violation
from parloir.sanctions.queries import (
    covering,
    inmate_restrictions_in_force,
    restrictions_in_force,
)
from parloir.sanctions.restriction_sync import (
    RestrictionChange,
    sync_inmate_restrictions,
    sync_restrictions,
)
from parloir.scheduling.wall_time import local_date
from parloir.visits.models import Visit
from parloir.visits.operations import end
from parloir.visits.states import Outcome, VisitState
from parloir.workflows.rebooking import Rebooked, cancelled_by_restrictions, rebook


class _Covered(TypedDict):
    """What a restriction covers. Both dates are included; None is permanent."""

    visitor: Visitor
    facility: Facility
    from_date: date
    until_date: date | None


@dataclass(frozen=True, slots=True)
class Consequences:
    """What has changed: restrictions, and bookings that were cancelled and rebooked."""

    changes: tuple[RestrictionChange, ...]
    cancelled: tuple[Booking, ...] = ()
    rebooked: Rebooked = field(default_factory=Rebooked)

    def references(self, facility: Facility, now: datetime) -> dict[str, str]:
        """Return a notice's parameters: public ids and the facility's date, never texts."""
        return {
            "facility": facility.slug,
            "on": local_date(now, facility.zone).isoformat(),
            "changes": " ".join(f"{one.sanction.public_id}:{one.kind}" for one in self.changes),
            "cancelled": _ids(self.cancelled),
            "rebooked": _ids(self.rebooked.booked),
            "lost": _ids(self.rebooked.lost),
        }


def no_changes() -> list[RestrictionChange]:
    return []


def recompute_ladder(
    *, visitor: Visitor, facility: Facility, by: Actor, now: datetime
) -> Consequences:
    """Sync the stored restrictions with the fold over the upheld offenses (P17, P18), and notify
    the visitor of changes.
    """
    with transaction.atomic():
        consequences = apply_consequences(visitor=visitor, facility=facility, by=by, now=now)
        if consequences.changes:
            notify_visitor(
                "restrictions_changed",
                visitor,
                now=now,
                visitor=visitor.public_id,
                **consequences.references(facility, now),
            )
    return consequences


def recompute_everybody(*, facility: Facility, by: Actor, now: datetime) -> int:
    """Recompute all restrictions at a facility after a change of a ladder or of what counts on it.

    Returns how many people's restrictions have changed.
    """
    on_record = Violation.objects.filter(facility=facility)
    changed = 0
    with transaction.atomic():
        lock_everybody_at(
            facility,
            visitors=on_record.values_list("visitor_id", flat=True),
            inmates=on_record.values_list("inmate_id", flat=True),
        )
        visitors = Visitor.objects.filter(violations__facility=facility).distinct().order_by("pk")
        for visitor in visitors.select_related("user"):
            consequences = recompute_ladder(visitor=visitor, facility=facility, by=by, now=now)
            changed += bool(consequences.changes)
        for inmate in Inmate.objects.filter(violations__facility=facility).distinct():
            changed += bool(
                apply_inmate_consequences(inmate=inmate, facility=facility, by=by, now=now)
            )
    return changed


def apply_consequences(
    *,
    visitor: Visitor,
    facility: Facility,
    by: Actor,
    now: datetime,
    act: Callable[[], list[RestrictionChange]] = no_changes,
    inmate: Inmate | None = None,
) -> Consequences:
    """Lock the case, call `act`, and apply the consequences, also for `inmate` if one is given.

    Runs in the caller's transaction.
    """
    lost = cancelled_by_restrictions(visitor, facility, now=now)
    lock_case(
        visitor, inmate=inmate, booking_requests=[request_of_booking(booking) for booking in lost]
    )
    consequences = apply_consequences_when_locked(
        visitor=visitor, facility=facility, by=by, now=now, act=act
    )
    if inmate is not None:
        apply_inmate_consequences(inmate=inmate, facility=facility, by=by, now=now)
    return consequences


def apply_consequences_when_locked(
    *,
    visitor: Visitor,
    facility: Facility,
    by: Actor,
    now: datetime,
    act: Callable[[], list[RestrictionChange]] = no_changes,
) -> Consequences:
    """Call `act`, sync the restrictions, cancel the bookings that are covered now and rebook those
    that no longer are.

    Runs in the caller's transaction, which has locked the case.
    """
    before = restrictions_in_force(visitor=visitor, facility=facility)
    changes = [*act(), *sync_restrictions(visitor=visitor, facility=facility, by=by, now=now)]
    if not changes:
        return Consequences(())
    after = restrictions_in_force(visitor=visitor, facility=facility)
    cancelled = [
        booking for restriction in after for booking in _apply(restriction, by=by, now=now)
    ]
    rebooked = rebook(
        visitor=visitor, facility=facility, before=before, after=after, by=by, now=now
    )
    return Consequences(tuple(changes), tuple(cancelled), rebooked)


def apply_inmate_consequences(
    *, inmate: Inmate, facility: Facility, by: Actor, now: datetime
) -> list[RestrictionChange]:
    """Sync the inmate's restrictions, if the facility has a ladder for inmates, and cancel the
    bookings that they cover. The visitors do not learn the reason.

    Runs in the caller's transaction, which has locked the inmate.
    """
    changes = sync_inmate_restrictions(inmate=inmate, facility=facility, by=by, now=now)
    if not changes:
        return changes
    restrictions = inmate_restrictions_in_force(inmate=inmate, facility=facility)
    ahead = Booking.objects.filter(
        inmate=inmate, facility=facility, state=BookingState.BOOKED
    ).select_related("facility", "visitor__user", "inmate")
    covered = [one for one in ahead if covering(restrictions, one.visit_date) is not None]
    visits = open_visits(covered)
    for booking in covered:
        cancel_by_facility(booking=booking, by=by, now=now)
    for visit in visits:
        end(visit=visit, outcome=Outcome.CANCELLED, by=by, now=now, ended_by=str(by))
    return changes


def open_visits(bookings: list[Booking]) -> list[Visit]:
    """Return the visits of these bookings that have not ended.

    The caller has locked the bookings, so that nobody opens or moves a visit meanwhile.
    """
    found = Visit.objects.filter(booking__in=bookings).exclude(state=VisitState.ENDED)
    return list(found.order_by("pk"))


def notify_visitor(kind: str, to: Visitor, /, *, now: datetime, **params: str) -> None:
    enqueue_notice(kind, email=to.user.email, language=to.language, now=now, **params)


def _apply(restriction: Restriction, *, by: Actor, now: datetime) -> list[Booking]:
    """Cancel the bookings that the restriction covers, and end live visits among them, also those
    in which the visitor is a companion.
    """
    whose: _Covered = {
        "visitor": restriction.visitor,
        "facility": restriction.facility,
        "from_date": restriction.from_date,
        "until_date": restriction.until_date,
    }
    covered = covered_bookings(**whose)
    visits = open_visits(covered)
    for visit in [*visits, *open_visits(bookings_as_companion(**whose))]:
        if visit.is_live:
            end(visit=visit, outcome=Outcome.RESTRICTED, by=by, now=now, ended_by=str(by))
    cancelled = cancel_for_restriction(bookings=covered, by=by, now=now)
    leave_out(**whose, by=by, now=now)
    for visit in visits:
        end(visit=visit, outcome=Outcome.CANCELLED, by=by, now=now, ended_by=str(by))
    return cancelled


def _ids(bookings: Iterable[Booking]) -> str:
    return " ".join(booking.public_id for booking in bookings)
