"""The facts of a visit, except what others have taken, and the refusals that follow from them."""

from collections.abc import Set
from dataclasses import dataclass
from datetime import date, datetime

from parloir.bookings.booking_request import BookingRequest
from parloir.bookings.rules.eligibility import check_people, check_waiting_time
from parloir.bookings.rules.make_ups import MAKE_UP_RULES, MakeUpFacts
from parloir.bookings.rules.people_facts import PeopleFacts
from parloir.bookings.rules.quotas import QuotaFacts, check_quotas
from parloir.scheduling.judging import EVERY_RULE
from parloir.scheduling.refusals import Refusal, Rule
from parloir.scheduling.rules import TimeFacts, broken_rules
from parloir.scheduling.wall_time import local_date


@dataclass(frozen=True, slots=True, kw_only=True)
class VisitFacts:
    """`make_up` is None unless the visit is to be booked from one."""

    booking_request: BookingRequest
    time: TimeFacts
    people: PeopleFacts
    quotas: QuotaFacts
    make_up: MakeUpFacts | None = None


def check_day(day: date, facts: VisitFacts, *, among: Set[Rule] = EVERY_RULE) -> list[Refusal]:
    """Return the refusals that hold for all times of a date."""
    return [
        *check_people(facts.people, day=day, among=among),
        *check_quotas(facts.quotas, day=day, among=among),
        *(MAKE_UP_RULES.refusals(among, facts.make_up) if facts.make_up else ()),
    ]


def check_facts(
    *, starts_at: datetime, facts: VisitFacts, among: Set[Rule] = EVERY_RULE
) -> list[Refusal]:
    """Return the refusals of a visit that begins at `starts_at`."""
    return [
        *check_day(local_date(starts_at, facts.time.zone), facts, among=among),
        *broken_rules(starts_at=starts_at, facts=facts.time, among=among),
        *check_waiting_time(facts.people, starts_at=starts_at, among=among),
    ]
