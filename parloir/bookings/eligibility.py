"""May these people see this inmate: the rules that speak of people, for each date.

The page that offers times, the operation that books and admission use the same rules.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta

from parloir.bookings.models import PartyLimit
from parloir.facilities.models import Facility
from parloir.people.company_queries import companions_among
from parloir.people.models import Inmate, Minor, Visitor
from parloir.people.queries import Identity, approved_for, forbidden_to_see, identity_of
from parloir.sanctions.models import InmateRestriction, Restriction
from parloir.sanctions.queries import (
    covering,
    inmate_restrictions_in_force,
    restrictions_in_force,
)
from parloir.scheduling.refusals import Refusal, Rule

OF_AGE = 18


@dataclass(frozen=True, slots=True)
class AdultFacts:
    """One adult of the party; `has_agreed` to come along, or is who books."""

    visitor: Visitor
    identity: Identity
    restrictions: tuple[Restriction, ...]
    may_not_see: bool
    is_on_list: bool
    has_agreed: bool


@dataclass(frozen=True, slots=True)
class PeopleFacts:
    """What the rules of people look at; who books stands first among the adults.

    The queries grow with the adults of the party and with nothing else.
    """

    inmate: Inmate | None
    facility: Facility
    adults: tuple[AdultFacts, ...]
    minors: tuple[Minor, ...]
    party_limits: tuple[tuple[int, int], ...]
    inmate_restrictions: tuple[InmateRestriction, ...] = ()
    is_booked: bool = False


def people_facts(
    *,
    visitor: Visitor,
    inmate: Inmate | None,
    facility: Facility,
    adults: tuple[Visitor, ...] = (),
    minors: tuple[Minor, ...] = (),
    is_booked: bool = False,
) -> PeopleFacts:
    """`is_booked` as in `Wish`."""
    party = (visitor, *adults)
    agreed = companions_among(adults, visitor=visitor) if adults and not is_booked else ()
    forbidden = forbidden_to_see(inmate=inmate, visitors=party)
    on_list = approved_for(inmate=inmate, visitors=party) if facility.keeps_visitor_lists else ()
    limits = PartyLimit.objects.filter(facility=facility) if adults or minors else ()
    return PeopleFacts(
        inmate=inmate,
        facility=facility,
        adults=tuple(
            AdultFacts(
                visitor=adult,
                identity=identity_of(adult),
                restrictions=tuple(restrictions_in_force(visitor=adult, facility=facility)),
                may_not_see=adult.pk in forbidden,
                is_on_list=adult.pk in on_list,
                has_agreed=is_booked or adult.pk == visitor.pk or adult.pk in agreed,
            )
            for adult in party
        ),
        minors=minors,
        party_limits=tuple((limit.adults, limit.minors) for limit in limits) or ((1, 0),),
        inmate_restrictions=tuple(
            inmate_restrictions_in_force(inmate=inmate, facility=facility) if inmate else ()
        ),
        is_booked=is_booked,
    )


def check_people(facts: PeopleFacts, *, day: date, to_be_admitted: bool = False) -> list[Refusal]:
    """Every rule of people that stands in the way of a visit on this date.

    What holds against somebody who comes along is said with their name and without its reason,
    which is theirs to read.
    """
    first, *others = facts.adults
    refusals = check_adult(first, facts, day=day, to_be_admitted=to_be_admitted)
    for other in others:
        refusals += check_companion(other, facts, day=day, to_be_admitted=to_be_admitted)
    return [*refusals, *check_party(facts, day=day), *check_inmate(facts, day=day)]


def check_adult(
    adult: AdultFacts, facts: PeopleFacts, *, day: date, to_be_admitted: bool = False
) -> list[Refusal]:
    found = (
        registration_rule(adult, facts, to_be_admitted=to_be_admitted),
        restriction_rule(adult, day),
        contact_rule(adult),
        list_rule(adult, facts),
    )
    return [refusal for refusal in found if refusal is not None]


def check_companion(
    adult: AdultFacts, facts: PeopleFacts, *, day: date, to_be_admitted: bool = False
) -> list[Refusal]:
    """One refusal at most; nothing else is said of somebody who has not agreed to come along."""
    if not adult.has_agreed:
        return [Refusal(Rule.COMPANION_NOT_AGREED, {"name": adult.visitor.full_name})]
    reasons = check_adult(adult, facts, day=day, to_be_admitted=to_be_admitted)
    return [about_companion(adult.visitor, reason) for reason in reasons[:1]]


def about_companion(companion: Visitor, reason: Refusal) -> Refusal:
    """Facts: `name`, and for staff `reason`, the rule."""
    return Refusal(
        Rule.COMPANION_CANNOT,
        {"name": companion.full_name, "reason": reason.rule},
        next_date=reason.next_date,
    )


def registration_rule(
    adult: AdultFacts, facts: PeopleFacts, *, to_be_admitted: bool
) -> Refusal | None:
    """P7: nothing without a complete registration; approved, if the facility says so."""
    if not adult.identity.is_complete:
        return Refusal(Rule.NOT_REGISTERED)
    needed = to_be_admitted or facts.facility.approval == Facility.Approval.TO_BOOK
    if needed and not adult.identity.is_approved:
        return Refusal(Rule.NOT_APPROVED, {"hours": facts.facility.answer_hours})
    return None


def restriction_rule(adult: AdultFacts, day: date) -> Refusal | None:
    """P17, P18: what counts is the visit's date."""
    restriction = covering(adult.restrictions, day)
    if restriction is None:
        return None
    until = restriction.until_date
    return Refusal(
        Rule.RESTRICTED,
        {"until": until},
        next_date=until + timedelta(days=1) if until is not None else None,
    )


