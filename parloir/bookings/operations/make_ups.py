"""Grant a make-up visit for time that facility or system lost, and withdraw it again."""

from datetime import date, datetime, timedelta

from django.db.models import F
from django.db.models.functions import Greatest

from parloir.audit.actors import Actor
from parloir.audit.operations import record
from parloir.bookings.models import Booking, MakeUp
from parloir.bookings.operations.notify import append_booking_change, notify_visitor
from parloir.facilities.models import Facility
from parloir.scheduling.wall_time import local_date

_A_MINUTE = timedelta(minutes=1)


def owes_make_up(facility: Facility, *, lost: timedelta, is_failed: bool) -> bool:
    """Return whether the facility's rule owes a make-up visit for this loss.

    `lost` is what facility and system lost together. `is_failed` says that one of them failed the
    visit: then it is owed however little was lost.
    """
    if facility.make_up == Facility.MakeUpRule.NONE:
        return False
    return is_failed or lost >= facility.make_up_minutes * _A_MINUTE


def follow_loss(
    *, booking: Booking, lost: timedelta, is_failed: bool, by: Actor, now: datetime
) -> MakeUp | None:
    """Grant the make-up visit that this loss owes, or withdraw the one that it does not owe.

    Call it whenever it is known, or known better, what was lost of the booking's visit. Returns a
    make-up that the visitor has from now on and did not have before; the caller tells them. One
    that was granted keeps its date, and one that was booked from stays booked. Runs in the
    caller's transaction, which has locked the booking.
    """
    if not owes_make_up(booking.facility, lost=lost, is_failed=is_failed):
        _withdraw(booking, by=by, now=now)
        return None
    return _grant(booking, lost, by=by, now=now)


def grant_for_visit_not_held(*, booking: Booking, by: Actor, now: datetime) -> MakeUp | None:
    """Grant the make-up visit for one that could not begin, through facility or system.

    A booking that was made from a make-up gives that one back instead. Returns what `follow_loss`
    returns.
    """
    if booking.made_from_id is not None:
        return None
    lost = booking.interval.duration
    return follow_loss(booking=booking, lost=lost, is_failed=True, by=by, now=now)


def notify_of_make_up(make_up: MakeUp, *, fault: str, now: datetime) -> None:
    """Write to the visitor who booked how the visit went wrong, and what is owed for it.

    `fault` is one of those of `texts.make_ups`.
    """
    notify_visitor("make_up_owed", make_up.owed_for, now=now, fault=fault)


def prolong_given_back(booking: Booking, *, now: datetime) -> None:
    """Give the make-up from which a booking was made its whole time again.

    It was given back because the visit was not held, or because others cancelled it. A visitor who
    cancels has the rest of the time.
    """
    last_date = last_date_of(booking.facility, now=now)
    MakeUp.objects.filter(bookings=booking).update(last_date=Greatest(F("last_date"), last_date))


def last_date_of(facility: Facility, *, now: datetime) -> date:
    """Return the last date on which a make-up that is granted now can be booked."""
    return local_date(now, facility.zone) + timedelta(days=facility.make_up_days)


def _grant(booking: Booking, lost: timedelta, *, by: Actor, now: datetime) -> MakeUp | None:
    there = MakeUp.objects.filter(owed_for=booking).first()
    if there is not None and there.withdrawn_at is None:
        return None
    values = {
        "lost_minutes": lost // _A_MINUTE,
        "last_date": last_date_of(booking.facility, now=now),
        "granted_at": now,
        "withdrawn_at": None,
    }
    make_up, _is_new = MakeUp.objects.update_or_create(owed_for=booking, defaults=values)
    _record("grant_make_up", make_up, by=by, now=now)
    return make_up


def _withdraw(booking: Booking, *, by: Actor, now: datetime) -> None:
    make_up = MakeUp.objects.filter(owed_for=booking, withdrawn_at=None).first()
    if make_up is None or make_up.spent_by() is not None:
        return
    MakeUp.objects.filter(pk=make_up.pk).update(withdrawn_at=now)
    _record("withdraw_make_up", make_up, by=by, now=now)


def _record(action: str, make_up: MakeUp, *, by: Actor, now: datetime) -> None:
    booking = make_up.owed_for
    record(
        action,
        by=by,
        on=booking,
        at=now,
        facility=booking.facility.slug,
        minutes=make_up.lost_minutes,
    )
    append_booking_change(booking, now=now)
