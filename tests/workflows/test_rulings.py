"""Rulings: dismiss, uphold again, redate, lift, shorten and confirm."""

from datetime import timedelta

import pytest

from parloir.audit.models import AuditEvent
from parloir.notices.models import Notice
from parloir.sanctions.models import Restriction, Review, Ruling, Violation
from parloir.sanctions.rulings import RulingRefused
from parloir.sides import Side
from parloir.workflows.consequences import recompute_ladder
from parloir.workflows.decisions import (
    confirm_restriction,
    decide_review,
    dismiss_violation,
    lift_restriction,
    redate_violation,
    reinstate_violation,
    shorten_restriction,
)
from tests.factories.moments import MONDAY, at
from tests.factories.people import OFFICER, REGISTRAR, SUPERVISOR, make_visitor
from tests.factories.places import make_jail
from tests.factories.sanctions import make_ladder, make_restriction, make_violation

pytestmark = pytest.mark.django_db

NOON = at(MONDAY, 12)
BECAUSE = {"reason": "I have seen the pictures.", "by": SUPERVISOR, "now": NOON}


@pytest.fixture
def jail():
    return make_jail()


@pytest.fixture
def visitor():
    return make_visitor()


def dates():
    rows = Restriction.objects.order_by("from_date", "id")
    return [None if one.is_lifted else (one.from_date, one.until_date) for one in rows]


def day(offset):
    return MONDAY + timedelta(days=offset)


def test_a_dismissed_first_offense_makes_the_second_the_first(jail, visitor):
    first = make_violation(jail, visitor=visitor)
    make_violation(jail, visitor=visitor, day=day(5), now=at(day(5), 9))
    assert dates() == [(day(0), day(90)), (day(5), None)]
    dismiss_violation(violation=first, **BECAUSE)
    assert dates() == [None, (day(5), day(95))]
    assert Ruling.objects.get().reason == "I have seen the pictures."


def test_upheld_again_it_restricts_again(jail, visitor):
    first = make_violation(jail, visitor=visitor)
    make_violation(jail, visitor=visitor, day=day(5), now=at(day(5), 9))
    dismiss_violation(violation=first, **BECAUSE)
    reinstate_violation(violation=first, **BECAUSE)
    assert dates() == [(day(0), day(90)), (day(5), None)]
    turns = AuditEvent.objects.filter(action="change_restriction").order_by("id")
    assert list(turns.values_list("outcome", flat=True)) == [
        "lifted", "shortened", "imposed_again", "lengthened",
    ]  # fmt: skip


def test_a_corrected_date_moves_the_restriction_and_its_place_on_the_ladder(jail, visitor):
    first = make_violation(jail, visitor=visitor, day=day(-10), now=at(day(-10), 9))
    make_violation(jail, visitor=visitor, day=day(-5), now=at(day(-5), 9))
    assert dates() == [(day(-10), day(80)), (day(-5), None)]
    redate_violation(violation=first, occurred_date=day(-3), **BECAUSE)
    assert dates() == [(day(-5), day(85)), (day(-3), None)]


def test_with_a_window_a_corrected_date_changes_what_is_remembered(jail, visitor):
    make_ladder(jail, 30, None, window_days=100)
    first = make_violation(jail, visitor=visitor, day=day(-100), now=at(day(-100), 9))
    make_violation(jail, visitor=visitor)
    assert dates() == [(day(-100), day(-70)), (day(0), None)]
    redate_violation(violation=first, occurred_date=day(-101), **BECAUSE)
    assert dates() == [(day(-101), day(-71)), (day(0), day(30))]


def test_a_lifted_restriction_stays_lifted_and_its_offense_counts(jail, visitor):
    restriction = make_restriction(jail, visitor=visitor)
    lift_restriction(restriction=restriction, **BECAUSE)
    recompute_ladder(visitor=visitor, facility=jail, by=OFFICER, now=NOON)
    assert dates() == [None]
    assert make_restriction(jail, visitor=visitor, day=day(5)).is_permanent


def test_a_shortened_restriction_is_not_made_longer_again(jail, visitor):
    restriction = make_restriction(jail, visitor=visitor)
    shorten_restriction(restriction=restriction, until_date=day(9), **BECAUSE)
    recompute_ladder(visitor=visitor, facility=jail, by=OFFICER, now=NOON)
    assert dates() == [(day(0), day(9))]


def test_a_reviewers_restriction_is_not_touched_by_the_ladder(jail, visitor):
    violation = make_violation(jail, visitor=visitor, ground="other")
    decide_review(
        review=violation.review, decision=Review.Decision.RESTRICT, reason="He sang.",
        until_date=day(7), by=REGISTRAR, now=NOON,
    )  # fmt: skip
    offense = make_violation(jail, visitor=visitor, day=day(-1), now=at(day(-1), 9))
    dismiss_violation(violation=offense, **BECAUSE)
    assert dates() == [None, (day(0), day(7))]


def test_a_reviewers_restriction_goes_with_its_violation_and_comes_back(jail, visitor):
    violation = make_violation(jail, visitor=visitor, ground="other")
    decide_review(
        review=violation.review, decision=Review.Decision.RESTRICT, reason="He sang.",
        until_date=day(7), by=REGISTRAR, now=NOON,
    )  # fmt: skip
    dismiss_violation(violation=violation, **BECAUSE)
    assert dates() == [None]
    reinstate_violation(violation=violation, **BECAUSE)
    assert dates() == [(day(0), day(7))]


