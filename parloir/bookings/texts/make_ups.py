"""Make-up visits in words."""

from datetime import timedelta

from django.utils.translation import gettext as _

from parloir.bookings.models import Booking, MakeUp
from parloir.facilities.wording import say_date, say_minutes, say_moment

FACILITY = "facility"
"""One of those through whom a visit failed, as `ledger.account.Fault` and the params of letters
name them. Empty: only a part of the visit was lost."""


def say_loss(make_up: MakeUp, fault: str) -> str:
    """Return how the visit went wrong."""
    sentences = {
        "system": _(
            "Your visit of %(when)s failed through our system. We are sorry. It does not count "
            "against any quota."
        ),
        "facility": _(
            "Your visit of %(when)s failed through the facility. We are sorry. It does not count "
            "against any quota."
        ),
        "inmate": _(
            "Your make-up visit of %(when)s failed on the inmate's side. We are sorry. You do not "
            "lose it."
        ),
        "": _(
            "In your visit of %(when)s, %(minutes)s were lost through the facility or our system. "
            "We are sorry."
        ),
    }
    minutes = timedelta(minutes=make_up.lost_minutes)
    return sentences[fault] % {"when": say_made_up_for(make_up), "minutes": say_minutes(minutes)}


def say_offer(make_up: MakeUp) -> str:
    """Return what is owed, and until when it can be booked."""
    return _(
        "A make-up visit is owed to you. It counts against no quota and needs no notice: choose "
        "any time that is free. Book it until %(date)s."
    ) % {"date": say_date(make_up.last_date)}


def say_made_from(booking: Booking) -> str:
    """Return when the visit was that this booking makes up for, empty for any other booking."""
    if booking.made_from is None:
        return ""
    return say_made_up_for(booking.made_from)


def say_made_up_for(make_up: MakeUp) -> str:
    return say_moment(make_up.owed_for.starts_at, make_up.owed_for.facility)
