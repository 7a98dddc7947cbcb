"""When a case is closed: nothing about the violation is left to be decided."""

from datetime import datetime

from parloir.sanctions.models import Appeal, Restriction, Review, Violation
from parloir.sanctions.queries import last_day_to_appeal
from parloir.scheduling.wall_time import local_date


def closed_since(violation: Violation, *, now: datetime) -> datetime | None:
    """Return the time of the last decision about a violation, or of its recording.

    Returns None while a review, an appeal or a second person's confirmation is pending, and as long
    as an appeal can still be filed.
    """
    review = Review.objects.filter(violation=violation).first()
    restriction = Restriction.objects.filter(violation=violation).first()
    appeal = Appeal.objects.filter(restriction__violation=violation).first()
    waits = (
        (review is not None and review.decided_at is None)
        or (appeal is not None and appeal.decided_at is None)
        or (restriction is not None and restriction.awaits_second)
    )
    if waits or (restriction is not None and appeal is None and _may_be_appealed(restriction, now)):
        return None
    made = [
        violation.recorded_at,
        review.decided_at if review is not None else None,
        restriction.imposed_at if restriction is not None else None,
        appeal.decided_at if appeal is not None else None,
        *violation.rulings.values_list("made_at", flat=True),
    ]
    return max(moment for moment in made if moment is not None)


def _may_be_appealed(restriction: Restriction, now: datetime) -> bool:
    today = local_date(now, restriction.facility.zone)
    return not restriction.is_lifted and today <= last_day_to_appeal(restriction)
