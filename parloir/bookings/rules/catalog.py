"""The catalog of all rules, with their groups, traits, texts and judges.

A rule is declared in `scheduling.refusals`. Callers ask here which rules still count after booking,
which a change of the facility can break, and what staff call them. The program
does not start where one of them lacks its text, its group's name or its judge; those of admission
are judged in `parloir.visits`, which looks for them itself.
"""

from collections.abc import Iterable, Mapping

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from parloir.bookings.rules.eligibility import (
    ADULT_RULES,
    COMPANION_RULES,
    INMATE_RULES,
    MINOR_RULES,
    PARTY_RULES,
    WAITING_RULES,
)
from parloir.bookings.rules.make_ups import MAKE_UP_RULES
from parloir.bookings.rules.occupancy_rules import TICK_RULES
from parloir.bookings.rules.quotas import QUOTA_RULES
from parloir.bookings.texts.refusal_texts.texts import TEXTS
from parloir.scheduling.refusals import Group, Rule, Trait
from parloir.scheduling.rules import TIME_RULES, WRITTEN_TIME_RULES

GROUPS: Mapping[Group, Promise] = {
    Group.REGISTRATION: _("Registration is complete"),
    Group.IDENTITY: _("Identity is approved"),
    Group.RESTRICTION: _("No restriction"),
    Group.NO_CONTACT: _("No no-contact order"),
    Group.LIST: _("On the inmate's list"),
    Group.COMPANIONS: _("Those who come along may come"),
    Group.PARTY: _("Size of the party, and children"),
    Group.INMATE: _("The inmate is here and may have visits"),
    Group.WAITING_TIME: _("Waiting time after coming in"),
    Group.QUOTAS: _("Quotas"),
    Group.FIRST_DAY: _("First day of video visits"),
    Group.NOTICE: _("Shortest notice"),
    Group.DAYS_AHEAD: _("Bookable days ahead"),
    Group.HOURS: _("Visiting hours"),
    Group.STARTS: _("Starts of visits"),
    Group.CLOSURES: _("Closures"),
    Group.COMMITMENTS: _("The inmate's other appointments"),
    Group.INMATES_VISITS: _("The inmate's other visits"),
    Group.VISITORS_VISITS: _("The visitors' other visits"),
    Group.SEPARATION: _("Inmates kept apart"),
    Group.STATIONS: _("A station is free"),
    Group.MONITORS: _("A monitor is free"),
}
"""What is checked when a visit is booked, in order, with the names that staff know."""

RULES_AFTER_BOOKING = Rule.with_trait(Trait.AFTER_BOOKING)
"""The rules that a booking has to keep to until it takes place.

Notice, grid, quotas, the size of the party and its companions' agreement were judged when it was
made; a registration is judged again at admission.
"""

RULES_TO_RESTORE = RULES_AFTER_BOOKING | Rule.with_trait(Trait.OCCUPANCY) | {Rule.QUOTA_USED}
"""The rules that a displaced booking has to keep to before it gets its time back.

It claimed nothing and counted towards no quota meanwhile, so others may have both.
"""

RULES_OF_FACILITY = Rule.with_trait(Trait.OF_FACILITY)
"""The rules that follow from a facility's settings, so that a change can be previewed."""

OCCUPANCY_RULES = Rule.with_trait(Trait.OCCUPANCY)
"""The rules that others' bookings break."""

RULES_BY_IMPORTANCE = (*WAITING_RULES.rules, *TICK_RULES.rules)
"""The rules that can refuse single times of a day, the most informative first."""

JUDGED_IN_BOOKING = frozenset(
    rule
    for judges in (
        WRITTEN_TIME_RULES,
        TIME_RULES,
        ADULT_RULES,
        COMPANION_RULES,
        PARTY_RULES,
        MINOR_RULES,
        INMATE_RULES,
        WAITING_RULES,
        QUOTA_RULES,
        MAKE_UP_RULES,
        TICK_RULES,
    )
    for rule in judges.rules
)
"""All rules except those found only when two claims conflict, and those of admission."""


HOW_TO_JUDGE = "write the function that judges it, marked with Judges.of"


class IncompleteRule(Exception):
    """A declared rule lacks something; the message says what to write."""


def name_of_rule(rule: Rule) -> str:
    """Return the name of a rule's group. Raises KeyError if it does not judge bookings."""
    return str(GROUPS[rule.group])


def require_each(rules: Iterable[Rule], among: Iterable[Rule], *, what_to_do: str) -> None:
    """Raises `IncompleteRule` if one of the rules is not in `among`."""
    missing = sorted(set(rules) - set(among))
    if missing:
        raise IncompleteRule(f"{', '.join(missing)}: {what_to_do}")


require_each(Rule, TEXTS, what_to_do="write a text, marked with text_for")
require_each(
    (rule for rule in Rule if rule.group in GROUPS),
    JUDGED_IN_BOOKING,
    what_to_do=HOW_TO_JUDGE,
)
