from datetime import timedelta

import pytest

from parloir.bookings.models import Booking, SlotClaim
from parloir.bookings.operations import CannotCancel
from parloir.bookings.states import BookingState
from parloir.facilities.models import VisitKind
from parloir.notices.models import Notice
from parloir.sanctions.models import Restriction, Review, Violation
from parloir.sanctions.reviews import ReviewRefused
from parloir.visits.models import Admission, Visit
from parloir.visits.states import AdmissionState, Outcome, VisitState
from parloir.workflows.decisions import decide_review
from parloir.workflows.operations import cancel_booking
from parloir.workflows.termination import terminate
from tests.factories.moments import MINUTE, MONDAY, SECOND, at
from tests.factories.people import OFFICER, SUPERVISOR, as_visitor, make_visitor
from tests.factories.places import make_jail
from tests.factories.visits import TEN_ON_MONDAY, admit_visitor, make_booking, make_live

pytestmark = pytest.mark.django_db

Reason = ReviewRefused.Reason
Decision = Review.Decision
DECIDED_AT = at(MONDAY, 12)
NEXT_WEEK = MONDAY + timedelta(days=7)


@pytest.fixture
def jail():
    return make_jail()


@pytest.fixture
def visitor():
    return make_visitor()


def review_after(jail, visitor, conduct=("visitor",)) -> Review:
    visit = make_live(make_booking(jail, visitor=visitor))
    terminate(visit=visit, ground="other", conduct=conduct, note="", by=OFFICER, now=TEN_ON_MONDAY)
    return Review.objects.get()


def decide(review, decision, *, until=None, reason="He sang too loudly.", now=DECIDED_AT):
    return decide_review(
        review=review, decision=decision, reason=reason, until_date=until, by=SUPERVISOR, now=now
    )


@pytest.mark.parametrize(
    ("decision", "until", "state", "restricted_until"),
    [
        (Decision.DISMISS, None, Violation.State.DISMISSED, []),
        (Decision.WARN, None, Violation.State.UPHELD, []),
        (Decision.RESTRICT, NEXT_WEEK, Violation.State.UPHELD, [NEXT_WEEK]),
        (Decision.PERMANENT, None, Violation.State.UPHELD, [None]),
        (Decision.PERMANENT, NEXT_WEEK, Violation.State.UPHELD, [None]),
    ],
)
def test_each_decision_has_its_consequence(jail, visitor, decision, until, state, restricted_until):
    review = review_after(jail, visitor)
    decide(review, decision, until=until)
    review.refresh_from_db()
    assert (review.state, review.decision, review.decided_by, review.decided_at) == (
        Review.State.DECIDED, decision, SUPERVISOR.ref, DECIDED_AT,
    )  # fmt: skip
    assert review.violation.state == state
    found = Restriction.objects.values_list("from_date", "until_date")
    assert list(found) == [(MONDAY, until) for until in restricted_until]
    assert Notice.objects.get(kind="review_decided").params == {"review": review.public_id}


@pytest.mark.parametrize(
    ("decision", "until", "reason", "refused"),
    [
        (Decision.DISMISS, None, "  ", Reason.NO_REASON),
        (Decision.RESTRICT, None, "Because.", Reason.NO_DATE),
        (
            Decision.RESTRICT,
            MONDAY - timedelta(days=1),
            "Because.",
            Reason.DATE_IS_PAST,
        ),
    ],
)
def test_a_decision_that_is_not_whole_changes_nothing(
    jail, visitor, decision, until, reason, refused
):
    review = review_after(jail, visitor)
    with pytest.raises(ReviewRefused) as caught:
        decide(review, decision, until=until, reason=reason)
    assert caught.value.reason == refused
    review.refresh_from_db()
    assert review.state == Review.State.OPEN
    assert review.violation.state == Violation.State.UNDER_REVIEW
    assert not Notice.objects.filter(kind="review_decided").exists()


def test_a_restriction_may_end_today(jail, visitor):
    decide(review_after(jail, visitor), Decision.RESTRICT, until=MONDAY)
    assert Restriction.objects.get().until_date == MONDAY


def test_a_case_is_decided_once(jail, visitor):
    review = review_after(jail, visitor)
    same = Review.objects.get(pk=review.pk)
    decide(review, Decision.DISMISS)
    with pytest.raises(ReviewRefused) as caught:
        decide(same, Decision.PERMANENT)
    assert caught.value.reason == Reason.ALREADY_DECIDED
    assert Restriction.objects.count() == 0
    assert Notice.objects.filter(kind="review_decided").count() == 1


@pytest.mark.parametrize("decision", [Decision.RESTRICT, Decision.PERMANENT])
def test_a_review_of_the_inmates_conduct_alone_restricts_nobody(jail, visitor, decision):
    review = review_after(jail, visitor, conduct={"inmate"})
    with pytest.raises(ReviewRefused) as caught:
        decide(review, decision, until=NEXT_WEEK)
    assert caught.value.reason == Reason.NOT_THE_VISITORS
    decide(review, Decision.WARN)
    assert Restriction.objects.count() == 0


