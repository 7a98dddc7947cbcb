"""The letter about a visit that did not take place. It never blames the visitor."""

from collections.abc import Mapping
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from parloir.bookings.letters import booking_named
from parloir.bookings.make_up_letters import booking_of_make_up
from parloir.bookings.queries import open_make_up_of
from parloir.bookings.texts.make_ups import say_offer
from parloir.bookings.texts.wording import facts_of
from parloir.notices.composition import compose
from parloir.notices.rendering import Letter, renders
from parloir.visits.states import Outcome


@renders("visit_not_held")
def visit_not_held(params: Mapping[str, Any]) -> Letter | None:
    booking = booking_named(params)
    if booking is None:
        return None
    make_up = open_make_up_of(booking, now=params["now"])
    why = {
        Outcome.VISITOR_ABSENT: _("The visit was not joined from your side in time."),
        Outcome.INMATE_ABSENT: _(
            "You were there, and the person you wanted to see could not come. This does not count "
            "against you."
        ),
        Outcome.NOBODY_CAME: _("The visit was not joined in time."),
        Outcome.TECHNICAL: _(
            "You were both there, and our equipment failed you. We are sorry. This does not count "
            "against you."
        ),
    }
    return compose(
        subject=_("Your visit did not take place"),
        paragraphs=[
            _("Hello %(name)s,") % {"name": booking.visitor.first_name},
            why.get(Outcome(params["outcome"]), _("Your visit did not take place.")),
            say_offer(make_up) if make_up else _("You can book another time whenever you like."),
        ],
        facts=facts_of(booking),
        action=booking_of_make_up(booking)
        if make_up
        else (_("Book another visit"), reverse("home")),
        closing=[
            _("If something kept you from coming in, tell the facility: %(phone)s.")
            % {"phone": booking.facility.phone_for(booking.visitor.phone)}
        ],
    )
