"""The letter that says how a visit went wrong, and offers the make-up visit for it."""

from collections.abc import Mapping
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from parloir.bookings.letters import booking_named
from parloir.bookings.models import Booking
from parloir.bookings.queries import open_make_up_of
from parloir.bookings.texts.make_ups import say_loss, say_offer
from parloir.bookings.texts.wording import facts_of
from parloir.facilities.wording import say_date
from parloir.notices.composition import compose
from parloir.notices.rendering import Letter, renders


@renders("make_up_owed")
def make_up_owed(params: Mapping[str, Any]) -> Letter | None:
    """Return None if the make-up was booked, withdrawn or over before it is sent."""
    booking = booking_named(params)
    make_up = open_make_up_of(booking, now=params["now"]) if booking is not None else None
    if booking is None or make_up is None:
        return None
    return compose(
        subject=_("Your visit of %(date)s: a make-up visit")
        % {"date": say_date(booking.visit_date)},
        paragraphs=[
            _("Hello %(name)s,") % {"name": booking.visitor.first_name},
            say_loss(make_up, params["fault"]),
            say_offer(make_up),
        ],
        facts=facts_of(booking),
        action=booking_of_make_up(booking),
        closing=[
            _("If you can't book it, call the facility: %(phone)s.")
            % {"phone": booking.facility.phone_for(booking.visitor.phone)}
        ],
    )


def booking_of_make_up(booking: Booking) -> tuple[str, str]:
    """Return the text and the path of the link at which the make-up visit is booked."""
    return _("Book the make-up visit"), reverse("book_make_up", args=[booking.public_id])
