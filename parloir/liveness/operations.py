from datetime import datetime, timedelta

from django.db import IntegrityError
from django.db.models import Q

from parloir.liveness.models import Heartbeat, Lease

LEASE_LASTS = timedelta(seconds=10)
WORKER = "worker"


def beat(*, name: str, facts: dict[str, bool | int | str], now: datetime) -> None:
    """Record that this process is alive. `facts` are small and contain no personal data."""
    if not Heartbeat.objects.filter(name=name).update(at=now, facts=facts):
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


class HeldLease:
    """A lease as its holder knows it: it is prolonged only once half of it has passed."""

    def __init__(self, name: str, holder: str) -> None:
        self._name, self._holder = name, holder
        self._taken_at: datetime | None = None

    def take_or_keep(self, *, now: datetime) -> bool:
        """Take the lease, or go on holding it. Returns False while another process holds it."""
        taken_at = self._taken_at
        if taken_at is not None and taken_at <= now < taken_at + LEASE_LASTS / 2:
            return True
        is_held = take_lease(name=self._name, holder=self._holder, now=now)
        self._taken_at = now if is_held else None
        return is_held
