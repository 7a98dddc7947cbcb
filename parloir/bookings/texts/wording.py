"""A booking in words, for its page, for paper and for mail."""

import re
import unicodedata
from collections.abc import Sequence
from datetime import timedelta

from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext

from parloir.bookings.models import Booking
from parloir.bookings.queries import party_of
from parloir.bookings.texts.make_ups import say_made_from
from parloir.facilities.models import Facility, VisitKind
from parloir.facilities.wording import say_clock, say_minutes, say_moment
from parloir.sanctions.catalogue import rules_of

# "Hilda" begins with the sound of i, "Hiena" does not. ICU, and so the browser's `Intl.ListFormat`,
# has the same rule.
SOUNDS_LIKE_I = re.compile(r"i|hi(?![ae])")


def say_kind(kind: str) -> str:
    if kind == VisitKind.ONSITE:
        return _("On-site visit, at the facility")
    return _("Remote visit, on your own phone or computer")


def say_party(adults: int, minors: int) -> str:
    """Return '2 adults and 1 child'."""
    words = ngettext("%(count)d adult", "%(count)d adults", adults) % {"count": adults}
    if not minors:
        return words
    children = ngettext("%(count)d child", "%(count)d children", minors) % {"count": minors}
    return _("%(adults)s and %(children)s") % {"adults": words, "children": children}


def say_names(names: Sequence[str]) -> str:
    """Return 'Maria, Leo and Ana'; in Spanish 'Maria y Leo', but 'Maria e Isabel'."""
    *others, last = names
    return f"{', '.join(others)}{_and_before(last)}{last}" if others else last


def say_everybody(booking: Booking) -> str:
    """Return 'Maria Alvarez, Leo Alvarez and Jordan Smith': the party and the inmate."""
    return say_names([one.full_name for one in (*party_of(booking), booking.inmate)])


def _and_before(name: str) -> str:
    """Return ' and ', which in some languages is another word before the sound of "i"."""
    if SOUNDS_LIKE_I.match(unicodedata.normalize("NFD", name.casefold())):
        return pgettext("before a name that begins with the sound of i", " and ")
    return _(" and ")


def say_parties(limits: Sequence[tuple[int, int]]) -> str:
    """Return '2 adults and 1 child, or 1 adult and 2 children'."""
    return _(", or ").join(say_party(adults, minors) for adults, minors in limits)


def say_address(facility: Facility) -> str:
    return f"{facility.street}, {facility.city}, {facility.state_id} {facility.postal_code}"


def facts_of(booking: Booking) -> list[tuple[str, str]]:
    """Return labels and values: who, when, how long and where.

    The caller has loaded the booking's facility and inmate.
    """
    facility = booking.facility
    facts = [
        (_("Visit with"), booking.inmate.full_name),
        (_("When"), say_moment(booking.starts_at, facility)),
        (_("How long"), say_minutes(booking.ends_at - booking.starts_at)),
        (_("Kind"), say_kind(booking.kind)),
        (_("Facility"), facility.official_name),
    ]
    if booking.kind == VisitKind.ONSITE:
        facts.append((_("Where"), say_address(facility)))
    people = party_of(booking)
    if len(people) > 1:
        facts.append((_("Who comes"), say_names([person.full_name for person in people])))
    if booking.visitor_writes:
        facts.append((_("In addition"), _("you both have a line to write in, under the picture")))
    if made_up_for := say_made_from(booking):
        facts.append((_("Make-up for the visit of"), made_up_for))
    return facts


def what_to_bring(booking: Booking) -> list[str]:
    if booking.kind == VisitKind.ONSITE:
        return _to_the_lobby(booking)
    return [
        _("A phone, tablet or computer with a camera and a microphone, charged."),
        _("A quiet, bright place, and the best connection that you have."),
        _("Press “Try camera and microphone” on this visit's page on a day before."),
        _("Sign in on this site and press “Join visit” from %(time)s on.")
        % {"time": say_clock(booking.opens_at, booking.facility)},
        _("You don't need the PIN to join. Keep it in case the staff ask for it."),
    ]


def _to_the_lobby(booking: Booking) -> list[str]:
    facility = booking.facility
    return [
        _("This PIN, printed or written down."),
        _("The government-issued ID that you registered with."),
        _(
            "Be there in time: enter the PIN at any visitation monitor in the lobby from "
            "%(opens)s on, and by %(closes)s."
        )
        % {
            "opens": say_clock(booking.opens_at, facility),
            "closes": say_clock(booking.last_admission_at, facility),
        },
        _("Anybody who comes later can't be let in, and the visit still ends at %(end)s.")
        % {"end": say_clock(booking.ends_at, facility)},
    ]


def how_to_cancel(booking: Booking) -> str:
    ahead = timedelta(minutes=booking.facility.cancel_minutes)
    if not ahead:
        return _("If you can't come, cancel until the visit begins, so that others get the time.")
    return _(
        "If you can't come, cancel at least %(time)s before the visit, so that others get the time."
    ) % {"time": say_minutes(ahead)}


def visit_rules(facility: Facility) -> list[dict[str, str]]:
    """Return the six grounds (P16) and the facility's own, each with the name of its icon."""
    return [
        {"code": "rule" if one.is_own else one.code, "text": one.text} for one in rules_of(facility)
    ]
