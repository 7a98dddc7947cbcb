"""Consequences for an inmate, if the facility has a ladder for inmates."""

from datetime import timedelta

import pytest

from parloir.bookings.models import Booking
from parloir.bookings.operations import BookingRefused
from parloir.bookings.states import BookingState
from parloir.facilities.models import VisitKind
from parloir.notices.models import Notice
from parloir.sanctions.models import InmateRestriction, Restriction, Ruling
from parloir.sanctions.queries import inmate_restrictions_in_force
from parloir.sanctions.rulings import RulingRefused
from parloir.scheduling.refusals import Rule
from parloir.sides import BOTH_SIDES, Side
from parloir.workflows.consequences import recompute_everybody
from parloir.workflows.decisions import (
    dismiss_violation,
    lift_inmate_restriction,
    shorten_inmate_restriction,
)
from tests.factories.moments import MONDAY, at
from tests.factories.people import SUPERVISOR, make_inmate, make_visitor
from tests.factories.places import make_jail
from tests.factories.sanctions import make_ladder, make_violation
from tests.factories.visits import make_booking

pytestmark = pytest.mark.django_db


@pytest.fixture
def jail():
    return make_jail()


@pytest.fixture
def inmate(jail):
    return make_inmate(jail)


def booked(jail, inmate, days, *, visitor=None):
    return make_booking(
        jail, inmate=inmate, visitor=visitor, kind=VisitKind.REMOTE,
        starts_at=at(MONDAY + timedelta(days=days), 8),
    )  # fmt: skip


@pytest.mark.parametrize("conduct", [{Side.INMATE}, BOTH_SIDES])
def test_nothing_follows_for_the_inmate_unless_it_is_configured(jail, inmate, conduct):
    make_violation(jail, inmate=inmate, conduct=conduct)
    assert inmate_restrictions_in_force(inmate=inmate, facility=jail) == []


@pytest.mark.parametrize(
    ("conduct", "inmates", "visitors"),
    [({Side.INMATE}, 1, 0), (BOTH_SIDES, 1, 1), ({Side.VISITOR}, 0, 1)],
)
def test_each_side_has_its_own_ladder(jail, inmate, conduct, inmates, visitors):
    make_ladder(jail, 14, whose=Side.INMATE)
    make_violation(jail, inmate=inmate, conduct=conduct)
    assert len(inmate_restrictions_in_force(inmate=inmate, facility=jail)) == inmates
    assert Restriction.objects.count() == visitors


def test_an_inmates_restriction_lasts_as_configured_and_counts_every_visitor(jail, inmate):
    make_ladder(jail, 14, 28, whose=Side.INMATE)
    for days in (0, 20):
        day = MONDAY + timedelta(days=days)
        make_violation(jail, inmate=inmate, conduct={Side.INMATE}, day=day, now=at(day, 9))
    found = InmateRestriction.objects.order_by("id").values_list("until_date", flat=True)
    assert list(found) == [MONDAY + timedelta(days=14), MONDAY + timedelta(days=48)]


def test_visits_in_it_are_cancelled_without_a_word_of_why(jail, inmate):
    make_ladder(jail, 14, whose=Side.INMATE)
    covered, free = booked(jail, inmate, 14), booked(jail, inmate, 15)
    make_violation(jail, inmate=inmate, conduct={Side.INMATE})
    covered.refresh_from_db()
    free.refresh_from_db()
    assert (covered.state, covered.cancelled_for) == (BookingState.CANCELLED, "staff")
    assert free.state == BookingState.BOOKED
    told = Notice.objects.get(kind="booking_cancelled")
    assert told.email == covered.visitor.user.email


def test_no_visit_is_booked_during_it(jail, inmate):
    make_ladder(jail, 14, whose=Side.INMATE)
    make_violation(jail, inmate=inmate, conduct={Side.INMATE})
    with pytest.raises(BookingRefused) as caught:
        booked(jail, inmate, 14)
    (refusal,) = caught.value.refusals
    assert (refusal.rule, refusal.next_date) == (
        Rule.INMATE_NO_VISITS, MONDAY + timedelta(days=15),
    )  # fmt: skip
    assert booked(jail, inmate, 15).pk


def test_dismissed_it_is_lifted(jail, inmate):
    make_ladder(jail, 14, whose=Side.INMATE)
    violation = make_violation(jail, inmate=inmate, visitor=make_visitor(), conduct={Side.INMATE})
    dismiss_violation(violation=violation, reason="No.", by=SUPERVISOR, now=at(MONDAY, 12))
    assert inmate_restrictions_in_force(inmate=inmate, facility=jail) == []
    assert booked(jail, inmate, 3).pk
    assert Booking.objects.count() == 1


def restricted(jail, inmate, **fields) -> InmateRestriction:
    make_ladder(jail, 14, whose=Side.INMATE)
    make_violation(jail, inmate=inmate, conduct=BOTH_SIDES, **fields)
    return InmateRestriction.objects.select_related("violation__facility").get()


BECAUSE = {"reason": "He has apologized.", "by": SUPERVISOR, "now": at(MONDAY, 12)}


def test_lifted_by_hand_it_stays_lifted_and_no_visitor_hears_of_it(jail, inmate):
    restriction = restricted(jail, inmate)
    Notice.objects.all().delete()
    lift_inmate_restriction(restriction=restriction, **BECAUSE)
    recompute_everybody(facility=jail, by=SUPERVISOR, now=at(MONDAY, 13))
    assert inmate_restrictions_in_force(inmate=inmate, facility=jail) == []
    assert Notice.objects.count() == 0
    assert not Restriction.objects.get().is_lifted
    assert Ruling.objects.get().on_inmate


def test_shortened_by_hand_it_ends_on_that_day(jail, inmate):
    restriction = restricted(jail, inmate)
    until = MONDAY + timedelta(days=3)
    shorten_inmate_restriction(restriction=restriction, until_date=until, **BECAUSE)
    recompute_everybody(facility=jail, by=SUPERVISOR, now=at(MONDAY, 13))
    assert InmateRestriction.objects.get().until_date == until
    assert booked(jail, inmate, 4).pk
    with pytest.raises(BookingRefused):
        booked(jail, inmate, 3)


@pytest.mark.parametrize(
    ("fields", "reason"),
    [
        ({"until_date": None}, RulingRefused.Reason.NO_DATE),
        ({"until_date": MONDAY + timedelta(days=14)}, RulingRefused.Reason.NOT_SHORTER),
        ({"until_date": MONDAY, "reason": " "}, RulingRefused.Reason.NO_REASON),
    ],
)
def test_a_ruling_on_an_inmate_that_is_not_right_changes_nothing(jail, inmate, fields, reason):
    restriction = restricted(jail, inmate)
    with pytest.raises(RulingRefused) as caught:
        shorten_inmate_restriction(restriction=restriction, **(BECAUSE | fields))
    assert caught.value.reason == reason
    assert InmateRestriction.objects.get().until_date == MONDAY + timedelta(days=14)
    assert Ruling.objects.count() == 0
