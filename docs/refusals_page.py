"""Write `docs/reference/refusals.md`, the catalog of rules for people to read."""

from collections.abc import Iterable, Iterator
from datetime import UTC, date, datetime, timedelta

from django.utils import translation

from parloir.bookings.rules.catalog import (
    GROUPS,
    OCCUPANCY_RULES,
    RULES_AFTER_BOOKING,
    RULES_OF_FACILITY,
)
from parloir.bookings.texts.refusal_texts import sentence_for
from parloir.facilities.models import Facility
from parloir.scheduling.intervals import Interval
from parloir.scheduling.quotas import Period
from parloir.scheduling.refusals import Group, Refusal, Rule

INTRODUCTION = """\
# Refusals

When something is not possible, one of these rules refuses it. The code is stored, counted and sent
to live surfaces; the sentence is what a person reads, here with invented dates. The page that
offers times, the operation that books, the preview of a changed rule and the monitor that admits
check the same rules, so they never disagree.

A rule is declared once, in `parloir/scheduling/refusals.py`. The function that checks it and the
one that writes its text are marked with its name. `parloir/bookings/rules/catalog.py` collects all
of these, and if a rule lacks a part the system does not start: see
[decision 41](../adr/0041-one-catalog-of-rules.md).
"""

BOOKING = """\
## When a visit is booked

Grouped by the names that staff read at "Why not?", in that order. *Stays*: a booking has to meet
the rule until it takes place, also when facts change. *Tried*: "Try it" in the administration
checks the rule, since it depends on a facility's settings. *Others*: it is other people's bookings
that break the rule.
"""

FINISHING = """\
## When others were faster

The constraint on claims decides this, not a function.
"""

ADMISSION = """\
## When somebody is admitted

At a monitor, at a station, and on the way into a remote visit. The rules about people that were
checked at booking are checked again.
"""

# Tuesday, 24 November 2026, 6:30 PM Central.
VISIT_AT = datetime(2026, 11, 25, 0, 30, tzinfo=UTC)
EIGHT = datetime(2026, 11, 24, 14, 0, tzinfo=UTC)
SEVEN = datetime(2026, 11, 25, 1, 0, tzinfo=UTC)
NEXT_AT = VISIT_AT + timedelta(hours=14)
NEXT_DATE = date(2026, 11, 30)

FACTS: dict[str, object] = {
    "last_date": date(2027, 3, 24),
    "bookable_from_date": date(2026, 12, 1),
    "windows": (Interval(EIGHT, SEVEN),),
    "closed_until": NEXT_AT,
    "until": date(2027, 2, 22),
    "name": "Alex Alvarez",
    "limits": ((2, 1), (1, 2)),
    "free_from": NEXT_AT,
    "of": "inmate",
    "kind": "onsite",
    "period": Period.WEEK,
    "most": 2,
    "agency": "Jackson County",
    "facility": "Lafayette County Demonstration Center",
    "starts_at": VISIT_AT,
    "opens_at": VISIT_AT - timedelta(minutes=15),
    "closes_at": VISIT_AT + timedelta(minutes=10),
    "station": "N4",
    "make_up_last_date": date(2026, 12, 24),
}
"""Keyed by the names that the rules use."""

WITH_NEXT = {
    Rule.NO_SUCH_TIME,
    Rule.IN_THE_PAST,
    Rule.TOO_SOON,
    Rule.OUTSIDE_HOURS,
    Rule.OFF_GRID,
    Rule.CLOSED,
    Rule.INMATE_BUSY,
    Rule.PIN_WRONG_DAY,
}
WITH_NEXT_DATE = {Rule.COMPANION_CANNOT, Rule.QUOTA_USED}


def refusals_page(note: str) -> str:
    with translation.override("en"):
        return "\n".join([note, INTRODUCTION, *_tables()])


def _tables() -> Iterator[str]:
    yield BOOKING
    yield "| group | code | stays | tried | others | what a person reads |"
    yield "|---|---|---|---|---|---|"
    for group, name in GROUPS.items():
        yield from (_row_of_booking(str(name), rule) for rule in _rules_of(group))
    for introduction, group in ((FINISHING, Group.FINISHING), (ADMISSION, Group.ADMISSION)):
        yield "\n" + introduction
        yield "| code | what a person reads |\n|---|---|"
        yield from (f"| `{rule}` | {_example(rule)} |" for rule in _rules_of(group))
    yield ""


def _rules_of(group: Group) -> Iterable[Rule]:
    return (rule for rule in Rule if rule.group == group)


def _row_of_booking(group: str, rule: Rule) -> str:
    traits = (RULES_AFTER_BOOKING, RULES_OF_FACILITY, OCCUPANCY_RULES)
    marks = " | ".join("yes" if rule in rules else "" for rules in traits)
    return f"| {group} | `{rule}` | {marks} | {_example(rule)} |"


def _example(rule: Rule) -> str:
    next_at = NEXT_AT if rule in WITH_NEXT else None
    next_date = NEXT_DATE if rule in WITH_NEXT_DATE else None
    return sentence_for(Refusal(rule, FACTS, next_date, next_at), facility=_facility())


def _facility() -> Facility:
    """Return Jackson County as an unsaved row."""
    return Facility(
        name="Jackson County Jail",
        phone="(816) 555-0142",
        time_zone="America/Chicago",
        short_zone_name="Central",
        effective_date=date(2018, 11, 19),
        notice_minutes=60,
    )
