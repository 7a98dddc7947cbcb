from datetime import timedelta

import pytest

from parloir.audit.actors import Actor
from parloir.bookings.models import Booking
from parloir.bookings.states import BookingState
from parloir.facilities.models import VisitKind
from parloir.notices.models import Notice
from parloir.sanctions.appeals import AppealDecisionRefused, AppealRefused
from parloir.sanctions.models import Appeal, Restriction, Review, Violation
from parloir.sanctions.queries import last_day_to_appeal
from parloir.workflows.decisions import (
    appeal,
    confirm_restriction,
    decide_appeal,
    decide_review,
    lift_restriction,
)
from parloir.workflows.operations import cancel_booking
from tests.factories.moments import MONDAY, NINE_ON_MONDAY, SECOND, at
from tests.factories.people import (
    OFFICER,
    REGISTRAR,
    SUPERVISOR,
    as_visitor,
    make_inmate,
    make_visitor,
)
from tests.factories.places import make_jail
from tests.factories.sanctions import make_ladder, make_restriction, make_violation
from tests.factories.visits import make_booking

pytestmark = pytest.mark.django_db

NotFiled, NotDecided = AppealRefused.Reason, AppealDecisionRefused.Reason
Decision = Appeal.Decision
LAST_DAY = MONDAY + timedelta(days=30)
NEXT_WEEK = MONDAY + timedelta(days=7)


@pytest.fixture
def jail():
    return make_jail()


@pytest.fixture
def visitor():
    return make_visitor()


@pytest.fixture
def restriction(jail, visitor):
    return make_restriction(jail, visitor=visitor)


def file(restriction, *, day=MONDAY, text="It was a calculator.", by=None, now=None, paper=False):
    channel = Appeal.Channel.PAPER if paper else Appeal.Channel.PAGE
    return appeal(
        restriction=restriction, text=text, channel=channel, received_date=day,
        by=by or as_visitor(restriction.visitor), now=now or at(day, 12),
    )  # fmt: skip


def decide(filed, decision, *, until=None, reason="I have looked.", by=SUPERVISOR, now=None):
    return decide_appeal(
        appeal=filed, decision=decision, reason=reason, until_date=until, by=by,
        now=now or at(MONDAY, 13),
    )  # fmt: skip


def untouched(restriction):
    now = Restriction.objects.get(pk=restriction.pk)
    return (now.from_date, now.until_date, now.lifted_at) == (
        restriction.from_date, restriction.until_date, restriction.lifted_at,
    )  # fmt: skip


# --- Filing -----------------------------------------------------------------------------------


def test_an_appeal_has_a_deadline_and_the_visitor_is_told(restriction):
    filed = file(restriction, text="  It was a calculator. ")
    filed.refresh_from_db()
    assert (filed.state, filed.text, filed.channel) == ("open", "It was a calculator.", "page")
    assert (filed.received_date, filed.answer_by_date) == (MONDAY, MONDAY + timedelta(days=14))
    told = Notice.objects.get(kind="appeal_received")
    assert told.params == {"appeal": filed.public_id}
    assert told.email == restriction.visitor.user.email


@pytest.mark.parametrize(
    ("day", "is_refused"), [(MONDAY, False), (LAST_DAY, False), (LAST_DAY + timedelta(1), True)]
)
def test_an_appeal_is_in_time_until_and_including_its_last_day(restriction, day, is_refused):
    assert last_day_to_appeal(restriction) == LAST_DAY
    if not is_refused:
        assert file(restriction, day=day).received_date == day
        return
    with pytest.raises(AppealRefused) as caught:
        file(restriction, day=day)
    assert caught.value.reason == NotFiled.TOO_LATE
    assert Appeal.objects.count() == 0


def test_the_days_are_the_facilitys_own(visitor):
    jail = make_jail(appeal_days=3, appeal_answer_days=2)
    restriction = make_restriction(jail, visitor=visitor)
    filed = file(restriction, day=MONDAY + timedelta(days=3))
    assert filed.answer_by_date == MONDAY + timedelta(days=5)


