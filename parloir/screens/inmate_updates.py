"""Changes of an inmate's visits, and decisions about past ones, without any names."""

from datetime import datetime, timedelta

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from parloir.bookings.models import Booking, Repair
from parloir.bookings.states import BookingState
from parloir.disputes.models import Dispute
from parloir.facilities.wording import say_moment
from parloir.ledger.wording import say_verdict
from parloir.people.models import Inmate

SHOWN_FOR = timedelta(days=7)


def updates_for(inmate: Inmate, *, now: datetime) -> list[str]:
    """Return a sentence for each change of the last seven days, in the order of the visits."""
    changed = Repair.objects.filter(
        booking__inmate=inmate, opened_at__gt=now - SHOWN_FOR
    ).select_related("booking", "facility")
    return [
        *(_say(repair) for repair in changed.order_by("was_at")),
        *(_say_decided(dispute) for dispute in _decided(inmate, now=now)),
    ]


def _decided(inmate: Inmate, *, now: datetime) -> "QuerySet[Dispute]":
    found = Dispute.objects.filter(
        visit__booking__inmate=inmate, decided_at__gt=now - SHOWN_FOR
    ).select_related("visit__settled_account", "visit__booking__facility")
    return found.order_by("visit__started_at")


def _say_decided(dispute: Dispute) -> str:
    booking = dispute.visit.booking
    return _("A person has decided about your visit of %(when)s. %(verdict)s") % {
        "when": say_moment(booking.starts_at, booking.facility),
        "verdict": say_verdict(dispute.visit.settled_account),
    }


def _say(repair: Repair) -> str:
    booking: Booking = repair.booking
    words = {"was": say_moment(repair.was_at, repair.facility)}
    if repair.state == Repair.State.OPEN:
        return (
            _("Your visit of %(was)s can't take place then. Your visitor can choose another time.")
            % words
        )
    if booking.state == BookingState.CANCELLED:
        return _("Your visit of %(was)s is cancelled.") % words
    if repair.settlement == Repair.Settlement.RESTORED:
        return _("Your visit of %(was)s takes place after all.") % words
    words |= {"now": say_moment(booking.starts_at, repair.facility)}
    return _("Your visit of %(was)s is now on %(now)s.") % words
