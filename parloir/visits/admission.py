"""Admission to a visit (P13): by PIN at a monitor, at a station, or on the visitor's own device."""

from datetime import datetime

from django.db import IntegrityError, transaction

from parloir.audit.actors import Actor
from parloir.audit.operations import Subject, record
from parloir.bookings.models import Booking
from parloir.bookings.operations import lock_booking
from parloir.bookings.operations.monitors import NoMonitorLeft, lock_lobby, move_to_monitor
from parloir.facilities.models import Facility, Monitor, Station
from parloir.people.models import BirthDay, Inmate, Visitor
from parloir.pin_tries.alarms import raise_alarms
from parloir.pin_tries.operations import (
    BegunTry,
    begin_try,
    keep_refused,
    take_back,
    tries_at,
)
from parloir.pin_tries.rule import asks_for_birth
from parloir.scheduling.refusals import Refusal, Rule
from parloir.sides import Side
from parloir.visits.admission_rules import (
    admission_in,
    is_abandoned,
    refusal_at_monitor,
    refusal_at_station,
    refusal_for_remote,
    refusal_of_closed,
)
from parloir.visits.changes import append_visit_change
from parloir.visits.models import Admission, Visit
from parloir.visits.pin_lookup import (
    booking_with_pin,
    inmate_with_pin,
    inmates_of_number,
    next_booking_of,
)
from parloir.visits.separation import refusal_beside_separated
from parloir.visits.states import AdmissionState, VisitState

TRIES = 3


class AdmissionRefused(Exception):
    """Nobody was admitted: `refusal` says why. `booking` and `inmate` are set where known."""

    def __init__(
        self, refusal: Refusal, booking: Booking | None = None, inmate: Inmate | None = None
    ) -> None:
        super().__init__(refusal.rule)
        self.refusal = refusal
        self.booking = booking
        self.inmate = inmate


class BirthDayNeeded(Exception):
    """This monitor asks for the visitor's day and month of birth, in addition to the PIN."""


def enter_pin(
    *,
    monitor: Monitor,
    pin: str,
    born: BirthDay | None = None,
    language: str,
    by: Actor,
    now: datetime,
) -> Admission:
    """Admit the visitor whose PIN this is to any free monitor of the facility (P13).

    `born` is what was typed as the visitor's day and month of birth; it matters only where the
    monitor asks for it. With a wrong one, the right PIN is refused as an unknown one.

    Raises AdmissionRefused with the reason, SlowedDown after wrong PINs, and BirthDayNeeded.
    """
    if born is None and asks_for_birth(tries_at(monitor, now=now), now=now):
        raise BirthDayNeeded
    begun = begin_try(device=monitor, now=now)
    booking = booking_with_pin(pin, monitor.facility, now)
    if booking is not None and begun.asked and born != BirthDay.of(booking.visitor):
        booking = None
    try:
        if booking is None and begun.asked:
            raise AdmissionRefused(Refusal(Rule.PIN_UNKNOWN, {"birth_was_asked": True}))
        admission = _enter_with(booking, monitor, language, by, now)
    except AdmissionRefused as error:
        meant = "" if booking is None else booking.public_id
        _keep_refused(begun, error.refusal, "enter_pin", meant, on=monitor, by=by, now=now)
        raise
    take_back(begun)
    return admission


def sign_in_inmate(
    *, station: Station, master_id: str, pin: str, by: Actor, now: datetime
) -> Admission:
    """Admit an inmate at a station to the visit that is on now.

    Raises AdmissionRefused with the reason, and SlowedDown after wrong PINs.
    """
    begun = begin_try(device=station, number=master_id, now=now)
    of_number = inmates_of_number(station, master_id)
    inmate = inmate_with_pin(of_number, master_id=master_id, pin=pin)
    try:
        admission = _sign_in(inmate, station, by, now)
    except AdmissionRefused as error:
        meant = "" if inmate is None else inmate.public_id
        _keep_refused(
            begun,
            error.refusal,
            "sign_in_inmate",
            meant,
            on=station,
            number_of=of_number[0].public_id if of_number else "",
            by=by,
            now=now,
        )
        raise
    take_back(begun)
    return admission


def join_remotely(*, booking: Booking, visitor: Visitor, by: Actor, now: datetime) -> Admission:
    """Admit a visitor to a remote visit on their own device; a second tab gets the same admission.

    Raises AdmissionRefused.
    """
    refusal = refusal_for_remote(booking=booking, visitor=visitor, now=now)
    if refusal is not None:
        _note_refusal("join_remotely", refusal, on=booking, at=booking.facility, by=by, now=now)
        raise AdmissionRefused(refusal, booking)
    existing = admission_in(booking, Side.VISITOR)
    if existing is not None:
        return existing
    try:
        with transaction.atomic():
            return _admit(
                booking,
                side=Side.VISITOR,
                language=visitor.language,
                state=AdmissionState.CHECKING,
                by=by,
                now=now,
            )
    except IntegrityError:
        return Admission.objects.exclude(state=AdmissionState.LEFT).get(
            visit__booking=booking, side=Side.VISITOR
        )