def test_what_a_reviewer_restricts_is_no_step_of_the_ladder(jail, visitor):
    decide(review_after(jail, visitor), Decision.RESTRICT, until=MONDAY)
    later = at(MONDAY + timedelta(days=1), 10)
    visit = make_live(make_booking(jail, visitor=visitor, starts_at=later))
    terminate(visit=visit, ground="phone", conduct={"visitor"}, note="", by=OFFICER, now=later)
    assert Restriction.objects.latest("id").until_date == MONDAY + timedelta(days=91)


def test_bookings_until_the_date_are_cancelled_and_those_after_it_stand(jail, visitor):
    review = review_after(jail, visitor)
    covered, free = (
        make_booking(
            jail,
            visitor=visitor,
            kind=VisitKind.REMOTE,
            starts_at=at(NEXT_WEEK + timedelta(days=days), 8),
        )
        for days in (0, 1)
    )
    decide(review, Decision.RESTRICT, until=NEXT_WEEK)
    covered.refresh_from_db()
    free.refresh_from_db()
    assert (covered.state, free.state) == (BookingState.CANCELLED, BookingState.BOOKED)


# --- A visit under way of the same visitor ----------------------------------------------------


@pytest.fixture
def review(jail, visitor):
    return review_after(jail, visitor)


def afternoon_booking(jail, visitor) -> Booking:
    return make_booking(jail, visitor=visitor, starts_at=at(MONDAY, 14), now=DECIDED_AT)


def test_a_live_visit_of_a_visitor_who_is_restricted_ends_with_the_decision(jail, visitor, review):
    visit = make_live(afternoon_booking(jail, visitor))
    decide(review, Decision.PERMANENT, now=at(MONDAY, 14, 7))
    visit.refresh_from_db()
    assert (visit.state, visit.outcome) == (VisitState.ENDED, Outcome.RESTRICTED)
    assert visit.ended_at == at(MONDAY, 14, 7)
    booking = Booking.objects.get(pk=visit.booking_id)
    assert booking.state == BookingState.FULFILLED
    stay = set(visit.admissions.values_list("thanks_until", flat=True))
    assert stay == {at(MONDAY, 14, 8)}
    assert not Notice.objects.filter(kind="booking_cancelled").exists()


def test_a_waiting_visit_of_a_visitor_who_is_restricted_is_cancelled(jail, visitor, review):
    booking = afternoon_booking(jail, visitor)
    admission = admit_visitor(booking, now=at(MONDAY, 13, 50))
    decide(review, Decision.RESTRICT, until=NEXT_WEEK, now=at(MONDAY, 13, 55))
    visit = Visit.objects.get(pk=admission.visit_id)
    assert (visit.state, visit.outcome) == (VisitState.ENDED, Outcome.CANCELLED)
    admission.refresh_from_db()
    assert admission.state == AdmissionState.LEFT
    booking.refresh_from_db()
    assert (booking.state, booking.cancelled_for) == (BookingState.CANCELLED, "restriction")
    assert not SlotClaim.objects.filter(booking=booking).exists()
    assert Notice.objects.filter(kind="booking_cancelled").count() == 1


@pytest.mark.parametrize("decision", [Decision.DISMISS, Decision.WARN])
def test_a_live_visit_goes_on_where_nothing_is_restricted(jail, visitor, review, decision):
    visit = make_live(afternoon_booking(jail, visitor))
    decide(review, decision, now=at(MONDAY, 14, 7))
    visit.refresh_from_db()
    assert visit.state == VisitState.LIVE


def test_live_visits_of_others_go_on(jail, visitor, review):
    visit = make_live(afternoon_booking(jail, make_visitor()))
    decide(review, Decision.PERMANENT, now=at(MONDAY, 14, 7))
    visit.refresh_from_db()
    assert visit.state == VisitState.LIVE


# --- A visitor who cancels while being waited for ---------------------------------------------


def test_cancelling_ends_the_visit_that_waits_for_it(jail, visitor):
    booking = make_booking(jail, visitor=visitor)
    admission = admit_visitor(booking, now=TEN_ON_MONDAY - MINUTE)
    cancel_booking(booking=booking, by=as_visitor(visitor), now=TEN_ON_MONDAY - SECOND)
    visit = Visit.objects.get(pk=admission.visit_id)
    assert (visit.state, visit.outcome) == (VisitState.ENDED, Outcome.CANCELLED)
    booking.refresh_from_db()
    assert booking.state == BookingState.CANCELLED
    assert not Admission.objects.exclude(state=AdmissionState.LEFT).exists()


def test_cancelling_too_late_leaves_the_visit_alone(jail, visitor):
    visit = make_live(make_booking(jail, visitor=visitor))
    with pytest.raises(CannotCancel):
        cancel_booking(booking=visit.booking, by=as_visitor(visitor), now=TEN_ON_MONDAY)
    visit.refresh_from_db()
    assert visit.state == VisitState.LIVE


def test_cancelling_without_a_visit_cancels_the_booking(jail, visitor, now):
    booking = make_booking(jail, visitor=visitor)
    cancel_booking(booking=booking, by=as_visitor(visitor), now=now)
    booking.refresh_from_db()
    assert booking.state == BookingState.CANCELLED
