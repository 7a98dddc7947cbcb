"""The topics of a visit in the change feed."""

from datetime import datetime

from parloir.changes.operations import append_change
from parloir.visits.models import Admission, Visit


def append_visit_change(visit: Visit, *, now: datetime) -> None:
    """Append a change for the visit, its facility's wall and every device that takes part."""
    topics = {f"visit:{visit.public_id}", f"facility:{visit.facility.slug}"}
    devices = Admission.objects.filter(visit=visit).values_list(
        "monitor__public_id", "station__public_id"
    )
    for monitor, station in devices:
        topics |= {f"monitor:{monitor}"} if monitor else set()
        topics |= {f"station:{station}"} if station else set()
    append_change(*sorted(topics), now=now)
