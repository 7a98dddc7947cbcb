from collections.abc import Iterable

from django.db.models import QuerySet

from parloir.bookings.models import Booking
from parloir.disputes.models import Dispute
from parloir.disputes.states import DisputeState


def disputes_at(facility_slugs: Iterable[str]) -> QuerySet[Dispute]:
    return Dispute.objects.filter(visit__facility__slug__in=list(facility_slugs)).select_related(
        "visit__facility__state",
        "visit__booking__facility",
        "visit__booking__visitor__user",
        "visit__booking__inmate",
    )


def open_disputes(facility_slugs: Iterable[str]) -> QuerySet[Dispute]:
    """Return those that wait for a decision, the oldest first."""
    return disputes_at(facility_slugs).filter(state=DisputeState.OPEN).order_by("opened_at", "pk")


def dispute_of_booking(booking: Booking) -> Dispute | None:
    return Dispute.objects.filter(visit__booking=booking).first()
