"""Texts about restrictions that mails and pages share."""

from django.utils.translation import gettext as _

from parloir.bookings.texts.wording import say_address
from parloir.facilities.models import Facility
from parloir.facilities.wording import say_date
from parloir.sanctions.catalogue import say_ground
from parloir.sanctions.grounds import OTHER
from parloir.sanctions.models import Restriction, Violation
from parloir.sanctions.queries import last_day_to_appeal


def say_what_for(violation: Violation) -> str:
    """Return the ground's text, or for "other" the reviewer's reason, once there is one."""
    review = getattr(violation, "review", None)
    if violation.ground == OTHER and review is not None and review.reason:
        return str(review.reason)
    return say_ground(violation.ground, violation.facility)


def say_until(restriction: Restriction) -> str:
    if restriction.until_date is None:
        return _(
            "Because of it, visits there, on-site and remote, are not open to you any more, with "
            "no end date."
        )
    return _(
        "Because of it, visits there, on-site and remote, are not open to you until and including "
        "%(until)s. Visits after that day can be booked now already."
    ) % {"until": say_date(restriction.until_date)}


def say_second_person() -> str:
    return _(
        "A second person still looks at whether it is to be without an end date. We write to you "
        "when that is done."
    )


def say_how_to_appeal(restriction: Restriction) -> str:
    return _(
        "If you think that this is not right, you can have it reviewed by a person who did not "
        "decide it, until and including %(last)s: on this site under “Restrictions”, or on paper "
        "to %(address)s. Questions: %(phone)s."
    ) % (
        {"last": say_date(last_day_to_appeal(restriction))}
        | say_reach(restriction.facility, to=restriction.visitor.phone)
    )


def say_reach(facility: Facility, *, to: str) -> dict[str, str]:
    """Return how the reader with this phone number reaches a facility."""
    return {
        "address": f"{facility.official_name}, {say_address(facility)}",
        "phone": facility.phone_for(to),
    }
