from datetime import timedelta

import pytest
from django.db import transaction

from parloir.audit.models import AuditEvent
from parloir.bookings.availability.offers import offer
from parloir.bookings.models import Booking, SlotClaim
from parloir.bookings.operations import BookingRefused, book, cancel
from parloir.bookings.states import BookingState
from parloir.facilities.models import VisitKind
from parloir.notices.models import Notice
from parloir.sanctions.grounds import GROUNDS
from parloir.sanctions.models import Restriction, Review, Violation
from parloir.scheduling.refusals import Refusal, Rule
from parloir.sides import BOTH_SIDES, Side
from parloir.visits.admission import AdmissionRefused
from parloir.visits.models import Visit
from parloir.visits.operations import MoveRefused, begin
from parloir.visits.states import AdmissionState, Outcome, VisitState
from parloir.workflows.termination import TerminationRefused, add_note, terminate
from tests.factories.moments import MINUTE, MONDAY, SECOND, at
from tests.factories.people import KIOSK, OFFICER, SUPERVISOR, as_visitor, make_inmate, make_visitor
from tests.factories.places import make_jail
from tests.factories.sanctions import make_ladder
from tests.factories.visits import (
    TEN_ON_MONDAY,
    admit_inmate,
    admit_visitor,
    get_ready,
    make_booking,
    make_live,
    request_for,
)

pytestmark = pytest.mark.django_db

D = MONDAY
ENDED_AT = TEN_ON_MONDAY + 7 * MINUTE


def end_with(visit: Visit, ground="phone", conduct=("visitor",), now=ENDED_AT, **fields):
    terminate(visit=visit, ground=ground, conduct=conduct, note="", by=OFFICER, now=now, **fields)


def remote_on(jail, visitor, days: int, *, now=TEN_ON_MONDAY - 60 * MINUTE) -> Booking:
    return make_booking(
        jail,
        visitor=visitor,
        kind=VisitKind.REMOTE,
        starts_at=at(D + timedelta(days=days), 8),
        now=now,
    )


# --- P16: the visit ends immediately ----------------------------------------------------------


@pytest.mark.parametrize("ground", GROUNDS)
def test_each_ground_ends_the_visit_at_once(ground):
    visit = make_live(make_booking(make_jail()))
    end_with(visit, ground)
    visit = Visit.objects.get()
    assert (visit.state, visit.outcome, visit.ground, visit.conduct) == (
        VisitState.ENDED, Outcome.TERMINATED, ground, {Side.VISITOR},
    )  # fmt: skip
    assert visit.ended_at == ENDED_AT
    assert visit.ended_by == str(OFFICER)
    booking = Booking.objects.get()
    assert booking.state == BookingState.FULFILLED
    assert SlotClaim.objects.filter(booking=booking).count() == 4
    assert set(visit.admissions.values_list("state", "thanks_until")) == {
        (AdmissionState.LEFT, ENDED_AT + 60 * SECOND)
    }


@pytest.mark.parametrize(
    ("ground", "conduct", "reason"),
    [
        ("", {"visitor"}, TerminationRefused.Reason.UNKNOWN_GROUND),
        ("boredom", {"visitor"}, TerminationRefused.Reason.UNKNOWN_GROUND),
        ("phone", set(), TerminationRefused.Reason.UNKNOWN_CONDUCT),
        ("phone", {"officer"}, TerminationRefused.Reason.UNKNOWN_CONDUCT),
    ],
)
def test_a_termination_without_ground_or_conduct_changes_nothing(ground, conduct, reason):
    visit = make_live(make_booking(make_jail()))
    with pytest.raises(TerminationRefused) as caught:
        end_with(visit, ground, conduct)
    assert caught.value.reason == reason
    visit.refresh_from_db()
    assert visit.state == VisitState.LIVE
    assert Violation.objects.count() == 0


def test_of_two_officers_the_first_wins_and_there_is_one_violation():
    visit = make_live(make_booking(make_jail()))
    same_visit = Visit.objects.get(pk=visit.pk)
    end_with(visit, "phone")
    with pytest.raises(TerminationRefused) as caught:
        terminate(
            visit=same_visit,
            ground="drugs",
            conduct={"visitor", "inmate"},
            note="",
            by=SUPERVISOR,
            now=ENDED_AT,
        )
    assert caught.value.reason == TerminationRefused.Reason.ALREADY_OVER
    assert Violation.objects.get().ground == "phone"
    assert Restriction.objects.count() == 1


