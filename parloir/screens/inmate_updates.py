"""Changes of an inmate's visits since they were booked, without any names."""

from datetime import datetime, timedelta

from django.utils.translation import gettext as _

from parloir.bookings.models import Booking, Repair
from parloir.bookings.states import BookingState
from parloir.facilities.wording import say_moment
from parloir.people.models import Inmate

SHOWN_FOR = timedelta(days=7)


def updates_for(inmate: Inmate, *, now: datetime) -> list[str]:
    """Return a sentence for each change of the last seven days, in the order of the visits."""
    changed = Repair.objects.filter(
        booking__inmate=inmate, opened_at__gt=now - SHOWN_FOR
    ).select_related("booking", "facility")
    return [_say(repair) for repair in changed.order_by("was_at")]


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
