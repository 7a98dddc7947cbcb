"""Minutes that facility or system lost are added at the end, where the place is free."""

import pytest

from parloir.audit.actors import CLOCK
from parloir.bookings.models import Booking, MakeUp
from parloir.facilities.models import Closure, Facility
from parloir.ledger.account import Cause, Source
from parloir.ledger.make_ups import follow_verdict
from parloir.ledger.models import Interruption, SettledAccount
from parloir.ledger.settling import settle_due
from parloir.ledger.time_at_end import add_lost_time
from parloir.people.models import Commitment
from parloir.screens.banners import banners
from parloir.sides import Side
from parloir.visits.due import run_due_transitions
from parloir.visits.interventions import extend, pause
from parloir.visits.models import Admission, Intervention, Visit
from parloir.visits.states import VisitState
from tests.factories.moments import MINUTE, SECOND
from tests.factories.people import OFFICER
from tests.factories.places import make_jail
from tests.factories.visits import TEN_ON_MONDAY, make_booking, make_live
from tests.ledger.test_settling import measure

pytestmark = pytest.mark.django_db

TEN, END = TEN_ON_MONDAY, TEN_ON_MONDAY + 30 * MINUTE
SOON = END - 2 * MINUTE


def interrupted(jail=None, *, minutes=10, cause=Cause.MEDIA_LOST, starts_at=TEN) -> Visit:
    """Return a live visit of which this many minutes were lost from its fifth minute on."""
    jail = jail or make_jail(make_up=Facility.MakeUpRule.AT_END)
    visit = make_live(make_booking(jail, starts_at=starts_at))
    lost_until = starts_at + (5 + minutes) * MINUTE
    for side in Side:
        for first, last in ((0, 5), (5 + minutes, 27)):
            since, until = starts_at + first * MINUTE, starts_at + last * MINUTE
            measure(visit, side, since=since, until=until)
        Interruption.objects.create(
            visit=visit, side=side, cause=cause, source=Source.PROCESS,
            from_at=starts_at + 5 * MINUTE, to_at=lost_until,
        )  # fmt: skip
    return visit


def end_of(visit):
    return Visit.objects.get(pk=visit.pk).ends_at


