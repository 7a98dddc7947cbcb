"""The rules about people: whether they may visit this inmate on a date.

The page that offers times, the operation that books, the preview of a changed rule and admission
use the same rules.
"""

from collections.abc import Iterable, Iterator, Set
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from itertools import islice

from parloir.bookings.rules.people_facts import AdultFacts, PeopleFacts
from parloir.facilities.models import Facility
from parloir.people.models import Inmate, Minor
from parloir.sanctions.models import Restriction
from parloir.sanctions.queries import covering
from parloir.scheduling.judging import EVERY_RULE, Judges
from parloir.scheduling.refusals import Refusal, Rule
from parloir.scheduling.wall_time import local_date

OF_AGE = 18


@dataclass(frozen=True, slots=True)
class Asked:
    """The question whether these people may visit on this date, by the rules in `among`.

    `to_be_admitted` says that they are about to be admitted.
    """

    facts: PeopleFacts
    day: date
    among: Set[Rule] = EVERY_RULE
    to_be_admitted: bool = False


ADULT_RULES = Judges[[AdultFacts, Asked]]()
COMPANION_RULES = Judges[[AdultFacts, Asked]]()
PARTY_RULES = Judges[[Asked]]()
MINOR_RULES = Judges[[Minor, Asked]]()
INMATE_RULES = Judges[[Inmate, Asked]]()
WAITING_RULES = Judges[[Inmate, Facility, datetime]]()


def check_people(
    facts: PeopleFacts, *, day: date, among: Set[Rule] = EVERY_RULE, to_be_admitted: bool = False
) -> list[Refusal]:
    """Return the refusals of every rule about people, for a visit on this date.

    A refusal because of a companion names them without the reason, which only they may read.
    """
    asked = Asked(facts, day, among, to_be_admitted)
    first, *others = facts.adults
    return [
        *ADULT_RULES.refusals(among, first, asked),
        *_of_each(_of_companion(other, asked) for other in others),
        *_of_party(asked),
        *(INMATE_RULES.refusals(among, facts.inmate, asked) if facts.inmate is not None else ()),
    ]


def check_adult(
    adult: AdultFacts, facts: PeopleFacts, *, day: date, among: Set[Rule] = EVERY_RULE
) -> list[Refusal]:
    """Return the refusals because of one adult of the party, with their reasons."""
    return list(ADULT_RULES.refusals(among, adult, Asked(facts, day, among)))


def check_party(facts: PeopleFacts, *, day: date) -> list[Refusal]:
    """Return the refusals because of the size of the party and because of its children."""
    return _of_party(Asked(facts, day))


def check_waiting_time(
    facts: PeopleFacts, *, starts_at: datetime, among: Set[Rule] = EVERY_RULE
) -> list[Refusal]:
    """Return the refusals that hold until a moment of a date, rather than for all of it."""
    if facts.inmate is None:
        return []
    return list(WAITING_RULES.refusals(among, facts.inmate, facts.facility, starts_at))


def refusal_of(restriction: Restriction) -> Refusal:
    """Return the refusal on a date that the restriction covers.

    Facts: `until`, None if it has no end.
    """
    until = restriction.until_date
    next_date = until + timedelta(days=1) if until is not None else None
    return Refusal(Rule.RESTRICTED, {"until": until}, next_date=next_date)


def _of_party(asked: Asked) -> list[Refusal]:
    children = (MINOR_RULES.refusals(asked.among, one, asked) for one in asked.facts.minors)
    return [*PARTY_RULES.refusals(asked.among, asked), *_of_each(children)]


def _of_companion(adult: AdultFacts, asked: Asked) -> Iterator[Refusal]:
    """Yield a companion's refusals. COMPANION_CANNOT stands for any rule in `asked.among`."""
    among = asked.among | {Rule.COMPANION_CANNOT}
    return COMPANION_RULES.refusals(among, adult, asked)


def _of_each(people: Iterable[Iterator[Refusal]]) -> Iterator[Refusal]:
    """Yield the first refusal of each person, if there is one."""
    for refusals in people:
        yield from islice(refusals, 1)


# --- An adult ---------------------------------------------------------------------------------


@ADULT_RULES.of(Rule.NOT_REGISTERED)
def _not_registered(adult: AdultFacts, asked: Asked) -> Refusal | None:
    """P7: no visit without a complete registration."""
    return None if adult.identity.is_complete else Refusal(Rule.NOT_REGISTERED)


@ADULT_RULES.of(Rule.NOT_ASKED)
def _not_asked(adult: AdultFacts, asked: Asked) -> Refusal | None:
    """Each agency looks at the pictures for itself, once the visitor has asked. Facts: `agency`."""
    if not adult.identity.is_complete or adult.identity.is_asked:
        return None
    return Refusal(Rule.NOT_ASKED, {"agency": asked.facts.facility.agency.name})


@ADULT_RULES.of(Rule.NOT_APPROVED)
def _not_approved(adult: AdultFacts, asked: Asked) -> Refusal | None:
    """P7: approval is needed for admission, and to book if the facility says so. Facts: `hours`."""
    facility, identity = asked.facts.facility, adult.identity
    is_needed = asked.to_be_admitted or facility.approval == Facility.Approval.TO_BOOK
    is_decided = not identity.is_complete or identity.is_approved or not identity.is_asked
    if not is_needed or is_decided:
        return None
    return Refusal(Rule.NOT_APPROVED, {"hours": facility.answer_hours})


