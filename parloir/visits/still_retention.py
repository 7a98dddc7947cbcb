"""Delete still pictures of terminations once the facility no longer keeps them."""

from datetime import datetime, timedelta

from django.db import transaction

from parloir.audit.actors import CLOCK
from parloir.audit.operations import record
from parloir.bookings.operations import lock_case
from parloir.facilities.models import Facility
from parloir.people import images
from parloir.sanctions.cases import closed_since
from parloir.sanctions.models import Violation
from parloir.visits.models import Still


def delete_old_stills(*, now: datetime) -> int:
    """Delete the stills whose case was closed more than the facility's `still_days` ago.

    Returns how many were deleted.
    """
    days = {facility.pk: facility.still_days for facility in Facility.objects.all()}
    if not days:
        return 0
    old = Still.objects.filter(taken_at__lt=now - timedelta(days=min(days.values())))
    forgotten = 0
    for still in old.order_by("taken_at", "pk").prefetch_related("visit__facility"):
        before = now - timedelta(days=days[still.visit.facility_id])
        if still.taken_at < before:
            forgotten += _forget_if_closed(still, before, now=now)
    return forgotten


def _forget_if_closed(still: Still, before: datetime, *, now: datetime) -> bool:
    """Delete the image first: if the process is killed then, the row is left for the next run."""
    visit = still.visit
    with transaction.atomic():
        if not _was_closed(still, before, now=now):
            return False
        images.forget(name=still.public_id)
        if not Still.objects.filter(pk=still.pk).delete()[0]:  # another worker did it
            return False
        record(
            "forget_still",
            by=CLOCK,
            on=still,
            at=now,
            facility=visit.facility.slug,
            visit=visit.public_id,
            side=still.side,
        )
        return True


def _was_closed(still: Still, before: datetime, *, now: datetime) -> bool:
    """Return whether all cases of the visit were closed before `before`.

    Locks the cases, so that nobody decides about them meanwhile.
    """
    violations = Violation.objects.filter(visit_ref=still.visit.public_id).select_related("visitor")
    lock_case(*(one.visitor for one in violations))
    closed = [still.taken_at, *(closed_since(one, now=now) for one in violations)]
    return all(moment is not None and moment < before for moment in closed)
