from datetime import datetime

from django.db.models import Exists, OuterRef, Q

from parloir.facilities.models import Closure
from parloir.visits.models import Visit


def is_open(visit_pk: int | None) -> bool:
    """Return whether the visit exists and has not ended."""
    return visit_pk is not None and Visit.objects.still_open().filter(pk=visit_pk).exists()


def visits_closed_at(now: datetime) -> list[Visit]:
    """Return open visits whose facility, area or device is closed now.

    A closure that is over when a visit begins does not concern those who have come early for it.
    """
    in_force = Closure.objects.filter(
        facility=OuterRef("facility"), starts_at__lte=now, ends_at__gt=now
    )
    closures = in_force.filter(ends_at__gt=OuterRef("booking__starts_at")).filter(
        Q(area__isnull=True, monitor__isnull=True, station__isnull=True)
        | Q(area=OuterRef("booking__inmate__area"))
        | Q(monitor=OuterRef("booking__monitor"))
        | Q(station=OuterRef("booking__station"))
    )
    found = Visit.objects.still_open().filter(Exists(closures))
    return list(found.select_related("booking__facility", "booking__visitor__user", "facility"))