@ADULT_RULES.of(Rule.RESTRICTED)
def _restricted(adult: AdultFacts, asked: Asked) -> Refusal | None:
    """P17, P18: the visit's date counts."""
    restriction = covering(adult.restrictions, asked.day)
    return refusal_of(restriction) if restriction is not None else None


@ADULT_RULES.of(Rule.NO_CONTACT)
def _no_contact(adult: AdultFacts, asked: Asked) -> Refusal | None:
    return Refusal(Rule.NO_CONTACT) if adult.may_not_see else None


@ADULT_RULES.of(Rule.NOT_ON_LIST)
def _not_on_list(adult: AdultFacts, asked: Asked) -> Refusal | None:
    is_asked = asked.facts.inmate is not None and asked.facts.facility.keeps_visitor_lists
    return Refusal(Rule.NOT_ON_LIST) if is_asked and not adult.is_on_list else None


# --- An adult companion -----------------------------------------------------------------------


@COMPANION_RULES.of(Rule.COMPANION_NOT_AGREED)
def _companion_not_agreed(adult: AdultFacts, asked: Asked) -> Refusal | None:
    """The only refusal for a companion who has not agreed. Facts: `name`."""
    if adult.has_agreed:
        return None
    return Refusal(Rule.COMPANION_NOT_AGREED, {"name": adult.visitor.full_name})


@COMPANION_RULES.of(Rule.COMPANION_CANNOT)
def _companion_cannot(adult: AdultFacts, asked: Asked) -> Refusal | None:
    """Facts: `name` and, for staff, `reason`, the rule."""
    reason = next(ADULT_RULES.refusals(asked.among, adult, asked), None)
    if reason is None:
        return None
    return Refusal(
        Rule.COMPANION_CANNOT,
        {"name": adult.visitor.full_name, "reason": reason.rule},
        next_date=reason.next_date,
    )


# --- The party --------------------------------------------------------------------------------


@PARTY_RULES.of(Rule.PARTY_TOO_LARGE)
def _party_too_large(asked: Asked) -> Refusal | None:
    """Facts: `limits`, pairs of adults and minors; the party has to fit one of them."""
    adults, minors = len(asked.facts.adults), len(asked.facts.minors)
    limits = asked.facts.party_limits
    if (adults, minors) == (1, 0):
        return None
    if any(adults <= most and minors <= most_minors for most, most_minors in limits):
        return None
    return Refusal(Rule.PARTY_TOO_LARGE, {"limits": limits})


@MINOR_RULES.of(Rule.MINOR_REMOVED)
def _minor_removed(minor: Minor, asked: Asked) -> Refusal | None:
    """Facts: `name`, as in all rules about a child."""
    if minor.removed_at is None or asked.facts.is_booked:
        return None
    return Refusal(Rule.MINOR_REMOVED, {"name": minor.full_name})


@MINOR_RULES.of(Rule.MINOR_IS_ADULT)
def _minor_is_adult(minor: Minor, asked: Asked) -> Refusal | None:
    if minor.age_on(asked.day) < OF_AGE:
        return None
    return Refusal(Rule.MINOR_IS_ADULT, {"name": minor.full_name})


@MINOR_RULES.of(Rule.MINOR_WITHOUT_GUARDIAN)
def _minor_without_guardian(minor: Minor, asked: Asked) -> Refusal | None:
    if minor.guardian_id in {adult.visitor.pk for adult in asked.facts.adults}:
        return None
    return Refusal(Rule.MINOR_WITHOUT_GUARDIAN, {"name": minor.full_name})


# --- The inmate -------------------------------------------------------------------------------


@INMATE_RULES.of(Rule.INMATE_UNAVAILABLE)
def _inmate_unavailable(inmate: Inmate, asked: Asked) -> Refusal | None:
    is_here = inmate.facility_id == asked.facts.facility.pk
    if is_here and inmate.status == Inmate.Status.HELD:
        return None
    return Refusal(Rule.INMATE_UNAVAILABLE)


@INMATE_RULES.of(Rule.INMATE_NO_VISITS)
def _inmate_no_visits(inmate: Inmate, asked: Asked) -> Refusal | None:
    """No visits by the roster, or by a restriction of the inmate, whose reason is not given.

    Facts: `until`, the last date without visits; None if there is no end.
    """
    last = inmate.no_visits_until
    lasts = [last] if last is not None and asked.day <= last else []
    restriction = covering(asked.facts.inmate_restrictions, asked.day)
    if restriction is not None:
        lasts.append(restriction.until_date or date.max)
    if not lasts:
        return None
    until = max(lasts)
    if until == date.max:
        return Refusal(Rule.INMATE_NO_VISITS, {"until": None})
    return Refusal(Rule.INMATE_NO_VISITS, {"until": until}, next_date=until + timedelta(days=1))


@WAITING_RULES.of(Rule.INMATE_CAME_IN)
def _inmate_came_in(inmate: Inmate, facility: Facility, starts_at: datetime) -> Refusal | None:
    """A waiting time of 0 hours turns this rule off. Facts: `free_from`."""
    wait = timedelta(hours=facility.intake_wait_hours)
    if inmate.intake_at is None or not wait:
        return None
    free_from = inmate.intake_at + wait
    if starts_at >= free_from:
        return None
    next_date = local_date(free_from, facility.zone)
    return Refusal(Rule.INMATE_CAME_IN, {"free_from": free_from}, next_date=next_date)
