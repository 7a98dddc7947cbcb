"""Check inside a house whether each booking is complete: see `tests.stage.inside`."""

from collections import Counter
from datetime import datetime
from urllib.parse import parse_qs, urlsplit

from django.core.management import call_command
from django.db.models import QuerySet

from parloir.audit.models import AuditEvent
from parloir.bookings.claims import claims_of
from parloir.bookings.models import Booking, SlotClaim
from parloir.notices.models import Notice

CONFIRMED = "booking_confirmed"


def prepare() -> None:
    """Create tables and static files, as `bin/run` does."""
    call_command("migrate", interactive=False, verbosity=0)
    call_command("collectstatic", interactive=False, verbosity=0)


def last_booking() -> int:
    return Booking.objects.order_by("-pk").values_list("pk", flat=True).first() or 0


def what_is_not_whole(after: int) -> list[str]:
    """Check the bookings after that one: each has all its claims, one notice and one audit event.

    No notice or event refers to a booking that does not exist.
    """
    notified = Counter(
        one["booking"]
        for one in Notice.objects.filter(kind=CONFIRMED).values_list("params", flat=True)
    )
    recorded = Counter(
        AuditEvent.objects.filter(action="book", outcome="done").values_list(
            "subject_ref", flat=True
        )
    )
    named = notified.keys() | recorded.keys()
    there = set(Booking.objects.filter(public_id__in=named).values_list("public_id", flat=True))
    found = [f"something refers to {name}" for name in sorted(named - there)]
    for booking in Booking.objects.filter(pk__gt=after).order_by("pk"):
        name = booking.public_id
        claimed = Counter(SlotClaim.objects.filter(booking=booking).values_list("resource", "tick"))
        if claimed != Counter((one.resource, one.tick) for one in claims_of(booking)):
            found.append(f"{name} claims {sorted(claimed)}")
        if (notified[name], recorded[name]) != (1, 1):
            found.append(f"{name} has {notified[name]} notices and {recorded[name]} audit events")
    return found


def bookings_at(path: str, email: str) -> list[str]:
    """Return the visitor's open bookings of the person and time in an address of "Finish"."""
    mine = _at(path).filter(visitor__user__email=email)
    return list(mine.values_list("public_id", flat=True))


def bookings_on(path: str) -> list[str]:
    """Return everybody's open bookings there, as `bookings_at` does for one visitor."""
    return list(_at(path).values_list("public_id", flat=True))


def _at(path: str) -> QuerySet[Booking]:
    url = urlsplit(path)
    inmate = url.path.strip("/").split("/")[3]
    starts_at = datetime.fromisoformat(parse_qs(url.query)["at"][0])
    return Booking.objects.filter(inmate__public_id=inmate, starts_at=starts_at, state="booked")
