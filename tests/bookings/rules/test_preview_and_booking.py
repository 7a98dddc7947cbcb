"""The preview of a changed rule and the operation that books refuse the same facts."""

from datetime import date, time, timedelta
from typing import NamedTuple

import pytest
from django.db import transaction
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from parloir.bookings.availability.offers import refusals_for
from parloir.bookings.models import Booking, PartyLimit, Quota
from parloir.bookings.operations import BookingRefused, book
from parloir.bookings.queries import request_of_booking
from parloir.bookings.quota_kinds import INMATE, PAIR, VISITOR
from parloir.bookings.rules.catalog import RULES_OF_FACILITY
from parloir.bookings.rules.preview import refused_by_todays_rules
from parloir.bookings.states import OPEN, BookingState
from parloir.facilities.models import Closure, Facility, VisitingHours, VisitKind
from parloir.people.models import ApprovedVisitor, Inmate, Visitor
from parloir.scheduling.quotas import Period
from parloir.scheduling.refusals import Refusal
from tests.factories.examples import part_of_examples
from tests.factories.moments import MINUTE, MONDAY, NINE_ON_MONDAY, TUESDAY, WEDNESDAY, at
from tests.factories.people import as_visitor, make_inmate, make_visitor
from tests.factories.places import make_jail
from tests.factories.visits import request_for

pytestmark = pytest.mark.django_db

A_WEEK_LATER = NINE_ON_MONDAY + timedelta(days=7)
DAYS = [TUESDAY + number * timedelta(days=1) for number in range(6)]


class House(NamedTuple):
    jail: Facility
    visitors: list[Visitor]
    inmates: list[Inmate]


class Asked(NamedTuple):
    visitor: int
    companion: int | None
    inmate: int
    kind: VisitKind
    day: date
    hour: int
    minutes_later: int
    becomes: BookingState


class Rules(NamedTuple):
    fields: dict[str, object]
    parties: list[tuple[int, int]]
    quotas: set[tuple[str, str, Period]]
    most: int
    opens: int
    closed_at: int | None
    approved: set[tuple[int, int]]
    came_in_hours_before: int | None


BOOKED = st.builds(
    Asked,
    visitor=st.integers(0, 2),
    companion=st.none() | st.integers(0, 2),
    inmate=st.integers(0, 1),
    kind=st.sampled_from(VisitKind),
    day=st.sampled_from(DAYS),
    hour=st.integers(8, 12),
    minutes_later=st.integers(0, 60),
    becomes=st.sampled_from([state for state in BookingState if state != BookingState.RESERVED]),
)
RULES = st.builds(
    Rules,
    fields=st.fixed_dictionaries(
        {
            "notice_minutes": st.sampled_from([0, 23 * 60, 36 * 60]),
            "horizon_days": st.sampled_from([1, 3, 120]),
            "intake_wait_hours": st.sampled_from([0, 72]),
            "keeps_visitor_lists": st.booleans(),
            "effective_date": st.sampled_from([MONDAY, WEDNESDAY]),
            "grid_minutes": st.sampled_from([30, 55]),
            "week_begins": st.sampled_from([0, 3, 6]),
        }
    ),
    parties=st.sampled_from([[], [(1, 0)], [(2, 0)], [(1, 1), (2, 0)]]),
    quotas=st.sets(
        st.tuples(
            st.sampled_from([kind.code for kind in (INMATE, VISITOR, PAIR)]),
            st.sampled_from(["", *VisitKind]),
            st.sampled_from(Period),
        ),
        max_size=3,
    ),
    most=st.integers(0, 2),
    opens=st.sampled_from([8, 10]),
    closed_at=st.none() | st.integers(8, 12),
    approved=st.sets(st.tuples(st.integers(0, 1), st.integers(0, 2))),
    came_in_hours_before=st.none() | st.sampled_from([0, 1, 71]),
)


def visit(visitor: int, day: date, **more) -> Asked:
    """A visitor alone with the first inmate, on site at ten, booked at nine; it stays booked."""
    usual = Asked(visitor, None, 0, VisitKind.ONSITE, day, 10, 0, BookingState.BOOKED)
    return usual._replace(**more)


def rules(*, parties=((2, 0),), quotas=(), approved=(), came_in_hours_before=None, **fields):
    """Return the settings by which everything was booked, with these changes."""
    return Rules(
        fields, list(parties), set(quotas), 1, 8, None, set(approved), came_in_hours_before
    )


ONE_A_WEEK_FOR_EACH_VISITOR = rules(quotas=[(VISITOR.code, "", Period.WEEK)])
ONE_A_WEEK_WITH_EACH_INMATE = rules(quotas=[(INMATE.code, "", Period.WEEK)])


@pytest.fixture
def house() -> House:
    jail = make_jail(notice_minutes=0)
    jail.party_limits.create(adults=2, minors=0)
    return House(
        jail,
        [make_visitor() for _ in range(3)],
        [make_inmate(jail) for _ in range(2)],
    )


few_examples = settings(
    max_examples=part_of_examples(0.5),
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)