def test_a_party_that_begins_meanwhile_does_not_begin():
    booking = make_booking(make_jail())
    get_ready(admit_visitor(booking, now=TEN_ON_MONDAY), now=TEN_ON_MONDAY)
    inmate = admit_inmate(booking, now=TEN_ON_MONDAY)
    end_with(inmate.visit)
    with pytest.raises(MoveRefused):
        begin(admission=inmate, by=KIOSK, now=ENDED_AT)
    assert Visit.objects.get().state == VisitState.ENDED


def test_a_visit_that_still_waits_can_be_terminated():
    booking = make_booking(make_jail())
    visit = admit_visitor(booking, now=TEN_ON_MONDAY).visit
    end_with(visit, "nudity")
    booking.refresh_from_db()
    assert booking.state == BookingState.NOT_HELD
    assert Restriction.objects.count() == 1


# --- P17: the first offense -------------------------------------------------------------------


def test_the_first_offense_restricts_for_90_days_after_its_own():
    visit = make_live(make_booking(make_jail()))
    end_with(visit)
    restriction = Restriction.objects.get()
    assert restriction.violation == Violation.objects.get()
    assert (restriction.from_date, restriction.until_date) == (D, D + timedelta(days=90))


def test_bookings_dated_d_to_d_90_are_cancelled_and_d_91_stands():
    jail, visitor = make_jail(), make_visitor()
    visit = make_live(make_booking(jail, visitor=visitor))
    same_day = make_booking(
        jail, visitor=visitor, kind=VisitKind.REMOTE, starts_at=at(D, 21), now=TEN_ON_MONDAY
    )
    last_covered, first_free = remote_on(jail, visitor, 90), remote_on(jail, visitor, 91)
    end_with(visit)
    states = {one.pk: one.state for one in Booking.objects.all()}
    assert states[same_day.pk] == states[last_covered.pk] == BookingState.CANCELLED
    assert states[first_free.pk] == BookingState.BOOKED
    assert states[visit.booking_id] == BookingState.FULFILLED
    assert not SlotClaim.objects.filter(booking__in=[same_day, last_covered]).exists()
    cancelled = Booking.objects.get(pk=last_covered.pk)
    assert cancelled.cancelled_for == Booking.CancelledFor.RESTRICTION


def test_d_90_is_refused_and_d_91_is_bookable():
    jail, visitor = make_jail(), make_visitor()
    end_with(make_live(make_booking(jail, visitor=visitor)))
    last, free = D + timedelta(days=90), D + timedelta(days=91)
    booking_request = request_for(jail, visitor=visitor, kind=VisitKind.REMOTE)
    with pytest.raises(BookingRefused) as caught:
        book(
            booking_request=booking_request,
            starts_at=at(last, 8),
            by=as_visitor(visitor),
            now=ENDED_AT,
        )
    (refusal,) = caught.value.refusals
    assert (refusal.rule, refusal.facts["until"], refusal.next_date) == (
        Rule.RESTRICTED, last, free,
    )  # fmt: skip
    days = offer(booking_request=booking_request, first=last, last=free, now=ENDED_AT)
    assert [bool(day.times) for day in days] == [False, True]
    assert days[0].refusals == (refusal,)
    assert book(
        booking_request=booking_request, starts_at=at(free, 8), by=as_visitor(visitor), now=ENDED_AT
    ).pk


def test_an_offense_before_local_midnight_counts_on_that_date():
    jail = make_jail()
    visit = make_live(make_booking(jail, kind=VisitKind.REMOTE, starts_at=at(D, 21)))
    end_with(visit, now=at(D, 21) + 20 * MINUTE)  # Tuesday already in UTC
    assert Restriction.objects.get().from_date == D


def test_a_restriction_holds_at_its_facility_alone():
    here, there, visitor = make_jail(), make_jail(), make_visitor()
    stands = remote_on(there, visitor, 3)
    end_with(make_live(make_booking(here, visitor=visitor)))
    stands.refresh_from_db()
    assert stands.state == BookingState.BOOKED
    assert remote_on(there, visitor, 4).pk


