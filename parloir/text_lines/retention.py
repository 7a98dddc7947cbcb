"""For how long is kept what people write to each other in a visit.

Each line has the time at which it is due to be deleted. What is due and still needed becomes due
later, so that one look finds the next batch by an index, however many are needed.
"""

from collections.abc import Callable
from datetime import datetime, timedelta

from parloir import deletion
from parloir.sanctions.cases import closed_since
from parloir.sanctions.models import Violation
from parloir.text_lines.models import WrittenLine
from parloir.text_lines.policies import LINES_KEPT
from parloir.visits.models import Visit

LOOKS_AGAIN_AFTER = timedelta(days=1)
"""How long after it was seen that a case is open."""


def delete_due_lines(*, is_disputed: Callable[[Visit], bool], now: datetime) -> int:
    """Take the first batch of lines that are due, and delete those that nobody needs. Returns how
    many were taken.

    Lines are needed as long as their visit is disputed, or has a violation, until `LINES_KEPT`
    after its case was closed.
    """
    due = WrittenLine.objects.filter(delete_at__lt=now).order_by("delete_at", "pk")
    batch = dict(due.values_list("pk", "visit")[: deletion.BATCH])
    # Without a join: SQLite would begin with all visits.
    for visit in Visit.objects.filter(pk__in=set(batch.values())):
        taken = WrittenLine.objects.filter(
            pk__in=[pk for pk, of in batch.items() if of == visit.pk]
        )
        until = _needed_until(visit, is_disputed(visit), now=now)
        if until is not None:
            taken.update(delete_at=until)
        else:
            taken.delete()
    return len(batch)


def _needed_until(visit: Visit, is_disputed: bool, *, now: datetime) -> datetime | None:
    """Return until when the lines of this visit are needed, or None if nobody needs them."""
    again = now + LOOKS_AGAIN_AFTER
    ends = [again] if is_disputed else []
    for violation in Violation.objects.filter(visit_ref=visit.public_id):
        closed = closed_since(violation, now=now)
        ends.append(again if closed is None else closed + LINES_KEPT)
    latest = max(ends, default=now)
    return latest if latest > now else None