def contact_rule(adult: AdultFacts) -> Refusal | None:
    return Refusal(Rule.NO_CONTACT) if adult.may_not_see else None


def list_rule(adult: AdultFacts, facts: PeopleFacts) -> Refusal | None:
    if facts.inmate is None or not facts.facility.keeps_visitor_lists or adult.is_on_list:
        return None
    return Refusal(Rule.NOT_ON_LIST)


def check_party(facts: PeopleFacts, *, day: date) -> list[Refusal]:
    found = (party_size_rule(facts), *(minor_rule(minor, facts, day) for minor in facts.minors))
    return [refusal for refusal in found if refusal is not None]


def party_size_rule(facts: PeopleFacts) -> Refusal | None:
    """Facts: `limits`, pairs of adults and minors of which one has to be enough."""
    adults, minors = len(facts.adults), len(facts.minors)
    if (adults, minors) == (1, 0):
        return None
    if any(adults <= most and minors <= most_minors for most, most_minors in facts.party_limits):
        return None
    return Refusal(Rule.PARTY_TOO_LARGE, {"limits": facts.party_limits})


def minor_rule(minor: Minor, facts: PeopleFacts, day: date) -> Refusal | None:
    """Facts: `name`."""
    name = {"name": minor.full_name}
    if minor.removed_at is not None and not facts.is_booked:
        return Refusal(Rule.MINOR_REMOVED, name)
    if minor.age_on(day) >= OF_AGE:
        return Refusal(Rule.MINOR_IS_ADULT, name)
    if minor.guardian_id not in {adult.visitor.pk for adult in facts.adults}:
        return Refusal(Rule.MINOR_WITHOUT_GUARDIAN, name)
    return None


InmateRule = Callable[[Inmate, PeopleFacts, date], "Refusal | None"]


def check_inmate(facts: PeopleFacts, *, day: date) -> list[Refusal]:
    inmate = facts.inmate
    if inmate is None:
        return []
    rules: tuple[InmateRule, ...] = (whereabouts_rule, no_visits_rule)
    return [refusal for rule in rules if (refusal := rule(inmate, facts, day)) is not None]


def whereabouts_rule(inmate: Inmate, facts: PeopleFacts, day: date) -> Refusal | None:
    if inmate.status != Inmate.Status.HELD or inmate.facility_id != facts.facility.pk:
        return Refusal(Rule.INMATE_UNAVAILABLE)
    return None


def no_visits_rule(inmate: Inmate, facts: PeopleFacts, day: date) -> Refusal | None:
    """The jail's own word, or a restriction of the inmate, whose reason is not said.

    Facts: `until`, the last date without visits; None where there is no end to it.
    """
    last = inmate.no_visits_until
    lasts = [last] if last is not None and day <= last else []
    restriction = covering(facts.inmate_restrictions, day)
    if restriction is not None:
        lasts.append(restriction.until_date or date.max)
    if not lasts:
        return None
    until = max(lasts)
    if until == date.max:
        return Refusal(Rule.INMATE_NO_VISITS, {"until": None})
    return Refusal(Rule.INMATE_NO_VISITS, {"until": until}, next_date=until + timedelta(days=1))