def test_a_restricted_visitor_is_not_admitted():
    jail, visitor = make_jail(), make_visitor()
    end_with(make_live(make_booking(jail, visitor=visitor)))
    other = make_booking(jail, starts_at=TEN_ON_MONDAY + 30 * MINUTE)
    Booking.objects.filter(pk=other.pk).update(visitor=visitor)
    other.refresh_from_db()
    with pytest.raises(AdmissionRefused) as caught:
        admit_visitor(other, now=other.starts_at)
    assert caught.value.refusal.rule == Rule.RESTRICTED


def why_not_admitted(booking: Booking, *, now) -> Refusal:
    with pytest.raises(AdmissionRefused) as caught:
        admit_visitor(booking, now=now)
    return caught.value.refusal


@pytest.mark.parametrize("kind", VisitKind.values)
def test_a_booking_that_was_cancelled_with_the_restriction_says_until_when(kind):
    jail, visitor = make_jail(), make_visitor()
    covered = make_booking(
        jail, visitor=visitor, kind=VisitKind(kind), starts_at=TEN_ON_MONDAY + 60 * MINUTE
    )
    end_with(make_live(make_booking(jail, visitor=visitor)))
    covered.refresh_from_db()
    refusal = why_not_admitted(covered, now=covered.starts_at)
    assert (refusal.rule, refusal.facts["until"]) == (Rule.RESTRICTED, D + timedelta(days=90))


def test_a_cancelled_booking_after_the_restriction_is_just_cancelled():
    jail, visitor = make_jail(), make_visitor()
    not_covered = remote_on(jail, visitor, 91)
    end_with(make_live(make_booking(jail, visitor=visitor)))
    cancel(booking=not_covered, by=as_visitor(visitor), now=ENDED_AT)
    refusal = why_not_admitted(not_covered, now=not_covered.starts_at)
    assert refusal.rule == Rule.BOOKING_CANCELLED


def test_a_booking_that_was_cancelled_with_a_restriction_lifted_since_is_just_cancelled():
    jail, visitor = make_jail(), make_visitor()
    covered = remote_on(jail, visitor, 1)
    end_with(make_live(make_booking(jail, visitor=visitor)))
    Restriction.objects.update(lifted_at=ENDED_AT)
    covered.refresh_from_db()
    refusal = why_not_admitted(covered, now=covered.starts_at)
    assert refusal.rule == Rule.BOOKING_CANCELLED


def test_the_inmates_conduct_alone_restricts_nobody():
    jail, visitor = make_jail(), make_visitor()
    later = remote_on(jail, visitor, 3)
    end_with(make_live(make_booking(jail, visitor=visitor)), conduct={"inmate"})
    assert Violation.objects.get().state == Violation.State.UPHELD
    assert Restriction.objects.count() == 0
    later.refresh_from_db()
    assert later.state == BookingState.BOOKED
    # Nor does it count on the ladder: the next offense is the first.
    end_with(make_live(make_booking(jail, visitor=visitor, starts_at=at(D, 11))), now=at(D, 11))
    assert Restriction.objects.get().until_date == D + timedelta(days=90)


@pytest.mark.parametrize("conduct", [{Side.VISITOR}, BOTH_SIDES])
def test_the_visitors_conduct_alone_or_with_the_inmates_restricts(conduct):
    end_with(make_live(make_booking(make_jail())), conduct=conduct)
    assert Restriction.objects.count() == 1


def test_the_days_of_a_first_offense_are_the_facilitys():
    jail = make_jail()
    make_ladder(jail, 30, None)
    end_with(make_live(make_booking(jail)))
    assert Restriction.objects.get().until_date == D + timedelta(days=30)


# --- P18: the second offense ------------------------------------------------------------------