@few_examples
@given(asked=st.lists(BOOKED, min_size=1, max_size=5), rules=RULES)
@example(
    asked=[visit(0, TUESDAY, companion=1), visit(1, WEDNESDAY, inmate=1, minutes_later=1)],
    rules=ONE_A_WEEK_FOR_EACH_VISITOR,
)
@example(
    asked=[visit(0, TUESDAY), visit(1, WEDNESDAY, companion=0, inmate=1, minutes_later=1)],
    rules=ONE_A_WEEK_FOR_EACH_VISITOR,
)
@example(
    asked=[visit(0, TUESDAY, becomes=BookingState.DISPLACED), visit(1, WEDNESDAY)],
    rules=ONE_A_WEEK_WITH_EACH_INMATE,
)
@example(
    asked=[visit(0, TUESDAY, becomes=BookingState.NOT_HELD), visit(1, WEDNESDAY)],
    rules=ONE_A_WEEK_WITH_EACH_INMATE,
)
@example(
    asked=[visit(0, TUESDAY, hour=8)], rules=rules(intake_wait_hours=0, came_in_hours_before=0)
)
@example(
    asked=[visit(0, TUESDAY, hour=9)], rules=rules(intake_wait_hours=1, came_in_hours_before=0)
)
@example(
    asked=[visit(0, TUESDAY, companion=1)],
    rules=rules(keeps_visitor_lists=True, approved=[(0, 0)]),
)
def test_the_preview_refuses_what_booking_would_and_for_the_same_reasons(house, asked, rules):
    with transaction.atomic():
        for booking, one in [(booked(house, one), one) for one in asked]:
            let_become(booking, one.becomes)
        set_rules(house, rules)
        previewed = refused_by_todays_rules(facility=house.jail, now=A_WEEK_LATER)
        assert {pk: reasons(found) for pk, found in previewed.items()} == said_when_booking(house)
        transaction.set_rollback(True)


@few_examples
@given(asked=st.lists(BOOKED, min_size=1, max_size=5), rules=RULES)
def test_the_preview_refuses_nothing_that_was_booked_by_these_rules(house, asked, rules):
    with transaction.atomic():
        set_rules(house, rules)
        in_turn = sorted(asked, key=lambda one: one.minutes_later)
        for one in in_turn:
            booked(house, one)
        assert refused_by_todays_rules(facility=house.jail, now=A_WEEK_LATER) == {}
        transaction.set_rollback(True)


def booked(house: House, asked: Asked) -> Booking | None:
    """Book it. Return None if a rule or an earlier booking refuses it."""
    companion = asked.companion if asked.companion != asked.visitor else None
    booking_request = request_for(
        Facility.objects.get(),
        visitor=house.visitors[asked.visitor],
        inmate=house.inmates[asked.inmate],
        kind=asked.kind,
        adults=() if companion is None else (house.visitors[companion],),
    )
    now = NINE_ON_MONDAY + asked.minutes_later * MINUTE
    starts_at = at(asked.day, asked.hour)
    try:
        return book(
            booking_request=booking_request,
            starts_at=starts_at,
            by=as_visitor(booking_request.visitor),
            now=now,
        )
    except BookingRefused:
        return None


def let_become(booking: Booking | None, state: BookingState) -> None:
    if booking is None:
        return
    closed_at = None if state in OPEN else booking.ends_at
    Booking.objects.filter(pk=booking.pk).update(state=state, closed_at=closed_at)


def set_rules(house: House, rules: Rules) -> None:
    jail = house.jail
    Facility.objects.filter(pk=jail.pk).update(**rules.fields)
    jail.refresh_from_db()
    PartyLimit.objects.all().delete()
    for adults, minors in rules.parties:
        jail.party_limits.create(adults=adults, minors=minors)
    for of, kind, period in rules.quotas:
        Quota.objects.create(facility=jail, of=of, kind=kind, period=period, most=rules.most)
    VisitingHours.objects.filter(opens=time(8)).update(opens=time(rules.opens))
    if rules.closed_at is not None:
        noon = at(WEDNESDAY, rules.closed_at)
        Closure.objects.create(
            facility=jail, starts_at=noon, ends_at=noon + 60 * MINUTE, reason="Count"
        )
    for inmate, visitor in rules.approved:
        ApprovedVisitor.objects.create(
            inmate=house.inmates[inmate], visitor=house.visitors[visitor]
        )
    if rules.came_in_hours_before is not None:
        came_in = at(TUESDAY, 9) - timedelta(hours=rules.came_in_hours_before)
        Inmate.objects.filter(pk=house.inmates[0].pk).update(intake_at=came_in)
    for one in house.inmates:
        one.refresh_from_db()


def said_when_booking(house: House) -> dict[int, list[tuple[object, ...]]]:
    """Return what booking would refuse for each, as if it and later ones did not exist."""
    in_turn = list(Booking.objects.order_by("booked_at", "pk"))
    said = {}
    for number, booking in enumerate(in_turn):
        refusals = refusals_for(
            booking_request=request_of_booking(booking),
            starts_at=booking.starts_at,
            now=booking.booked_at,
            excluding=in_turn[number:],
        )
        of_facility = reasons(one for one in refusals if cause_of(one) in RULES_OF_FACILITY)
        if of_facility and booking.state != BookingState.CANCELLED:
            said[booking.pk] = of_facility
    return said


def cause_of(refusal: Refusal) -> object:
    """Return the rule; for a companion, the rule that they break."""
    return refusal.facts.get("reason", refusal.rule)


def reasons(refusals) -> list[tuple[object, ...]]:
    return [(one.rule, one.facts) for one in refusals]
