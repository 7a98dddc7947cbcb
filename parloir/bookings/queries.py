from collections.abc import Iterable
from datetime import date, datetime

from django.db.models import Exists, OuterRef, Q, QuerySet

from parloir.bookings.booking_request import BookingRequest
from parloir.bookings.models import Booking, BookingCompanion, MakeUp, PartyLimit, Repair
from parloir.bookings.states import SPENDS_A_MAKE_UP, WITH_A_PIN, BookingState
from parloir.facilities.models import Facility, VisitKind
from parloir.people.models import Inmate, Minor, Visitor
from parloir.scheduling.wall_time import end_of_day, local_date, start_of_day

_RELATED = ("facility__state", "inmate__area", "visitor__user", "monitor", "station__area")


def bookings_of(visitor: Visitor) -> QuerySet[Booking]:
    """Return the bookings that this visitor made, without reservations."""
    made = Booking.objects.filter(visitor=visitor).exclude(state=BookingState.RESERVED)
    return made.select_related(*_RELATED)


def shared_with(visitor: Visitor) -> QuerySet[Booking]:
    """Return the bookings that this visitor made or comes along to, without reservations."""
    as_companion = BookingCompanion.objects.filter(visitor=visitor).values("booking")
    theirs = Booking.objects.filter(Q(visitor=visitor) | Q(pk__in=as_companion))
    return theirs.exclude(state=BookingState.RESERVED).select_related(*_RELATED)


def displaced_among(bookings: Iterable[Booking]) -> list[Booking]:
    """Return the current rows of those that are displaced, in the order in which they began."""
    found = Booking.objects.filter(
        pk__in=[booking.pk for booking in bookings], state=BookingState.DISPLACED
    )
    return list(found.select_related(*_RELATED).order_by("starts_at", "pk"))


def reservation_end(
    *, booking_request: BookingRequest, starts_at: datetime, now: datetime
) -> datetime | None:
    """Return until when the visitor has reserved this time, or None."""
    reserved = Booking.objects.filter(
        visitor=booking_request.visitor,
        inmate=booking_request.inmate,
        kind=booking_request.kind,
        starts_at=starts_at,
        state=BookingState.RESERVED,
        reserved_until__gt=now,
    )
    return reserved.values_list("reserved_until", flat=True).first()


def booking_of(inmate: Inmate, *, starts_at: datetime, now: datetime) -> Booking | None:
    """Return the booking or the unexpired reservation with this inmate at this time, if any."""
    lapsed = Q(state=BookingState.RESERVED, reserved_until__lte=now)
    there = Booking.objects.filter(
        inmate=inmate, starts_at=starts_at, state__in=[BookingState.BOOKED, BookingState.RESERVED]
    )
    # A move that overlaps the visit's own time reserves a second one, by the same visitor.
    return there.exclude(lapsed).order_by("state", "pk").first()


def party_limits(facility: Facility) -> list[tuple[int, int]]:
    """Return pairs of adults and minors. A party has to fit one of them; without any, everybody
    comes alone.
    """
    limits = PartyLimit.objects.filter(facility=facility).values_list("adults", "minors")
    return [limit for limit in limits if limit != (1, 0)]


def party_of(booking: Booking) -> list[Visitor | Minor]:
    """Return the visitor who booked, then the companions."""
    return [booking.visitor, *(one.person for one in booking.companions.all())]


def visitors_in_short(booking: Booking) -> str:
    """Return 'Maria Alvarez, Leo Alvarez', for lists of many visits."""
    return ", ".join(person.full_name for person in party_of(booking))


def adults_of(booking: Booking) -> list[Visitor]:
    """Return the visitor who booked, then the adult companions."""
    return [person for person in party_of(booking) if isinstance(person, Visitor)]


def request_of_booking(booking: Booking) -> BookingRequest:
    """Return what was requested, as it was booked."""
    companions = party_of(booking)[1:]
    return BookingRequest(
        visitor=booking.visitor,
        inmate=booking.inmate,
        facility=booking.facility,
        kind=VisitKind(booking.kind),
        adults=tuple(one for one in companions if isinstance(one, Visitor)),
        minors=tuple(one for one in companions if isinstance(one, Minor)),
        is_booked=booking.state in WITH_A_PIN,
        made_from=booking.made_from_id,
        writes=booking.visitor_writes,
    )


def upcoming_bookings(*, visitor: Visitor, now: datetime) -> QuerySet[Booking]:
    """Return the bookings ahead, with those that the visitor comes along to; the next first."""
    ahead = shared_with(visitor).filter(state__in=WITH_A_PIN, ends_at__gt=now)
    return ahead.order_by("starts_at")


def past_bookings(*, visitor: Visitor, now: datetime) -> QuerySet[Booking]:
    """Return the bookings that are over or cancelled, the latest first."""
    ahead = upcoming_bookings(visitor=visitor, now=now)
    return shared_with(visitor).exclude(pk__in=ahead.values("pk")).order_by("-starts_at")


def bookings_between(*, facility: Facility, first: date, last: date) -> QuerySet[Booking]:
    """Return those that begin on the facility-local dates from `first` to `last`, both included."""
    return _made_at(facility).filter(
        starts_at__gte=start_of_day(first, facility.zone),
        starts_at__lt=end_of_day(last, facility.zone),
    )


def booking_at(*facilities: Facility, public_id: str) -> Booking | None:
    """Return the booking if it is at one of these facilities, else None."""
    return _made_at(*facilities).filter(public_id=public_id).first()


def _made_at(*facilities: Facility) -> QuerySet[Booking]:
    """Return the bookings without reservations."""
    made = Booking.objects.filter(facility__in=facilities).exclude(state=BookingState.RESERVED)
    return made.select_related(*_RELATED)


def open_make_ups(visitor: Visitor, *, now: datetime) -> list[MakeUp]:
    """Return the make-ups from which the visitor can book now, the one that ends first first."""
    found = _open_make_ups(now=now, owed_for__visitor=visitor)
    return sorted(found, key=lambda one: (one.last_date, one.pk))


def open_make_up_of(booking: Booking, *, now: datetime) -> MakeUp | None:
    """Return the make-up that was granted for this booking if it can be booked from now."""
    return next(iter(_open_make_ups(now=now, owed_for=booking)), None)


def _open_make_ups(*, now: datetime, **owed: Visitor | Booking) -> list[MakeUp]:
    spending = Booking.objects.filter(made_from=OuterRef("pk"), state__in=SPENDS_A_MAKE_UP)
    found = MakeUp.objects.filter(~Exists(spending), withdrawn_at=None, **owed).select_related(
        "owed_for__facility__state", "owed_for__inmate"
    )
    return [one for one in found if one.is_open_on(local_date(now, one.owed_for.facility.zone))]


def open_repairs(facility_slugs: Iterable[str]) -> QuerySet[Repair]:
    """Return the repairs of bookings that need a new time, by the time they lost."""
    return (
        Repair.objects.filter(state=Repair.State.OPEN, facility__slug__in=list(facility_slugs))
        .select_related("facility", "booking__visitor", "booking__inmate")
        .order_by("was_at")
    )
