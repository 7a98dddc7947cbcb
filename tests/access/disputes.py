"""The visit of the house that has ended: its inmate says that its account is wrong."""

from datetime import datetime

from parloir.audit.actors import Actor
from parloir.disputes.operations import dispute_account
from parloir.ledger.settling import settle_due
from parloir.visits.models import Visit


def dispute_the_ended_visit(marker: str, *, now: datetime) -> dict[str, str]:
    """Settle and dispute it, and return the ids of the dispute and of the booking."""
    settle_due(now=now)
    visit = Visit.objects.select_related("booking__inmate").get(settled_account__isnull=False)
    inmate = Actor("inmate", visit.booking.inmate.public_id)
    dispute = dispute_account(visit=visit, text=f"I am a {marker}.", by=inmate, now=now)
    return {"dispute": dispute.public_id, "ended booking": visit.booking.public_id}
