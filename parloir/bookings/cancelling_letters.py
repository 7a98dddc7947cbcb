"""The letters that say that a visit, or the reader's part in it, does not take place."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from parloir.bookings.letters import attached, booking_named, calendar_of, recipient_of
from parloir.bookings.models import Booking
from parloir.bookings.texts.calendar_files import cancelling_file
from parloir.bookings.texts.left_out import LeftOutFor, say_why_left_out
from parloir.bookings.texts.wording import facts_of
from parloir.facilities.wording import say_moment
from parloir.notices.composition import compose
from parloir.notices.rendering import Letter, renders

Reason = Booking.CancelledFor


@renders("booking_cancelled")
def booking_cancelled(params: Mapping[str, Any]) -> Letter | None:
    booking = booking_named(params)
    if booking is None or booking.is_open:
        return None
    recipient = recipient_of(params, booking)
    reasons = {
        Reason.VISITOR: _("You cancelled it. The time is free for others now; thank you.")
        if recipient == booking.visitor
        else _("%(name)s cancelled it.") % {"name": booking.visitor.full_name},
        Reason.STAFF: _(
            "The facility had to cancel it. We are sorry. Call %(phone)s if you want to know more."
        )
        % {"phone": booking.facility.phone_for(recipient.phone)},
        Reason.RESTRICTION: say_why_left_out(
            LeftOutFor.RESTRICTION, booking.facility, to=recipient.phone
        )
        if recipient == booking.visitor
        else _("%(name)s, who booked it, can't come.") % {"name": booking.visitor.full_name},
    }
    is_restricted = booking.cancelled_for == Reason.RESTRICTION and recipient == booking.visitor
    return compose(
        subject=_("Your visit is cancelled: %(when)s")
        % {"when": say_moment(booking.starts_at, booking.facility)},
        paragraphs=[
            _("Hello %(name)s,") % {"name": recipient.first_name},
            _("This visit will not take place. Its PIN is no longer valid."),
            reasons[Reason(booking.cancelled_for or Reason.STAFF)],
        ],
        facts=facts_of(booking),
        action=None if is_restricted else (_("Book another visit"), reverse("home")),
        attachments=(calendar_of(booking, recipient, params),),
    )


@renders("left_out")
def left_out(params: Mapping[str, Any]) -> Letter | None:
    """To an adult who no longer comes along. It names neither the inmate nor who still comes."""
    booking = booking_named(params)
    if booking is None:
        return None
    recipient = recipient_of(params, booking)
    was_at = datetime.fromisoformat(params["was_at"])
    file = cancelling_file(
        booking, was_at=was_at, reader=recipient, written_at=params["enqueued_at"]
    )
    when = say_moment(was_at, booking.facility)
    children = [_("Children whom you registered don't come along either.")]
    return compose(
        subject=_("You don't come along any more: %(when)s") % {"when": when},
        paragraphs=[
            _("Hello %(name)s,") % {"name": recipient.first_name},
            _("You don't come along to this visit any more. The visit itself stays as it is."),
            say_why_left_out(LeftOutFor(params["why"]), booking.facility, to=recipient.phone),
            *(children if params["with_children"] else []),
        ],
        facts=[
            (_("Who booked it"), booking.visitor.full_name),
            (_("When"), when),
            (_("Facility"), booking.facility.official_name),
        ],
        attachments=(attached(file),),
    )
