"""What stands in the way of any visit, said at the beginning of scheduling (P7)."""

from dataclasses import dataclass
from datetime import datetime

from django.urls import reverse
from django.utils.translation import gettext as _

from parloir.bookings.rules.eligibility import check_people
from parloir.bookings.rules.people_facts import facts_of_visitor
from parloir.bookings.texts.refusal_texts import sentence_for
from parloir.facilities.models import Agency, Facility
from parloir.facilities.queries import agencies_with_facilities
from parloir.people.identity_queries import OwnIdentity, own_identity
from parloir.people.models import Visitor
from parloir.scheduling.refusals import Refusal, Rule
from parloir.scheduling.wall_time import local_date


@dataclass(frozen=True, slots=True)
class Obstacle:
    """What to tell the visitor, with a link or an agency to ask if they can do something."""

    sentence: str
    stops: bool
    action: str = ""
    action_url: str = ""
    ask: Agency | None = None
    ask_url: str = ""


def obstacle_anywhere(visitor: Visitor) -> Obstacle | None:
    """Return the obstacle at every facility: pictures that are missing, or refused everywhere."""
    if may_visit_somewhere(own_identity(visitor)):
        return None
    return Obstacle(
        sentence=_(
            "Before the first visit we need a photo of you and both sides of your ID. It takes "
            "three minutes."
        ),
        stops=True,
        action=_("Take the pictures"),
        action_url=reverse("my_identity"),
    )


def may_visit_somewhere(identity: OwnIdentity) -> bool:
    """Return whether an agency could let the visitor in with the pictures that were sent."""
    if not identity.is_handed_in:
        return False
    has_another = agencies_with_facilities().count() > len(identity.at)
    return has_another or any(one.is_complete for one in identity.at.values())


def obstacle_at(facility: Facility, visitor: Visitor, *, now: datetime) -> Obstacle | None:
    """Return the obstacle at this facility today. After a restriction ends, days can be booked."""
    facts = facts_of_visitor(visitor, facility)
    refusals = check_people(facts, day=local_date(now, facility.zone))
    return _obstacle(refusals[0], facility, visitor) if refusals else None


def _obstacle(refusal: Refusal, facility: Facility, visitor: Visitor) -> Obstacle:
    sentence = sentence_for(refusal, facility=facility, to=visitor.phone)
    goes_on_later = refusal.rule == Rule.RESTRICTED and refusal.next_date is not None
    if refusal.rule == Rule.NOT_ASKED:
        return Obstacle(
            sentence=sentence,
            stops=True,
            ask=facility.agency,
            ask_url=reverse("ask_agency", args=[facility.slug]),
        )
    is_about_identity = refusal.rule in {Rule.NOT_REGISTERED, Rule.NOT_APPROVED}
    return Obstacle(
        sentence=sentence,
        stops=not goes_on_later,
        action=_("See where it stands") if is_about_identity else "",
        action_url=reverse("my_identity") if is_about_identity else "",
    )
