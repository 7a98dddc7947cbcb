from datetime import datetime, timedelta

from django.db import IntegrityError
from django.db.models import Q

from parloir.liveness.models import Heartbeat, Lease

LEASE_LASTS = timedelta(seconds=10)
WORKER = "worker"


def beat(*, name: str, facts: dict[str, bool | int | str], now: datetime) -> None:
    """Record that this process is alive. `facts` are small and contain no personal data."""
    Heartbeat.objects.update_or_create(name=name, defaults={"at": now, "facts": facts})


def take_lease(*, name: str, holder: str, now: datetime) -> bool:
    """Take or prolong a lease of ten seconds. Returns False while another process holds it."""
    free = Lease.objects.filter(Q(holder=holder) | Q(until__lt=now), name=name)
    if free.update(holder=holder, until=now + LEASE_LASTS):
        return True
    try:
        _, created = Lease.objects.get_or_create(
            name=name, defaults={"holder": holder, "until": now + LEASE_LASTS}
        )
    except IntegrityError:
        return False
    return created