def test_the_second_offense_restricts_for_good_and_cancels_everything():
    jail, visitor = make_jail(), make_visitor()
    end_with(make_live(make_booking(jail, visitor=visitor)))
    again = D + timedelta(days=91)
    second = make_live(remote_on(jail, visitor, 91))
    far = remote_on(jail, visitor, 91 + 120, now=at(again, 8))
    end_with(second, now=at(again, 8, 10))
    latest = Restriction.objects.latest("id")
    assert (latest.from_date, latest.until_date) == (again, None)
    far.refresh_from_db()
    assert far.state == BookingState.CANCELLED
    booking_request = request_for(jail, visitor=visitor, kind=VisitKind.REMOTE)
    with pytest.raises(BookingRefused) as caught:
        book(
            booking_request=booking_request,
            starts_at=at(D + timedelta(days=200), 8),
            by=as_visitor(visitor),
            now=at(again, 9),
        )
    (refusal,) = caught.value.refusals
    assert (refusal.rule, refusal.facts["until"], refusal.next_date) == (
        Rule.RESTRICTED, None, None,
    )  # fmt: skip


def test_a_second_offense_elsewhere_is_the_first_there():
    here, there, visitor = make_jail(), make_jail(), make_visitor()
    end_with(make_live(make_booking(here, visitor=visitor)))
    visit = make_live(make_booking(there, visitor=visitor, starts_at=at(D, 11)))
    end_with(visit, now=at(D, 11))
    assert Restriction.objects.get(facility=there).until_date == D + timedelta(days=90)


# --- Notices ----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("ground", "conduct", "kind"),
    [
        ("phone", {"visitor"}, "restricted"),
        ("phone", {"inmate"}, "visit_terminated"),
        ("other", {"visitor"}, "under_review"),
    ],
)
def test_the_visitor_is_told_of_a_termination_once(ground, conduct, kind):
    visit = make_live(make_booking(make_jail()))
    Notice.objects.all().delete()
    end_with(visit, ground, conduct)
    told = Notice.objects.get()
    assert (told.kind, told.email) == (kind, visit.booking.visitor.user.email)
    assert told.params == {"violation": Violation.objects.get().public_id}


def test_every_cancelled_booking_has_its_notice():
    jail, visitor = make_jail(), make_visitor()
    visit = make_live(make_booking(jail, visitor=visitor))
    lost = [remote_on(jail, visitor, days).public_id for days in (1, 2)]
    end_with(visit)
    told = Notice.objects.filter(kind="booking_cancelled").order_by("id")
    assert [one.params["booking"] for one in told] == lost


def test_a_termination_that_is_rolled_back_leaves_nothing():
    jail, visitor = make_jail(), make_visitor()
    visit = make_live(make_booking(jail, visitor=visitor))
    later = remote_on(jail, visitor, 1)
    notices, events = Notice.objects.count(), AuditEvent.objects.count()
    with pytest.raises(ZeroDivisionError), transaction.atomic():
        end_with(visit)
        raise ZeroDivisionError
    later.refresh_from_db()
    assert later.state == BookingState.BOOKED
    assert Visit.objects.get(pk=visit.pk).state == VisitState.LIVE
    assert (Violation.objects.count(), Restriction.objects.count()) == (0, 0)
    assert (Notice.objects.count(), AuditEvent.objects.count()) == (notices, events)


# --- The note, "other" ------------------------------------------------------------------------


def test_a_note_may_follow_by_the_officer_who_terminated():
    visit = make_live(make_booking(make_jail()))
    end_with(visit)
    assert add_note(visit=visit, note=" A phone on the table. ", by=OFFICER, now=ENDED_AT)
    assert Violation.objects.get().note == "A phone on the table."
    assert AuditEvent.objects.latest("id").action == "add_note"
    assert not add_note(visit=visit, note="mine", by=SUPERVISOR, now=ENDED_AT)
    assert Violation.objects.get().note == "A phone on the table."


def test_other_goes_to_review_and_restricts_nobody_yet():
    jail, visitor = make_jail(), make_visitor()
    later = remote_on(jail, visitor, 3)
    end_with(make_live(make_booking(jail, visitor=visitor)), "other")
    violation = Violation.objects.get()
    assert violation.state == Violation.State.UNDER_REVIEW
    assert Review.objects.get().state == Review.State.OPEN
    assert Restriction.objects.count() == 0
    later.refresh_from_db()
    assert later.state == BookingState.BOOKED
    inmate = make_inmate(jail)
    assert make_booking(jail, visitor=visitor, inmate=inmate, starts_at=at(D, 18)).pk
