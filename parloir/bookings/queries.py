from collections.abc import Iterable
from datetime import date, datetime

from django.db.models import Q, QuerySet

from parloir.bookings.booking_request import BookingRequest
from parloir.bookings.models import Booking, BookingCompanion, PartyLimit, Repair
from parloir.bookings.states import WITH_A_PIN, BookingState
from parloir.facilities.models import Facility, VisitKind
from parloir.people.models import Inmate, Minor, Visitor
from parloir.scheduling.wall_time import end_of_day, start_of_day

_RELATED = ("facility__state", "inmate__area", "visitor__user", "monitor", "station__area")


def bookings_of(visitor: Visitor) -> QuerySet[Booking]:
    """Made by this visitor; what is only reserved is none yet."""
    made = Booking.objects.filter(visitor=visitor).exclude(state=BookingState.RESERVED)
    return made.select_related(*_RELATED)


def shared_with(visitor: Visitor) -> QuerySet[Booking]:
    """Made by this visitor, or by somebody who brings them along."""
    as_companion = BookingCompanion.objects.filter(visitor=visitor).values("booking")
    theirs = Booking.objects.filter(Q(visitor=visitor) | Q(pk__in=as_companion))
    return theirs.exclude(state=BookingState.RESERVED).select_related(*_RELATED)


def reservation_end(
    *, booking_request: BookingRequest, starts_at: datetime, now: datetime
) -> datetime | None:
    """Until when the visitor's own choice of this time is kept, if it still is."""
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
    """Whose visit with this inmate begins then, or is kept for somebody who checks it."""
    lapsed = Q(state=BookingState.RESERVED, reserved_until__lte=now)
    there = Booking.objects.filter(
        inmate=inmate, starts_at=starts_at, state__in=[BookingState.BOOKED, BookingState.RESERVED]
    )
    # A move within a visit's own time keeps a second one, by the same visitor.
    return there.exclude(lapsed).order_by("state", "pk").first()


def party_limits(facility: Facility) -> list[tuple[int, int]]:
    """Pairs of adults and minors, of which a party has to fit one; empty where one comes alone."""
    limits = PartyLimit.objects.filter(facility=facility).values_list("adults", "minors")
    return [limit for limit in limits if limit != (1, 0)]


def party_of(booking: Booking) -> list[Visitor | Minor]:
    """Whoever booked first, then who comes along."""
    return [booking.visitor, *(one.person for one in booking.companions.all())]


def visitors_in_short(booking: Booking) -> str:
    """'Maria Alvarez, Leo Alvarez': for whoever has many visits before their eyes."""
    return ", ".join(person.full_name for person in party_of(booking))


def adults_of(booking: Booking) -> list[Visitor]:
    """Whoever booked first, then the adults who come along."""
    return [person for person in party_of(booking) if isinstance(person, Visitor)]


def request_of_booking(booking: Booking) -> BookingRequest:
    """Who wants to see whom, as it was booked."""
    companions = party_of(booking)[1:]
    return BookingRequest(
        visitor=booking.visitor,
        inmate=booking.inmate,
        facility=booking.facility,
        kind=VisitKind(booking.kind),
        adults=tuple(one for one in companions if isinstance(one, Visitor)),
        minors=tuple(one for one in companions if isinstance(one, Minor)),
        is_booked=booking.state in WITH_A_PIN,
    )


def upcoming_bookings(*, visitor: Visitor, now: datetime) -> QuerySet[Booking]:
    """Also those to which somebody brings them along."""
    ahead = shared_with(visitor).filter(state__in=WITH_A_PIN, ends_at__gt=now)
    return ahead.order_by("starts_at")


def past_bookings(*, visitor: Visitor, now: datetime) -> QuerySet[Booking]:
    """Over, or cancelled; the latest first."""
    ahead = upcoming_bookings(visitor=visitor, now=now)
    return shared_with(visitor).exclude(pk__in=ahead.values("pk")).order_by("-starts_at")


def bookings_between(*, facility: Facility, first: date, last: date) -> QuerySet[Booking]:
    """Those that begin on the facility-local dates from `first` to `last`, both included."""
    return _made_at(facility).filter(
        starts_at__gte=start_of_day(first, facility.zone),
        starts_at__lt=end_of_day(last, facility.zone),
    )


def booking_at(*facilities: Facility, public_id: str) -> Booking | None:
    """The booking, if it is one of these facilities'."""
    return _made_at(*facilities).filter(public_id=public_id).first()


def _made_at(*facilities: Facility) -> QuerySet[Booking]:
    """What is only reserved is no booking yet."""
    made = Booking.objects.filter(facility__in=facilities).exclude(state=BookingState.RESERVED)
    return made.select_related(*_RELATED)


def open_repairs(facility_slugs: Iterable[str]) -> QuerySet[Repair]:
    """Bookings that need a new time, the next first."""
    return (
        Repair.objects.filter(state=Repair.State.OPEN, facility__slug__in=list(facility_slugs))
        .select_related("facility", "booking__visitor", "booking__inmate")
        .order_by("was_at")
    )