def _enter_with(
    booking: Booking | None, monitor: Monitor, language: str, by: Actor, now: datetime
) -> Admission:
    refusal = refusal_at_monitor(booking, monitor, now)
    if refusal is not None:
        raise AdmissionRefused(refusal, booking)
    assert booking is not None  # noqa: S101 - else the PIN is unknown, and refused above
    return _admit_at_monitor(booking, monitor, language, by, now)


def _sign_in(inmate: Inmate | None, station: Station, by: Actor, now: datetime) -> Admission:
    booking = None if inmate is None else next_booking_of(inmate, now=now)
    refusal = refusal_at_station(inmate, booking, station, now)
    if refusal is not None:
        raise AdmissionRefused(refusal, booking, inmate)
    assert inmate is not None and booking is not None  # noqa: S101 - refused above
    try:
        with transaction.atomic():
            beside_separated = refusal_beside_separated(booking, station, now)
            if beside_separated is not None:
                raise AdmissionRefused(beside_separated, booking, inmate)
            return _admit(
                booking,
                side=Side.INMATE,
                station=station,
                language=inmate.language,
                state=AdmissionState.READING,
                by=by,
                now=now,
            )
    except IntegrityError as error:
        raise AdmissionRefused(Refusal(Rule.PIN_IN_USE), booking) from error


def _admit_at_monitor(
    booking: Booking, monitor: Monitor, language: str, by: Actor, now: datetime
) -> Admission:
    """Admit at this monitor, and move the booking that had claimed it to another one.

    That one can be booked by somebody else meanwhile; then another is tried, three times in all.
    """
    for _ in range(TRIES):
        try:
            with transaction.atomic():
                lock_lobby(booking, monitor)
                admission = _admit(
                    booking,
                    side=Side.VISITOR,
                    monitor=monitor,
                    language=language,
                    state=AdmissionState.GREETED,
                    by=by,
                    now=now,
                )
                move_to_monitor(booking=booking, monitor=monitor, by=by, now=now)
                return admission
        except NoMonitorLeft as error:
            raise AdmissionRefused(Refusal(Rule.NO_MONITOR_FREE), booking) from error
        except IntegrityError:  # somebody else's claim, or a monitor or PIN in use
            continue
    raise AdmissionRefused(Refusal(Rule.PIN_IN_USE), booking)


def _admit(
    booking: Booking,
    *,
    side: Side,
    language: str,
    state: AdmissionState,
    by: Actor,
    now: datetime,
    monitor: Monitor | None = None,
    station: Station | None = None,
) -> Admission:
    """Admit one side, and create the visit if it is the first.

    Runs in the caller's transaction, and checks the booking again. An inmate who signs in at
    another station leaves the first one: the visit follows the person. A visitor does so only
    where the first monitor has been disconnected for 30 seconds.
    """
    fresh = lock_booking(booking.pk)
    if fresh.times_changed != booking.times_changed:  # moved meanwhile
        raise AdmissionRefused(Refusal(Rule.NO_VISIT_NOW), booking)
    visit, _ = Visit.objects.get_or_create(
        booking=booking,
        defaults={"facility": booking.facility, "opened_at": now, "ends_at": booking.ends_at},
    )
    if visit.state == VisitState.ENDED:
        raise AdmissionRefused(Refusal(Rule.PIN_USED, {"starts_at": booking.starts_at}), booking)
    if not fresh.is_open:
        refusal = refusal_of_closed(fresh)
        raise AdmissionRefused(
            refusal or Refusal(Rule.PIN_TOO_LATE, {"starts_at": booking.starts_at}), booking
        )
    earlier = admission_in(booking, side)
    if earlier is not None and (station is not None or is_abandoned(earlier, now)):
        Admission.objects.filter(pk=earlier.pk).update(state=AdmissionState.LEFT, left_at=now)
    admission = Admission.objects.create(
        visit=visit,
        side=side,
        monitor=monitor,
        station=station,
        state=state,
        language=language,
        admitted_at=now,
        touched_at=now,
    )
    record(
        "admit",
        by=by,
        on=visit,
        at=now,
        facility=booking.facility.slug,
        side=str(side),
    )
    append_visit_change(visit, now=now)
    return admission


def _keep_refused(
    begun: BegunTry,
    refusal: Refusal,
    action: str,
    meant: str,
    *,
    on: Monitor | Station,
    number_of: str = "",
    by: Actor,
    now: datetime,
) -> None:
    """Count a refused PIN, and write its event.

    `meant` is the public id of what a right PIN belongs to, `number_of` that of the inmate whose
    number was typed.
    """
    if keep_refused(begun, meant=meant):
        raise_alarms(begun.row, inmate_ref=number_of, by=by, now=now)
    _note_refusal(action, refusal, on=on, at=on.facility, by=by, now=now)


def _note_refusal(
    action: str, refusal: Refusal, *, on: Subject, at: Facility, by: Actor, now: datetime
) -> None:
    record(
        action, by=by, on=on, at=now, facility=at.slug, outcome="refused", rule=str(refusal.rule)
    )