@pytest.mark.parametrize("night", [(2026, 3, 8), (2026, 11, 1)], ids=["spring", "autumn"])
def test_the_day_it_comes_in_is_the_facilitys_on_both_nights_of_the_clock(jail, visitor, night):
    """A restriction was imposed in the last second of a local day, thirty days before the night.
    The last instant of the thirtieth day is in time, and the next one is not."""
    last = MONDAY.replace(*night)
    imposed_at = at(last - timedelta(days=30), 23, 59) + 59 * SECOND
    restriction = make_restriction(
        jail, visitor=visitor, day=last - timedelta(days=30), now=imposed_at
    )
    assert last_day_to_appeal(restriction) == last
    midnight = at(last + timedelta(days=1), 0)
    with pytest.raises(AppealRefused) as caught:
        file(restriction, day=last + timedelta(days=1), now=midnight)
    assert caught.value.reason == NotFiled.TOO_LATE
    assert file(restriction, day=last, now=midnight - SECOND).received_date == last


def test_a_restriction_is_appealed_once(restriction):
    decide(file(restriction), Decision.UPHOLD)
    with pytest.raises(AppealRefused) as caught:
        file(restriction)
    assert caught.value.reason == NotFiled.ALREADY_APPEALED
    assert Appeal.objects.count() == 1


@pytest.mark.parametrize(
    ("fields", "reason"),
    [
        ({"text": "  "}, NotFiled.NO_TEXT),
        ({"by": Actor("visitor", "somebodyelse")}, NotFiled.NOT_THEIRS),
        ({"day": MONDAY + timedelta(days=1), "now": at(MONDAY, 12)}, NotFiled.DATE_IS_AHEAD),
        ({"day": MONDAY - timedelta(days=1), "now": at(MONDAY, 12)}, NotFiled.TOO_EARLY),
    ],
)
def test_an_appeal_that_is_not_right_is_refused_with_its_reason(restriction, fields, reason):
    with pytest.raises(AppealRefused) as caught:
        file(restriction, **fields)
    assert caught.value.reason == reason
    assert Appeal.objects.count() == 0
    assert not Notice.objects.filter(kind="appeal_received").exists()


def test_a_lifted_restriction_has_nothing_to_appeal(restriction):
    lift_restriction(restriction=restriction, reason="An error.", by=SUPERVISOR, now=at(MONDAY, 11))
    with pytest.raises(AppealRefused) as caught:
        file(restriction)
    assert caught.value.reason == NotFiled.LIFTED


def test_a_paper_counts_from_the_day_on_which_it_came(restriction):
    """It arrived on the last day, and is entered two days later."""
    entered = at(LAST_DAY + timedelta(days=2), 9)
    filed = file(restriction, day=LAST_DAY, by=SUPERVISOR, now=entered, paper=True)
    assert (filed.channel, filed.received_date, filed.filed_by) == (
        "paper", LAST_DAY, SUPERVISOR.ref,
    )  # fmt: skip


# --- Deciding ---------------------------------------------------------------------------------


def test_upheld_it_stays_as_it_was(restriction):
    decide(file(restriction), Decision.UPHOLD)
    assert untouched(restriction)
    filed = Appeal.objects.get()
    assert (filed.state, filed.decision, filed.reason, filed.decided_by) == (
        "decided", "uphold", "I have looked.", SUPERVISOR.ref,
    )  # fmt: skip
    assert Notice.objects.filter(kind="appeal_decided").count() == 1


def test_shortened_it_ends_on_that_day_and_still_counts(jail, visitor, restriction):
    decide(file(restriction), Decision.SHORTEN, until=NEXT_WEEK)
    assert Restriction.objects.get().until_date == NEXT_WEEK
    second = make_restriction(jail, visitor=visitor, day=MONDAY + timedelta(days=20))
    assert second.is_permanent


