"""The letter that says what was decided about a disputed account."""

from collections.abc import Mapping
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from parloir.bookings.letters import booking_named, recipient_of
from parloir.bookings.texts.wording import facts_of
from parloir.disputes.queries import dispute_of_booking
from parloir.disputes.wording import say_decision
from parloir.facilities.wording import say_date
from parloir.ledger.wording import account_of_booking
from parloir.notices.composition import compose
from parloir.notices.rendering import Letter, renders


@renders("account_decided")
def account_decided(params: Mapping[str, Any]) -> Letter | None:
    booking = booking_named(params)
    dispute = dispute_of_booking(booking) if booking is not None else None
    account = account_of_booking(booking) if booking is not None else None
    if booking is None or dispute is None or account is None or dispute.is_open:
        return None
    recipient = recipient_of(params, booking)
    return compose(
        subject=_("Your visit of %(date)s: what happened in it")
        % {"date": say_date(booking.visit_date)},
        paragraphs=[
            _("Hello %(name)s,") % {"name": recipient.first_name},
            _("The record of this visit was disputed. A person has looked at it and decided."),
            say_decision(dispute),
            account.sentence,
        ],
        facts=[(_("The reason"), dispute.reason), *facts_of(booking)],
        action=(
            _("See what happened in this visit"),
            reverse("my_visit", args=[booking.public_id]),
        ),
        closing=[
            _(
                "This decision is final here. If you have a question about it, call the "
                "facility: %(phone)s."
            )
            % {"phone": booking.facility.phone_for(recipient.phone)}
        ],
    )
