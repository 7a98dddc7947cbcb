"""For how long is kept what people write to each other in a visit."""

from datetime import datetime, timedelta
from typing import Any

from django.db.models import QuerySet

from parloir.deletion import delete_oldest
from parloir.sanctions.cases import closed_since
from parloir.sanctions.models import Violation
from parloir.text_lines.models import WrittenLine

LINES_KEPT = timedelta(days=60)


def delete_old_lines(*, excluding_visits: "QuerySet[Any, int]", now: datetime) -> int:
    """Delete the first batch of lines that are older than `LINES_KEPT`. Returns how many.

    Those of `excluding_visits` stay, and those of visits with a violation, until its case has been
    closed for as long.
    """
    before = now - LINES_KEPT
    old = WrittenLine.objects.filter(written_at__lt=before).exclude(visit__in=excluding_visits)
    needed = _visits_with_a_case_since(old, before, now=now)
    return delete_oldest(old.exclude(visit__public_id__in=needed).order_by("written_at", "pk"))


def _visits_with_a_case_since(
    lines: "QuerySet[WrittenLine]", before: datetime, *, now: datetime
) -> list[str]:
    """Return the public ids of visits whose case is open, or was closed after `before`."""
    visits = lines.order_by().values("visit__public_id")
    violations = Violation.objects.filter(visit_ref__in=visits)
    return [
        one.visit_ref
        for one in violations
        if (closed := closed_since(one, now=now)) is None or closed >= before
    ]