def test_overturned_it_is_lifted_and_the_next_offense_is_the_first(jail, visitor, restriction):
    decide(file(restriction), Decision.OVERTURN)
    assert Restriction.objects.get().lifted_at == at(MONDAY, 13)
    assert Violation.objects.get().state == Violation.State.DISMISSED
    day = MONDAY + timedelta(days=20)
    assert make_restriction(jail, visitor=visitor, day=day).until_date == day + timedelta(days=90)


def test_overturning_the_first_makes_the_second_the_first(jail, visitor, restriction):
    second = make_restriction(jail, visitor=visitor, day=MONDAY + timedelta(days=1))
    assert second.is_permanent
    consequences = decide(file(restriction), Decision.OVERTURN)
    second.refresh_from_db()
    assert second.until_date == MONDAY + timedelta(days=91)
    assert [change.kind for change in consequences.changes] == ["lifted", "shortened"]


def test_a_reviewers_restriction_is_overturned_too(jail, visitor):
    violation = make_violation(jail, visitor=visitor, ground="other")
    restriction = decide_review(
        review=Review.objects.get(violation=violation), decision=Review.Decision.PERMANENT,
        reason="He sang.", until_date=None, by=REGISTRAR, now=at(MONDAY, 10),
    )  # fmt: skip
    decide(file(restriction), Decision.OVERTURN)
    restriction.refresh_from_db()
    assert restriction.is_lifted
    assert Violation.objects.get().state == Violation.State.DISMISSED


@pytest.mark.parametrize(
    ("decision", "fields", "reason"),
    [
        (Decision.UPHOLD, {"reason": " "}, NotDecided.NO_REASON),
        (Decision.UPHOLD, {"by": OFFICER}, NotDecided.HAD_A_PART),
        (Decision.SHORTEN, {}, NotDecided.NO_DATE),
        (Decision.SHORTEN, {"until": MONDAY - timedelta(days=1)}, NotDecided.DATE_IS_PAST),
        (Decision.SHORTEN, {"until": MONDAY + timedelta(days=90)}, NotDecided.NOT_SHORTER),
    ],
)
def test_a_decision_that_is_not_right_changes_nothing(restriction, decision, fields, reason):
    filed = file(restriction)
    with pytest.raises(AppealDecisionRefused) as caught:
        decide(filed, decision, **fields)
    assert caught.value.reason == reason
    filed.refresh_from_db()
    assert filed.state == Appeal.State.OPEN
    assert untouched(restriction)
    assert not Notice.objects.filter(kind="appeal_decided").exists()


@pytest.mark.parametrize("until", [MONDAY, MONDAY + timedelta(days=89)])
def test_it_may_end_today_or_a_day_before_it_would_have(restriction, until):
    decide(file(restriction), Decision.SHORTEN, until=until)
    assert Restriction.objects.get().until_date == until


def test_whoever_reviewed_it_does_not_decide_its_appeal(jail, visitor):
    violation = make_violation(jail, visitor=visitor, ground="other")
    restriction = decide_review(
        review=Review.objects.get(violation=violation), decision=Review.Decision.RESTRICT,
        reason="He sang.", until_date=NEXT_WEEK, by=SUPERVISOR, now=at(MONDAY, 10),
    )  # fmt: skip
    with pytest.raises(AppealDecisionRefused) as caught:
        decide(file(restriction), Decision.OVERTURN)
    assert caught.value.reason == NotDecided.HAD_A_PART
    assert untouched(restriction)


def test_whoever_confirmed_it_does_not_decide_its_appeal(jail, visitor):
    make_ladder(jail, None, confirm_permanent=True)
    restriction = make_restriction(jail, visitor=visitor)
    confirm_restriction(restriction=restriction, reason="Yes.", by=SUPERVISOR, now=NINE_ON_MONDAY)
    with pytest.raises(AppealDecisionRefused) as caught:
        decide(file(restriction), Decision.OVERTURN)
    assert caught.value.reason == NotDecided.HAD_A_PART


