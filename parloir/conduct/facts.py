"""Facts change, and bookings and visits follow in the same transaction."""

from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.db.models import Model

from parloir.audit.actors import Actor
from parloir.audit.operations import record
from parloir.bookings.models import Booking
from parloir.bookings.operations import cancel_by_facility, hold_all_of, hold_facts
from parloir.bookings.queries import wish_of
from parloir.bookings.repairs import Repaired, look_again
from parloir.bookings.standing import standing_of
from parloir.bookings.touched import bookings_touched_by
from parloir.facilities.enrolment import Device, set_in_service
from parloir.facilities.models import Area, Closure, Facility, Monitor, Station
from parloir.visits.models import Visit
from parloir.visits.operations import end, hold
from parloir.visits.queries import visits_closed_at
from parloir.visits.states import Outcome, VisitState


@dataclass(frozen=True, slots=True)
class Followed:
    """What a change has brought about."""

    repaired: Repaired
    ended: tuple[Visit, ...]

    @property
    def is_nothing(self) -> bool:
        return not (self.repaired.reassigned or self.repaired.displaced or self.ended)


def follow_change(*, fact: Model, by: Actor, now: datetime) -> Followed:
    """Every booking that the changed fact concerns is judged again; who is in a visit that can't
    go on leaves it. Runs in the transaction of the change, which began by `hold_facts`.
    """
    touched = bookings_touched_by(fact, now=now)
    hold_all_of(touched, map(wish_of, touched))
    bookings = [one for one in bookings_touched_by(fact, now=now) if one in touched]
    open_visits = _open_visits_of(bookings)
    ahead = [booking for booking in bookings if booking.pk not in open_visits]
    repaired = look_again(bookings=ahead, by=by, now=now)
    closed = {visit.pk for visit in visits_closed_at(now)}
    ended = [
        _end(visit, by=by, now=now)
        for visit in open_visits.values()
        if visit.pk in closed or _may_not_begin(visit, now=now)
    ]
    return Followed(repaired, tuple(ended))


def close_time(
    *,
    facility: Facility,
    starts_at: datetime,
    ends_at: datetime,
    reason: str,
    area: Area | None = None,
    monitor: Monitor | None = None,
    station: Station | None = None,
    by: Actor,
    now: datetime,
) -> tuple[Closure, Followed]:
    """Nothing takes place from `starts_at` to `ends_at`: in the facility, an area, at a device.

    One action for what is booked and for what is under way: live visits end where it has begun
    already, and when it begins elsewhere. ValueError if it does not end after it begins.
    """
    if ends_at <= starts_at:
        raise ValueError("a closure ends after it begins")
    with transaction.atomic():
        hold_facts()
        closure = Closure.objects.create(
            facility=facility, area=area, monitor=monitor, station=station,
            starts_at=starts_at, ends_at=ends_at, reason=reason.strip(),
        )  # fmt: skip
        record("close_time", by=by, on=closure, at=now, facility=facility.slug)
        return closure, follow_change(fact=closure, by=by, now=now)


def _open_visits_of(bookings: list[Booking]) -> dict[int, Visit]:
    found = Visit.objects.filter(booking__in=bookings)
    found = found.exclude(state=VisitState.ENDED).select_related("booking__facility", "facility")
    return {visit.booking_id: visit for visit in found.order_by("pk")}


def _may_not_begin(visit: Visit, *, now: datetime) -> bool:
    """Both have come, or one of them, and the booking no longer stands."""
    if visit.is_live:
        return False
    return bool(standing_of(visit.booking, now=now).refusals)


def _end(visit: Visit, *, by: Actor, now: datetime) -> Visit:
    """Who only waited has no visit at all: it is cancelled, and they are told."""
    held = hold(visit)
    if not held.is_live:
        cancel_by_facility(booking=visit.booking, by=by, now=now)
    end(visit=held, outcome=Outcome.CLOSED, by=by, now=now, ended_by=str(by))
    return held


def put_in_service(*, device: Device, in_service: bool, by: Actor, now: datetime) -> Followed:
    """A device is used, or rests; bookings that had it get another at the same time if they can."""
    with transaction.atomic():
        hold_facts()
        set_in_service(device=device, in_service=in_service, by=by, now=now)
        return follow_change(fact=device, by=by, now=now)


def reopen(*, closure: Closure, by: Actor, now: datetime) -> bool:
    """The time is open again from this moment: one that has begun ends now, another goes.

    False where it was over. Bookings that had lost their time stay on the list, where staff
    restore them.
    """
    with transaction.atomic():
        still = Closure.objects.filter(pk=closure.pk, ends_at__gt=now)
        begun = still.filter(starts_at__lt=now).update(ends_at=now)
        if not begun and not still.delete()[0]:
            return False
        record("reopen", by=by, on=closure, at=now, facility=closure.facility.slug)
    return True
