"""A visit that can start now: the worker always provides one that nobody has used.

It is a booking at the facility that is always open, at the last point of its time grid, so that its
PIN is valid immediately. `demo.json` describes it.
"""

import random
from datetime import datetime, timedelta
from typing import Any

from django.db.models import QuerySet

from parloir.audit.actors import DEMO
from parloir.bookings.booking_request import BookingRequest
from parloir.bookings.models import Booking
from parloir.bookings.operations import BookingRefused, book_walk_in, close
from parloir.bookings.pins import pin_of
from parloir.bookings.states import BookingState
from parloir.demo import people
from parloir.demo.file import read_demo_file, write_demo_file
from parloir.demo.places import ROUND_THE_CLOCK
from parloir.facilities.models import Facility, VisitKind
from parloir.people.models import IdentityDecision, Inmate, Visitor
from parloir.scheduling.wall_time import local_date, start_of_day

# A reader of `demo.json` has at least ten minutes to enter the PIN: the visit is replaced when
# fifteen minutes of its grace are left, and the one before is withdrawn when five are left.
REPLACED_WITH = timedelta(minutes=15)
WITHDRAWN_WITH = timedelta(minutes=5)
TRIES = 8


def keep_a_ready_visit(*, now: datetime) -> Booking | None:
    """Provide a ready visit, and return its booking.

    It is called every ten seconds and after each change, and usually makes one query and reads a
    small file. It returns
    None if no visit fits now, because every monitor is in use.
    """
    unused = list(_unused())
    fresh = [one for one in unused if now <= one.last_admission_at - REPLACED_WITH]
    content = read_demo_file()
    if not content:
        return None
    told = content.get("ready_visit", {}).get("booking")
    current = next((one for one in fresh if one.public_id == told), None)
    if current is not None:
        return current
    current = fresh[-1] if fresh else _book_one(now)
    _withdraw_stale(unused, now)
    if current is not None:
        write_demo_file(content | {"ready_visit": _told(current, content)})
    return current


def _unused() -> QuerySet[Booking]:
    """Return the demo's bookings for which no PIN was entered yet."""
    return (
        Booking.objects.filter(
            facility__slug=ROUND_THE_CLOCK,
            state=BookingState.BOOKED,
            visit__isnull=True,
            visitor__user__email__endswith=f"@{people.READY_DOMAIN}",
        )
        .select_related("facility", "inmate", "visitor__user", "station")
        .order_by("starts_at", "id")
    )


def _book_one(now: datetime) -> Booking | None:
    """Book a visit with the last inmate who is free: the first ones in `demo.json` stay free for
    people who book by hand.
    """
    facility = Facility.objects.get(slug=ROUND_THE_CLOCK)
    starts_at = _grid_point_before(now, facility)
    at_work = Booking.objects.filter(
        state=BookingState.BOOKED,
        starts_at__lt=starts_at + timedelta(minutes=facility.visit_minutes),
        ends_at__gt=starts_at,
    )
    inmates = list(
        Inmate.objects.filter(facility=facility, status=Inmate.Status.HELD)
        .exclude(pk__in=at_work.values("inmate"))
        .exclude(bookings__visit__termination__isnull=False)
        .select_related("area")
        .order_by("-pk")
    )
    visitors = _free_visitors(at_work, facility, now)
    random.shuffle(visitors)
    for inmate, visitor in zip(inmates[:TRIES], visitors, strict=False):
        booking_request = BookingRequest(
            visitor=visitor, inmate=inmate, facility=facility, kind=VisitKind.ONSITE
        )
        try:
            return book_walk_in(
                booking_request=booking_request, starts_at=starts_at, by=DEMO, now=now
            )
        except BookingRefused:
            continue
    return None


def _free_visitors(at_work: QuerySet[Booking], facility: Facility, now: datetime) -> list[Visitor]:
    """Return visitors who have no visit, no restriction, and no termination that is about to
    restrict them. If there are too few, others are registered."""
    every = Visitor.objects.filter(user__email__endswith=f"@{people.READY_DOMAIN}")
    free = list(
        every.exclude(pk__in=at_work.values("visitor"))
        .exclude(restrictions__facility=facility, restrictions__lifted_at__isnull=True)
        .exclude(bookings__visit__termination__isnull=False)
        .select_related("user")
    )
    approved_by = (
        IdentityDecision.objects.exclude(decided_by="").values_list("decided_by", flat=True).first()
    )
    number = every.count()
    while len(free) < TRIES:
        free.append(
            people.another_ready_visitor(number=number, approved_by=approved_by or "demo", now=now)
        )
        number += 1
    return free


def _grid_point_before(now: datetime, facility: Facility) -> datetime:
    """Return the last point of the time grid, counted from local midnight, when it opens."""
    midnight = start_of_day(local_date(now, facility.zone), facility.zone)
    return now - (now - midnight) % timedelta(minutes=facility.grid_minutes)


def _withdraw_stale(unused: list[Booking], now: datetime) -> None:
    for booking in unused:
        if now > booking.last_admission_at - WITHDRAWN_WITH:
            close(
                booking=booking,
                state=BookingState.CANCELLED,
                cancelled_for=Booking.CancelledFor.STAFF,
                by=DEMO,
                now=now,
            )


def _told(booking: Booking, content: dict[str, Any]) -> dict[str, Any]:
    pins = {
        one["master_id"]: one["pin"]
        for one in content.get("inmates", [])
        if one["facility"] == booking.facility.slug
    }
    return {
        "pin": pin_of(booking),
        "inmate_master_id": booking.inmate.master_id,
        "inmate_pin": pins[booking.inmate.master_id],
        "inmate": booking.inmate.full_name,
        "visitor": booking.visitor.full_name,
        "facility": booking.facility.slug,
        "booking": booking.public_id,
        "starts_at": booking.starts_at.isoformat(),
        "ends_at": booking.ends_at.isoformat(),
    }