def test_each_ruling_is_told_once_with_its_reason(jail, visitor):
    violation = make_violation(jail, visitor=visitor)
    Notice.objects.all().delete()
    dismiss_violation(violation=violation, **BECAUSE)
    told = Notice.objects.get()
    assert (told.kind, told.email) == ("ruling_made", visitor.user.email)
    assert told.params["ruling"] == Ruling.objects.get().public_id
    assert told.params["changes"] == f"{Restriction.objects.get().public_id}:lifted"


def test_a_ruling_on_the_inmates_conduct_is_not_the_visitors_business(jail, visitor):
    violation = make_violation(jail, visitor=visitor, conduct={Side.INMATE})
    Notice.objects.all().delete()
    dismiss_violation(violation=violation, **BECAUSE)
    assert Notice.objects.count() == 0


# --- A second person --------------------------------------------------------------------------


def test_a_permanent_restriction_waits_for_a_second_person_where_one_is_wanted(jail, visitor):
    make_ladder(jail, 90, None, confirm_permanent=True)
    first = make_restriction(jail, visitor=visitor)
    second = make_restriction(jail, visitor=visitor, day=day(1))
    assert (first.awaits_second, second.awaits_second) == (False, True)
    confirm_restriction(restriction=second, **BECAUSE)
    second.refresh_from_db()
    assert (second.awaits_second, second.until_date) == (False, None)


def test_nobody_waits_where_no_second_person_is_wanted(jail, visitor):
    make_violation(jail, visitor=visitor)
    assert not make_restriction(jail, visitor=visitor, day=day(1)).awaits_second


def test_whoever_recorded_it_is_no_second_person(jail, visitor):
    make_ladder(jail, None, confirm_permanent=True)
    restriction = make_restriction(jail, visitor=visitor)
    with pytest.raises(RulingRefused) as caught:
        confirm_restriction(restriction=restriction, reason="Yes.", by=OFFICER, now=NOON)
    assert caught.value.reason == RulingRefused.Reason.OWN_CASE
    restriction.refresh_from_db()
    assert restriction.awaits_second


def test_shortened_there_is_nothing_left_to_confirm(jail, visitor):
    make_ladder(jail, None, confirm_permanent=True)
    restriction = make_restriction(jail, visitor=visitor)
    shorten_restriction(restriction=restriction, until_date=day(9), **BECAUSE)
    restriction.refresh_from_db()
    assert (restriction.awaits_second, restriction.until_date) == (False, day(9))


# --- Refused ----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("act", "fields", "reason"),
    [
        ("dismiss", {"reason": "  "}, RulingRefused.Reason.NO_REASON),
        ("reinstate", {}, RulingRefused.Reason.NOTHING_NEW),
        ("redate", {"occurred_date": MONDAY}, RulingRefused.Reason.NOTHING_NEW),
        ("redate", {"occurred_date": day(1)}, RulingRefused.Reason.DATE_IS_AHEAD),
        ("shorten", {"until_date": None}, RulingRefused.Reason.NO_DATE),
        ("shorten", {"until_date": day(-1)}, RulingRefused.Reason.DATE_IS_PAST),
        ("shorten", {"until_date": day(90)}, RulingRefused.Reason.NOT_SHORTER),
        ("confirm", {}, RulingRefused.Reason.NOTHING_NEW),
    ],
)
def test_a_ruling_that_is_not_right_changes_nothing(jail, visitor, act, fields, reason):
    restriction = make_restriction(jail, visitor=visitor)
    acts = {
        "dismiss": dismiss_violation, "reinstate": reinstate_violation,
        "redate": redate_violation, "shorten": shorten_restriction,
        "confirm": confirm_restriction,
    }  # fmt: skip
    is_on = "restriction" if act in {"shorten", "confirm"} else "violation"
    subject = restriction if is_on == "restriction" else restriction.violation
    before = (dates(), Notice.objects.count(), AuditEvent.objects.count())
    with pytest.raises(RulingRefused) as caught:
        acts[act](**{is_on: subject}, **(BECAUSE | fields))
    assert caught.value.reason == reason
    assert (dates(), Notice.objects.count(), AuditEvent.objects.count()) == before
    assert Ruling.objects.count() == 0


def test_a_case_under_review_is_decided_in_its_review(jail, visitor):
    violation = make_violation(jail, visitor=visitor, ground="other")
    with pytest.raises(RulingRefused) as caught:
        dismiss_violation(violation=violation, **BECAUSE)
    assert caught.value.reason == RulingRefused.Reason.UNDER_REVIEW
    assert Violation.objects.get().state == Violation.State.UNDER_REVIEW


def test_with_four_eyes_nobody_rules_on_what_they_recorded(visitor):
    jail = make_jail(four_eyes=True)
    violation = make_violation(jail, visitor=visitor, by=SUPERVISOR)
    with pytest.raises(RulingRefused) as caught:
        dismiss_violation(violation=violation, **BECAUSE)
    assert caught.value.reason == RulingRefused.Reason.OWN_CASE
    dismiss_violation(violation=violation, **(BECAUSE | {"by": REGISTRAR}))
    assert dates() == [None]