def test_an_appeal_is_decided_once(restriction):
    filed = file(restriction)
    same = Appeal.objects.get(pk=filed.pk)
    decide(filed, Decision.UPHOLD)
    with pytest.raises(AppealDecisionRefused) as caught:
        decide(same, Decision.OVERTURN)
    assert caught.value.reason == NotDecided.ALREADY_DECIDED
    assert untouched(restriction)
    assert Notice.objects.filter(kind="appeal_decided").count() == 1


# --- What follows from it for bookings --------------------------------------------------------


def booked(jail, visitor, days, *, inmate=None, hour=8, now=NINE_ON_MONDAY):
    return make_booking(
        jail, visitor=visitor, inmate=inmate, kind=VisitKind.REMOTE,
        starts_at=at(MONDAY + timedelta(days=days), hour), now=now,
    )  # fmt: skip


def test_what_the_restriction_cancelled_is_booked_again_with_a_new_pin(jail, visitor):
    old = booked(jail, visitor, 3)
    restriction = make_restriction(jail, visitor=visitor)
    consequences = decide(file(restriction), Decision.OVERTURN)
    (again,) = consequences.rebooked.booked
    assert (again.starts_at, again.inmate, again.kind, again.state) == (
        old.starts_at, old.inmate, old.kind, BookingState.BOOKED,
    )  # fmt: skip
    assert again.pk != old.pk
    assert Notice.objects.filter(
        kind="booking_confirmed", params={"booking": again.public_id}
    ).exists()
    assert Notice.objects.get(kind="appeal_decided").params["rebooked"] == again.public_id


def test_a_time_that_somebody_else_has_by_now_stays_theirs(jail, visitor):
    old = booked(jail, visitor, 3)
    restriction = make_restriction(jail, visitor=visitor)
    theirs = booked(jail, make_visitor(), 3, inmate=old.inmate)
    consequences = decide(file(restriction), Decision.OVERTURN)
    assert (consequences.rebooked.booked, consequences.rebooked.lost) == ((), (old,))
    theirs.refresh_from_db()
    assert theirs.state == BookingState.BOOKED
    assert Notice.objects.get(kind="appeal_decided").params["lost"] == old.public_id


def test_a_shortened_restriction_gives_back_what_lies_behind_its_last_day(jail, visitor):
    inmate = make_inmate(jail)
    booked(jail, visitor, 7, inmate=inmate)
    free = booked(jail, visitor, 8, inmate=inmate)
    restriction = make_restriction(jail, visitor=visitor)
    consequences = decide(file(restriction), Decision.SHORTEN, until=NEXT_WEEK)
    assert [one.starts_at for one in consequences.rebooked.booked] == [free.starts_at]


def test_what_is_over_and_what_the_visitor_cancelled_is_not_booked_again(jail, visitor):
    over = booked(jail, visitor, 1)
    restriction = make_restriction(jail, visitor=visitor)
    consequences = decide(
        file(restriction), Decision.OVERTURN, now=at(MONDAY + timedelta(days=2), 12)
    )
    assert (consequences.rebooked.booked, consequences.rebooked.lost) == ((), ())
    assert Booking.objects.get() == over


def test_a_visit_booked_again_and_given_up_is_not_booked_a_third_time(jail, visitor):
    booked(jail, visitor, 9)
    decide(file(make_restriction(jail, visitor=visitor)), Decision.OVERTURN)
    again = Booking.objects.get(state=BookingState.BOOKED)
    cancel_booking(booking=again, by=as_visitor(visitor), now=at(MONDAY, 14))
    later = make_restriction(jail, visitor=visitor, now=at(MONDAY, 15))
    consequences = decide(file(later, now=at(MONDAY, 16)), Decision.OVERTURN, now=at(MONDAY, 17))
    assert consequences.rebooked.booked == ()
    assert not Booking.objects.filter(state=BookingState.BOOKED).exists()
