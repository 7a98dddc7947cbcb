"""Several visitors in one visit: conduct and consequences are recorded for each separately."""

from datetime import timedelta

import pytest

from parloir.bookings.models import Booking
from parloir.bookings.states import BookingState
from parloir.notices.models import Notice
from parloir.sanctions.models import (
    InmateRestriction,
    Restriction,
    Review,
    Violation,
)
from parloir.sides import BOTH_SIDES, Side
from parloir.visits.models import Visit
from parloir.visits.states import Outcome, VisitState
from parloir.workflows.decisions import decide_review
from parloir.workflows.termination import TerminationRefused, terminate
from tests.factories.companions import allow_parties, make_child
from tests.factories.moments import MINUTE, MONDAY, at
from tests.factories.people import OFFICER, SUPERVISOR, make_visitor
from tests.factories.places import make_jail
from tests.factories.sanctions import make_ladder
from tests.factories.visits import TEN_ON_MONDAY, make_booking, make_live

pytestmark = pytest.mark.django_db

ENDED_AT = TEN_ON_MONDAY + 7 * MINUTE


@pytest.fixture
def jail():
    jail = make_jail()
    allow_parties(jail, (2, 1))
    return jail


@pytest.fixture
def maria():
    return make_visitor(first_name="Maria", last_name="Alvarez")


@pytest.fixture
def ana():
    return make_visitor(first_name="Ana", last_name="Ruiz")


@pytest.fixture
def leo(maria):
    return make_child(maria)


@pytest.fixture
def visit(jail, maria, ana, leo) -> Visit:
    return make_live(make_booking(jail, visitor=maria, adults=(ana,), minors=(leo,)))


def end_for(visit, *persons, conduct=("visitor",), ground="phone"):
    terminate(
        visit=visit, ground=ground, conduct=conduct, persons=[one.public_id for one in persons],
        note="", by=OFFICER, now=ENDED_AT,
    )  # fmt: skip


def on_record():
    return sorted((one.visitor.first_name, one.conduct_text) for one in Violation.objects.all())


def restricted():
    return sorted(Restriction.objects.values_list("visitor__first_name", flat=True))


def told(kind):
    return sorted(Notice.objects.filter(kind=kind).values_list("email", flat=True))


def test_a_companion_is_restricted_alone_and_the_booker_is_not(visit, maria, ana):
    end_for(visit, ana)
    assert on_record() == [("Ana", "the visitor's")]
    assert restricted() == ["Ana"]
    assert told("restricted") == [ana.user.email]
    assert told("visit_terminated") == [maria.user.email]
    assert Visit.objects.get().outcome == Outcome.TERMINATED


def test_each_who_is_named_has_a_violation(visit, maria, ana):
    end_for(visit, maria, ana)
    assert on_record() == [("Ana", "the visitor's"), ("Maria", "the visitor's")]
    assert restricted() == ["Ana", "Maria"]
    assert told("visit_terminated") == []


def test_the_inmate_s_part_counts_once_on_the_inmate_s_ladder(jail, visit, maria, ana):
    make_ladder(jail, 30, 60, whose=Side.INMATE)
    end_for(visit, maria, ana, conduct={"visitor", "inmate"})
    assert on_record() == [("Ana", "the visitor's"), ("Maria", "both")]
    restriction = InmateRestriction.objects.get()
    assert restriction.until_date == MONDAY + timedelta(days=30)


def test_the_inmate_s_conduct_restricts_nobody_who_came(visit, maria, ana):
    end_for(visit, conduct={"inmate"})
    assert on_record() == [("Maria", "the inmate's")]
    assert restricted() == []
    assert told("visit_terminated") == sorted([ana.user.email, maria.user.email])


@pytest.mark.parametrize("conduct", [{Side.VISITOR}, BOTH_SIDES])
def test_nobody_is_blamed_without_being_named(visit, conduct):
    with pytest.raises(TerminationRefused) as caught:
        end_for(visit, conduct=conduct)
    assert caught.value.reason == TerminationRefused.Reason.UNKNOWN_CONDUCT
    assert Visit.objects.get().state == VisitState.LIVE


def test_a_child_a_stranger_or_anybody_beside_the_inmate_is_not_blamed(visit, ana, leo):
    for persons, conduct in (
        ([leo], {"visitor"}),
        ([ana, make_visitor()], {"visitor"}),
        ([ana], {"inmate"}),
    ):
        with pytest.raises(TerminationRefused):
            end_for(visit, *persons, conduct=conduct)
    assert Violation.objects.count() == 0
    assert Visit.objects.get().state == VisitState.LIVE


def test_other_opens_a_review_of_each_who_is_named(visit, maria, ana):
    end_for(visit, maria, ana, ground="other")
    assert Review.objects.count() == 2
    assert restricted() == []


def test_bookings_of_who_is_restricted_go_and_theirs_who_is_not_stay(jail, visit, maria, ana):
    with_ana = make_booking(jail, visitor=maria, adults=(ana,), starts_at=at(MONDAY, 18))
    of_ana = make_booking(
        jail, visitor=ana, starts_at=at(MONDAY + timedelta(days=7), 10), now=TEN_ON_MONDAY
    )
    end_for(visit, ana)
    states = {one.pk: one.state for one in Booking.objects.all()}
    assert states[with_ana.pk] == BookingState.BOOKED
    assert not with_ana.companions.exists()
    assert states[of_ana.pk] == BookingState.CANCELLED


def test_a_decision_about_a_companion_ends_the_live_visit(jail, maria, ana):
    first = make_live(make_booking(jail, visitor=ana))
    terminate(visit=first, ground="other", conduct={"visitor"}, note="", by=OFFICER, now=ENDED_AT)
    booking = make_booking(jail, visitor=maria, adults=(ana,), starts_at=at(MONDAY, 18))
    second = make_live(booking)
    decide_review(
        review=Review.objects.get(), decision=Review.Decision.PERMANENT, reason="A threat.",
        until_date=None, by=SUPERVISOR, now=at(MONDAY, 18) + MINUTE,
    )  # fmt: skip
    second.refresh_from_db()
    assert (second.state, second.outcome) == (VisitState.ENDED, Outcome.RESTRICTED)
    assert [str(one) for one in booking.companions.all()] == ["Ana Ruiz"]
