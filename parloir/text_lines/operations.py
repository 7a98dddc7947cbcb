"""A side asks for a text line, and writes to the other."""

from datetime import datetime

from django.db import transaction

from parloir.audit.actors import Actor
from parloir.audit.operations import record
from parloir.bookings.models import Booking
from parloir.bookings.operations import lock_booking
from parloir.bookings.states import BookingState
from parloir.protocol.intents import LONGEST_LINE
from parloir.sides import Side
from parloir.text_lines.models import WrittenLine
from parloir.text_lines.policies import LINES_KEPT, WhyNot, why_not
from parloir.visits.changes import append_visit_change
from parloir.visits.models import Admission, Visit
from parloir.visits.operations import lock_visit


class WritingRefused(Exception):
    """Nothing was changed; `reason` says why."""

    def __init__(self, reason: WhyNot) -> None:
        super().__init__(reason)
        self.reason = reason


def ask_for_text_line(
    *, booking: Booking, side: Side, wanted: bool, by: Actor, now: datetime
) -> None:
    """Note that this side wants a text line in the visit, or does not want it any more.

    A remote visitor has no visit before "Begin visit", so the booking has it. Asking for what is
    noted already changes nothing. Raises WritingRefused once the booking is closed.
    """
    field = f"{Side(side)}_writes"
    with transaction.atomic():
        lock_booking(booking.pk)
        current = Booking.objects.filter(pk=booking.pk, state=BookingState.BOOKED)
        if not current.exists():
            raise WritingRefused(WhyNot.NOT_IN_THE_VISIT)
        if not current.exclude(**{field: wanted}).update(**{field: wanted}):
            return
        record(
            "ask_for_text_line",
            by=by,
            on=booking,
            at=now,
            facility=booking.facility.slug,
            side=str(side),
            wanted=str(wanted),
        )
        visit = Visit.objects.still_open().filter(booking=booking.pk).first()
        if visit is not None:
            append_visit_change(visit, now=now)


def write_line(
    *, admission: Admission, key: str, text: str, by: Actor, now: datetime
) -> WrittenLine:
    """Write a line to the other side, and return it. The same `key` writes it once.

    Raises WritingRefused. The audit event does not contain `text`.
    """
    text = " ".join(text.split())
    with transaction.atomic():
        visit = lock_visit(admission.visit)
        same = WrittenLine.objects.filter(visit=visit, side=admission.side, key=key).first()
        if same is not None:
            return same
        refused = why_not(visit, admission, now=now)
        if refused is None and not 0 < len(text) <= LONGEST_LINE:
            refused = WhyNot.INVALID
        if refused is not None:
            raise WritingRefused(refused)
        line = WrittenLine.objects.create(
            visit=visit,
            side=admission.side,
            key=key,
            text=text,
            written_at=now,
            delete_at=now + LINES_KEPT,
        )
        record(
            "write_line",
            by=by,
            on=line,
            at=now,
            facility=visit.facility.slug,
            visit=visit.public_id,
            side=admission.side,
        )
        append_visit_change(visit, now=now)
    return line