@pytest.mark.parametrize(("minutes", "added"), [(9, 0), (10, 10), (12, 12), (17, 15)])
def test_lost_minutes_are_added_from_the_rules_number_on_up_to_fifteen(minutes, added):
    visit = interrupted(minutes=minutes)
    assert add_lost_time(now=SOON) == (added > 0)
    assert end_of(visit) == END + added * MINUTE
    booked_until = Booking.objects.get(pk=visit.booking_id).ends_at
    assert booked_until == END + -(-added // 5) * 5 * MINUTE


def test_they_are_added_once_and_two_minutes_before_the_end():
    visit = interrupted()
    assert add_lost_time(now=SOON - SECOND) == 0
    assert add_lost_time(now=SOON) == 1
    assert add_lost_time(now=SOON) == 0
    assert add_lost_time(now=SOON + 10 * MINUTE) == 0
    run_due_transitions(now=END + 10 * MINUTE - SECOND)
    assert Visit.objects.get(pk=visit.pk).state == VisitState.LIVE
    run_due_transitions(now=END + 10 * MINUTE)
    assert Visit.objects.get(pk=visit.pk).state == VisitState.ENDED


@pytest.mark.parametrize("rule", [Facility.MakeUpRule.NONE, Facility.MakeUpRule.BOOKING])
def test_facility_of_another_rule_adds_nothing(rule):
    visit = interrupted(make_jail(make_up=rule))
    assert add_lost_time(now=SOON) == 0
    assert end_of(visit) == END


def test_what_a_side_lost_is_not_added():
    visit = interrupted(cause=Cause.REMOVED)
    Interruption.objects.filter(visit=visit, side=Side.INMATE).delete()
    measure(visit, Side.INMATE, since=TEN + 5 * MINUTE, until=TEN + 15 * MINUTE)
    assert add_lost_time(now=SOON) == 0


def test_paused_visit_and_one_that_an_officer_extended_wait_for_their_end():
    visit = interrupted()
    extend(visit=visit, minutes=5, ends_at=END, by=OFFICER, now=SOON)
    assert add_lost_time(now=SOON) == 0
    assert add_lost_time(now=SOON + 5 * MINUTE) == 1
    other = interrupted(make_jail(make_up=Facility.MakeUpRule.AT_END))
    pause(visit=other, by=OFFICER, now=SOON)
    assert add_lost_time(now=SOON) == 0


def test_nothing_is_added_where_others_have_the_place():
    jail = make_jail(make_up=Facility.MakeUpRule.AT_END, monitors=1, stations=1)
    visit = interrupted(jail)
    make_booking(jail, starts_at=END)
    assert add_lost_time(now=SOON) == 0
    assert end_of(visit) == END
    assert not Intervention.objects.filter(kind="add_time").exists()


def test_next_visit_gets_another_free_place():
    jail = make_jail(make_up=Facility.MakeUpRule.AT_END, monitors=2, stations=2)
    visit = interrupted(jail)
    following = make_booking(jail, starts_at=END)
    assert add_lost_time(now=SOON) == 1
    following.refresh_from_db()
    assert following.station_id != visit.booking.station_id


def test_nothing_is_added_after_hours_in_a_closure_or_when_the_inmate_has_to_go():
    late = TEN + 8 * 60 * MINUTE + 30 * MINUTE  # until the lobby closes at seven
    interrupted(starts_at=late)
    assert add_lost_time(now=late + 28 * MINUTE) == 0
    Visit.objects.update(state=VisitState.ENDED, outcome="completed", ended_at=late)
    jail = make_jail(make_up=Facility.MakeUpRule.AT_END)
    visit = interrupted(jail)
    closure = Closure.objects.create(
        facility=jail, starts_at=END + 5 * MINUTE, ends_at=END + 60 * MINUTE, reason="Count"
    )
    assert add_lost_time(now=SOON) == 0
    closure.delete()
    court = Commitment.objects.create(
        inmate=visit.booking.inmate, starts_at=END + 5 * MINUTE, ends_at=END + 60 * MINUTE
    )
    assert add_lost_time(now=SOON) == 0
    court.delete()
    assert add_lost_time(now=SOON) == 1


def test_both_sides_read_how_many_minutes_and_why():
    visit = interrupted()
    add_lost_time(now=SOON)
    for admission in Admission.objects.filter(visit=visit).select_related("visit__booking"):
        (shown,) = banners(admission, now=SOON + 59 * SECOND)
        assert shown.title == "You have 10 more minutes."
        assert shown.text == (
            "As much was lost through the facility or our system. The visit ends later."
        )


@pytest.mark.parametrize(("lost", "owed"), [(15, 0), (24.9, 0), (25, 10)])
def test_make_up_visit_is_owed_for_what_was_not_added(lost, owed):
    visit = interrupted(minutes=17)
    add_lost_time(now=SOON)
    run_due_transitions(now=END + 15 * MINUTE)
    account = SettledAccount.objects.create(
        visit=Visit.objects.select_related("booking__facility").get(pk=visit.pk),
        there_ms=45 * 60_000, owed_ms=int(lost * 60_000), settled_at=END + 16 * MINUTE,
    )  # fmt: skip
    follow_verdict(settled=account, by=CLOCK, now=END + 16 * MINUTE)
    assert [one.lost_minutes for one in MakeUp.objects.all()] == ([owed] if owed else [])


def test_visit_whose_time_was_added_owes_nothing_when_it_is_settled():
    visit = interrupted()
    add_lost_time(now=SOON)
    for side in Side:
        measure(visit, side, since=TEN + 27 * MINUTE, until=END + 10 * MINUTE)
    run_due_transitions(now=END + 10 * MINUTE)
    assert settle_due(now=END + 11 * MINUTE) == 1
    assert SettledAccount.objects.get().owed_ms == 10 * 60_000
    assert not MakeUp.objects.exists()
