"""Carry out each operation on bookings and companions in a scene."""

from datetime import date

from parloir.bookings import operations
from parloir.bookings.booking_request import BookingRequest
from parloir.bookings.models import Booking
from parloir.bookings.operations import new_pins, repairs, restoring, restoring_all
from parloir.bookings.texts.left_out import LeftOutFor
from parloir.facilities.models import Closure, VisitKind
from parloir.people import companions, invitation_stops
from parloir.scheduling.refusals import Refusal, Rule
from tests.factories.companions import allow_parties, invited_by, make_child, make_companion
from tests.factories.moments import MINUTE, MONDAY, NINE_ON_MONDAY, TUESDAY, at
from tests.factories.people import OFFICER, as_visitor, make_visitor
from tests.factories.visits import TEN_ON_MONDAY, request_for

ELEVEN = TEN_ON_MONDAY + 60 * MINUTE
TUESDAY_AT_TEN = at(TUESDAY, 10)


def at_nine(operation, **fields):
    return lambda: operation(now=NINE_ON_MONDAY, **fields)


def displaced(s) -> Booking:
    """Return the scene's booking on a Monday that is closed."""
    Closure.objects.create(
        facility=s.jail, starts_at=at(MONDAY, 9), ends_at=at(MONDAY, 12), reason="Count"
    )
    repairs.repair_bookings(bookings=[s.booking], by=OFFICER, now=NINE_ON_MONDAY)
    s.booking.refresh_from_db()
    assert s.booking.is_displaced
    return s.booking


def displaced_and_open_again(s) -> Booking:
    booking = displaced(s)
    Closure.objects.all().delete()
    return booking


def devices(s):
    return {"monitor": s.monitor(), "station": s.booking.station}


def together(s):
    """Return a visit of the scene's visitor with a companion, and that companion."""
    allow_parties(s.jail, (2, 0))
    ana = make_companion(s.booking.visitor)
    booking_request = BookingRequest(
        s.booking.visitor, s.booking.inmate, s.jail, VisitKind.ONSITE, adults=(ana,)
    )
    booking = operations.book(
        booking_request=booking_request, starts_at=TUESDAY_AT_TEN, by=s.by, now=NINE_ON_MONDAY
    )
    return booking, ana


def stay_away(s):
    booking, ana = together(s)
    return at_nine(operations.stay_away, booking=booking, companion=ana, by=as_visitor(ana))


def leave_out(s):
    booking, ana = together(s)
    return at_nine(
        operations.leave_out, visitor=ana, facility=s.jail, from_date=booking.visit_date,
        until_date=None, by=OFFICER,
    )  # fmt: skip


def leave_out_of(s):
    booking, ana = together(s)
    return at_nine(
        operations.leave_out_of,
        booking=booking,
        visitor=ana,
        why=LeftOutFor.RESTRICTION,
        by=OFFICER,
    )


def answered(answer):
    def prepare(s):
        invitation = invited_by(make_visitor(), email=s.booking.visitor.user.email)
        return at_nine(answer, invitation=invitation, invited=s.booking.visitor, by=s.by)

    return prepare


def end_companionship(s):
    make_companion(s.booking.visitor)
    companionship = s.booking.visitor.companionships.get()
    return at_nine(companions.end_companionship, companionship=companionship, by=s.by)


BOOKINGS = {
    "reserve": lambda s: at_nine(
        operations.reserve, booking_request=request_for(s.jail), starts_at=ELEVEN, by=s.by
    ),
    "move": lambda s: at_nine(operations.move, booking=s.booking, starts_at=ELEVEN, by=s.by),
    "cancel_by_facility": lambda s: at_nine(
        operations.cancel_by_facility, booking=s.booking, by=OFFICER
    ),
    "note_whether_it_counts": lambda s: at_nine(
        operations.note_whether_it_counts, booking=s.booking, counts=False, by=OFFICER
    ),
    "follow_loss": lambda s: at_nine(
        operations.follow_loss, booking=s.booking, lost=10 * MINUTE, is_failed=False, by=OFFICER
    ),
    "grant_for_visit_not_held": lambda s: at_nine(
        operations.grant_for_visit_not_held, booking=s.booking, by=OFFICER
    ),
    "reassign_devices": lambda s: at_nine(
        operations.reassign_devices, booking=s.booking, by=OFFICER, **devices(s)
    ),
    "choose_devices": lambda s: at_nine(
        operations.choose_devices, booking=s.booking, by=OFFICER, **devices(s)
    ),
    "displace": lambda s: at_nine(operations.displace, booking=s.booking, by=OFFICER),
    "take_back": lambda s: at_nine(
        operations.take_back, booking=displaced_and_open_again(s), by=OFFICER, **devices(s)
    ),
    "replace_known_pins": lambda s: at_nine(
        new_pins.replace_known_pins, visitor=s.booking.visitor, by=OFFICER
    ),
    "leave_out": leave_out,
    "leave_out_of": leave_out_of,
    "stay_away": stay_away,
    "open_repair": lambda s: at_nine(
        repairs.open_repair, booking=s.booking, refusal=Refusal(Rule.CLOSED), by=OFFICER
    ),
    "repair_bookings": lambda s: lambda: displaced(s),
    "accept_alternative": lambda s: at_nine(
        repairs.accept_alternative, booking=displaced(s), starts_at=TUESDAY_AT_TEN, by=s.by
    ),
    "restore": lambda s: at_nine(
        restoring.restore, booking=displaced_and_open_again(s), by=OFFICER
    ),
    "restore_all_clear": lambda s: at_nine(
        restoring.restore_all_clear, bookings=[displaced_and_open_again(s)], by=OFFICER
    ),
    "order_restoration": lambda s: at_nine(
        restoring_all.order_restoration, facility=displaced(s).facility, by=OFFICER
    ),
    "give_up": lambda s: at_nine(repairs.give_up, booking=displaced(s), by=OFFICER),
}


def stopped(s):
    invitation = invited_by(make_visitor(), email=s.booking.visitor.user.email)
    invitation_stops.stop_invitations(invitation=invitation, by=s.by, now=NINE_ON_MONDAY)
    return s


COMPANIONS = {
    "register_minor": lambda s: at_nine(
        companions.register_minor, guardian=s.booking.visitor, first_name="Leo",
        last_name="Alvarez", date_of_birth=date(2018, 3, 2), by=s.by,
    ),
    "remove_minor": lambda s: at_nine(
        companions.remove_minor, minor=make_child(s.booking.visitor), by=s.by
    ),
    "invite_companion": lambda s: at_nine(
        companions.invite_companion, visitor=s.booking.visitor, email="ben@example.org", by=s.by
    ),
    "accept_invitation": answered(companions.accept_invitation),
    "decline_invitation": answered(companions.decline_invitation),
    "end_companionship": end_companionship,
    "stop_invitations": lambda s: at_nine(
        invitation_stops.stop_invitations, by=s.by,
        invitation=invited_by(s.booking.visitor, email="ben@example.org"),
    ),
    "allow_invitations": lambda s: at_nine(
        invitation_stops.allow_invitations, visitor=stopped(s).booking.visitor, by=s.by
    ),
}  # fmt: skip
