"""How long the audit keeps where an event came from."""

from datetime import datetime, timedelta
from typing import Final

from django.db import models

from parloir.audit.models import AuditEvent
from parloir.deletion import oldest_keys

SOURCE_IS_KEPT_FOR: Final = timedelta(days=90)


def empty_old_sources(*, now: datetime) -> int:
    """Empty the network addresses of the first batch of old events. Returns how many.

    The triggers allow this one change (`audit.triggers`), and the MAC stays right: it covers the
    seal of the address, which says nothing without its salt.
    """
    old = AuditEvent.objects.filter(source__isnull=False, at__lt=now - SOURCE_IS_KEPT_FOR)
    batch = oldest_keys(old.order_by("at"))
    if not batch:
        return 0
    events: models.QuerySet[AuditEvent] = models.QuerySet(AuditEvent).filter(pk__in=batch)
    return events.update(source=None, source_salt=None)
