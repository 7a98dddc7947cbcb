import pytest
from django.db import transaction

from parloir.audit.actors import CLOCK
from parloir.bookings.models import Booking, SlotClaim
from parloir.bookings.operations import cancel
from parloir.bookings.states import BookingState
from parloir.changes.models import Change
from parloir.facilities.models import VisitKind
from parloir.notices.models import Notice
from parloir.sides import Side
from parloir.visits import due
from parloir.visits.due import run_due_transitions
from parloir.visits.models import Admission, Visit
from parloir.visits.operations import (
    MoveRefused,
    acknowledge_rules,
    begin,
    confirm_names,
    connected,
    disconnected,
    dismiss_thanks,
    end,
    end_by_side,
    leave,
    mark_seen,
    touch,
)
from parloir.visits.states import AdmissionState, Outcome, VisitState
from tests.factories.moments import MINUTE, SECOND
from tests.factories.people import KIOSK, OFFICER
from tests.factories.places import make_jail
from tests.factories.visits import (
    TEN_ON_MONDAY,
    admit_inmate,
    admit_visitor,
    get_ready,
    make_booking,
    make_live,
)

pytestmark = pytest.mark.django_db

NINE_FIFTY = TEN_ON_MONDAY - 10 * MINUTE


@pytest.fixture
def booking() -> Booking:
    return make_booking(make_jail())


def state_of(visit: Visit) -> tuple[str, str]:
    visit.refresh_from_db()
    return visit.state, visit.outcome


# --- Both parties come ------------------------------------------------------------------------


@pytest.mark.parametrize("order", [(admit_visitor, admit_inmate), (admit_inmate, admit_visitor)])
def test_with_both_ready_the_visit_is_live_in_any_order(booking, order):
    first, second = (admit(booking, now=TEN_ON_MONDAY) for admit in order)
    get_ready(first, now=TEN_ON_MONDAY)
    assert state_of(first.visit) == (VisitState.WAITING, "")
    get_ready(second, now=TEN_ON_MONDAY + 3 * MINUTE)
    assert state_of(first.visit) == (VisitState.LIVE, "")
    assert first.visit.started_at == TEN_ON_MONDAY + 3 * MINUTE
    assert first.visit.ends_at == booking.ends_at


def test_both_ready_early_go_live_exactly_at_the_start(booking):
    visit = make_live(booking, now=NINE_FIFTY)
    assert visit.state == VisitState.WAITING
    assert run_due_transitions(now=TEN_ON_MONDAY - SECOND) == 0
    assert state_of(visit) == (VisitState.WAITING, "")
    assert run_due_transitions(now=TEN_ON_MONDAY) == 1
    assert state_of(visit) == (VisitState.LIVE, "")
    assert visit.started_at == TEN_ON_MONDAY
    assert run_due_transitions(now=TEN_ON_MONDAY) == 0


def test_a_visit_does_not_begin_when_its_time_is_over(booking):
    inmate = admit_inmate(booking, now=TEN_ON_MONDAY)
    visitor = get_ready(admit_visitor(booking, now=TEN_ON_MONDAY), now=TEN_ON_MONDAY)
    get_ready(inmate, now=booking.ends_at)
    assert state_of(visitor.visit) == (VisitState.WAITING, "")


def test_a_party_begins_once(booking):
    admission = get_ready(admit_visitor(booking, now=TEN_ON_MONDAY), now=TEN_ON_MONDAY)
    with pytest.raises(MoveRefused):
        begin(admission=admission, by=KIOSK, now=TEN_ON_MONDAY + SECOND)
    admission.refresh_from_db()
    assert admission.ready_at == TEN_ON_MONDAY


def test_a_party_does_not_begin_before_the_names_are_confirmed(booking):
    admission = admit_visitor(booking, now=TEN_ON_MONDAY)
    for step in (begin, acknowledge_rules):
        with pytest.raises(MoveRefused):
            step(admission=admission, by=KIOSK, now=TEN_ON_MONDAY)
    confirm_names(admission=admission, by=KIOSK, now=TEN_ON_MONDAY)
    assert admission.state == AdmissionState.READING


# --- The end ----------------------------------------------------------------------------------


def test_a_live_visit_ends_at_its_scheduled_end_and_not_before(booking):
    visit = make_live(booking)
    assert run_due_transitions(now=booking.ends_at - SECOND) == 0
    assert run_due_transitions(now=booking.ends_at) == 1
    assert state_of(visit) == (VisitState.ENDED, Outcome.COMPLETED)
    booking.refresh_from_db()
    assert booking.state == BookingState.FULFILLED
    assert set(visit.admissions.values_list("state", flat=True)) == {AdmissionState.LEFT}
    assert not Notice.objects.filter(kind="visit_not_held").exists()


@pytest.mark.parametrize("who", ["visitor", "inmate"])
def test_either_party_may_end_the_visit(booking, who):
    visit = make_live(booking)
    admission = visit.admissions.get(side=who)
    end_by_side(admission=admission, by=KIOSK, now=TEN_ON_MONDAY + 7 * MINUTE)
    assert state_of(visit) == (VisitState.ENDED, Outcome.ENDED_EARLY)
    assert visit.ended_by == who
    assert SlotClaim.objects.filter(booking=booking).count() == 4
    admission.refresh_from_db()
    assert admission.thanks_until == TEN_ON_MONDAY + 7 * MINUTE + 10 * SECOND


def test_a_party_cannot_end_a_visit_that_is_not_live(booking):
    admission = get_ready(admit_visitor(booking, now=TEN_ON_MONDAY), now=TEN_ON_MONDAY)
    with pytest.raises(MoveRefused):
        end_by_side(admission=admission, by=KIOSK, now=TEN_ON_MONDAY)
    assert state_of(admission.visit) == (VisitState.WAITING, "")


def test_a_station_that_the_inmate_has_left_cannot_end_the_visit(booking):
    visit = make_live(booking)
    old = visit.admissions.get(side=Side.INMATE)
    new = admit_inmate(booking, now=booking.starts_at)
    get_ready(new, now=booking.starts_at)
    with pytest.raises(MoveRefused):
        end_by_side(admission=old, by=KIOSK, now=booking.starts_at)
    assert state_of(visit) == (VisitState.LIVE, "")


def test_a_visit_ends_once_and_the_first_wins(booking):
    visit = make_live(booking)
    with transaction.atomic():
        first = end(
            visit=visit, outcome=Outcome.ENDED_EARLY, by=KIOSK, now=TEN_ON_MONDAY,
            ended_by="visitor",
        )  # fmt: skip
    with transaction.atomic():
        second = end(
            visit=visit, outcome=Outcome.COMPLETED, by=CLOCK, now=booking.ends_at, ended_by="clock"
        )
    assert (first, second) == (True, False)
    assert state_of(visit) == (VisitState.ENDED, Outcome.ENDED_EARLY)
    assert visit.ended_at == TEN_ON_MONDAY


def test_nobody_begins_or_leaves_a_visit_that_has_ended(booking):
    admission = admit_visitor(booking, now=TEN_ON_MONDAY)
    with transaction.atomic():
        end(
            visit=admission.visit, outcome=Outcome.ENDED_EARLY, by=OFFICER, now=TEN_ON_MONDAY,
            ended_by="clock",
        )  # fmt: skip
    for step in (confirm_names, begin, leave, end_by_side):
        with pytest.raises(MoveRefused):
            step(admission=admission, by=KIOSK, now=TEN_ON_MONDAY)


COMERS = [
    (set(), Outcome.NOBODY_CAME),
    ({Side.VISITOR}, Outcome.INMATE_ABSENT),
    ({Side.INMATE}, Outcome.VISITOR_ABSENT),
]


@pytest.mark.parametrize(("came", "outcome"), COMERS)
def test_the_outcome_says_who_came(came, outcome):
    booking = make_booking(make_jail(), kind=VisitKind.REMOTE)
    visitor = admit_visitor(booking, now=TEN_ON_MONDAY)
    inmate = admit_inmate(booking, now=TEN_ON_MONDAY)
    for admission in (visitor, inmate):
        if admission.side in came:
            get_ready(admission, now=TEN_ON_MONDAY)
    run_due_transitions(now=booking.ends_at)
    assert state_of(visitor.visit) == (VisitState.ENDED, outcome)
    booking.refresh_from_db()
    assert booking.state == BookingState.NOT_HELD
    told = Notice.objects.get(kind="visit_not_held")
    assert told.params == {"booking": booking.public_id, "outcome": outcome}


def test_both_there_without_a_visit_is_a_fault_of_ours(booking):
    visit = make_live(booking, now=NINE_FIFTY)
    run_due_transitions(now=booking.ends_at)
    assert state_of(visit) == (VisitState.ENDED, Outcome.TECHNICAL)
    assert Notice.objects.get(kind="visit_not_held").params["outcome"] == Outcome.TECHNICAL


def test_a_visit_that_cannot_be_ended_keeps_no_other_from_its_end(monkeypatch, caplog):
    jail = make_jail()
    broken, sound = make_live(make_booking(jail)), make_live(make_booking(jail))
    real = due.end

    def end_or_fail(*, visit, **fields):
        if visit == broken:
            raise RuntimeError
        return real(visit=visit, **fields)

    monkeypatch.setattr(due, "end", end_or_fail)
    assert run_due_transitions(now=sound.ends_at) == 1
    assert state_of(sound) == (VisitState.ENDED, Outcome.COMPLETED)
    assert state_of(broken) == (VisitState.LIVE, "")
    assert [record.getMessage() for record in caplog.records] == [
        f"_end_on_time failed for {broken.public_id}"
    ]


def test_a_visit_that_cannot_be_ended_is_tried_again_after_growing_waits(monkeypatch):
    visit = make_live(make_booking(make_jail()))
    tries = []

    def fails(*, visit, now, **fields):
        tries.append(now - visit.ends_at)
        raise RuntimeError

    with monkeypatch.context() as broken:
        broken.setattr(due, "end", fails)
        for halves in range(16):
            run_due_transitions(now=visit.ends_at + halves * SECOND / 2)
    assert [tried.total_seconds() for tried in tries] == [0, 0.5, 1.5, 3.5, 7.5]
    run_due_transitions(now=visit.ends_at + MINUTE)
    assert state_of(visit) == (VisitState.ENDED, Outcome.COMPLETED)


# --- Nobody comes -----------------------------------------------------------------------------


def test_an_onsite_booking_nobody_came_to_is_not_held_after_the_grace(booking):
    last = TEN_ON_MONDAY + 10 * MINUTE
    assert run_due_transitions(now=last) == 0
    assert run_due_transitions(now=last + SECOND) == 1
    booking.refresh_from_db()
    assert booking.state == BookingState.NOT_HELD
    assert Notice.objects.get(kind="visit_not_held").params["outcome"] == Outcome.NOBODY_CAME
    assert SlotClaim.objects.count() == 2 * 4


def test_a_remote_booking_nobody_came_to_is_not_held_after_its_end():
    booking = make_booking(make_jail(), kind=VisitKind.REMOTE)
    assert run_due_transitions(now=booking.ends_at) == 0
    assert run_due_transitions(now=booking.ends_at + SECOND) == 1


def test_an_inmate_does_not_wait_longer_than_a_visitor_may_come(booking):
    inmate = get_ready(admit_inmate(booking, now=TEN_ON_MONDAY), now=TEN_ON_MONDAY)
    last = TEN_ON_MONDAY + 10 * MINUTE
    assert run_due_transitions(now=last) == 0
    assert run_due_transitions(now=last + SECOND) == 1
    assert state_of(inmate.visit) == (VisitState.ENDED, Outcome.VISITOR_ABSENT)


def test_a_visitor_who_came_waits_for_the_inmate_until_the_end(booking):
    visitor = get_ready(admit_visitor(booking, now=TEN_ON_MONDAY), now=TEN_ON_MONDAY)
    assert run_due_transitions(now=booking.ends_at - SECOND) == 0
    assert run_due_transitions(now=booking.ends_at) == 1
    assert state_of(visitor.visit) == (VisitState.ENDED, Outcome.INMATE_ABSENT)


def test_a_remote_visitor_is_waited_for_until_the_end():
    booking = make_booking(make_jail(), kind=VisitKind.REMOTE)
    get_ready(admit_inmate(booking, now=TEN_ON_MONDAY), now=TEN_ON_MONDAY)
    assert run_due_transitions(now=booking.ends_at - SECOND) == 0


# --- Leaving and idle devices -----------------------------------------------------------------


def test_who_leaves_before_the_visit_is_live_frees_the_device(booking):
    admission = get_ready(admit_visitor(booking, now=TEN_ON_MONDAY), now=TEN_ON_MONDAY)
    leave(admission=admission, by=KIOSK, now=TEN_ON_MONDAY)
    admission.refresh_from_db()
    assert (admission.state, admission.left_at) == (AdmissionState.LEFT, TEN_ON_MONDAY)
    assert state_of(admission.visit) == (VisitState.WAITING, "")
    booking.refresh_from_db()
    assert booking.state == BookingState.BOOKED
    assert admit_visitor(booking, now=TEN_ON_MONDAY).visit == admission.visit


def test_nobody_leaves_a_live_visit_but_by_ending_it(booking):
    visit = make_live(booking)
    for admission in visit.admissions.all():
        with pytest.raises(MoveRefused):
            leave(admission=admission, by=KIOSK, now=TEN_ON_MONDAY)
    assert state_of(visit) == (VisitState.LIVE, "")


@pytest.mark.parametrize("steps", [0, 1, 2])
def test_a_monitor_that_nobody_touches_for_two_minutes_is_given_back(booking, steps):
    admission = admit_visitor(booking, now=NINE_FIFTY)
    for step in (confirm_names, acknowledge_rules)[:steps]:
        step(admission=admission, by=KIOSK, now=NINE_FIFTY)
    assert run_due_transitions(now=NINE_FIFTY + 2 * MINUTE) == 0
    assert run_due_transitions(now=NINE_FIFTY + 2 * MINUTE + SECOND) == 1
    admission.refresh_from_db()
    assert admission.state == AdmissionState.LEFT


def test_a_touch_keeps_the_monitor(booking):
    admission = admit_visitor(booking, now=NINE_FIFTY)
    touch(admission=admission, now=NINE_FIFTY + MINUTE)
    assert run_due_transitions(now=NINE_FIFTY + 3 * MINUTE) == 0
    assert run_due_transitions(now=NINE_FIFTY + 3 * MINUTE + SECOND) == 1


def test_who_is_ready_keeps_the_monitor_without_touching_it(booking):
    get_ready(admit_visitor(booking, now=NINE_FIFTY), now=NINE_FIFTY)
    assert run_due_transitions(now=NINE_FIFTY + 9 * MINUTE) == 0


def test_a_device_of_ones_own_is_not_given_back():
    booking = make_booking(make_jail(), kind=VisitKind.REMOTE)
    admit_visitor(booking, now=NINE_FIFTY)
    assert run_due_transitions(now=NINE_FIFTY + 9 * MINUTE) == 0


# --- Connections ------------------------------------------------------------------------------


def test_a_stale_connection_that_goes_away_changes_nothing(booking):
    admission = admit_visitor(booking, now=NINE_FIFTY)
    connected(admission=admission, connection="first", now=NINE_FIFTY)
    connected(admission=admission, connection="second", now=NINE_FIFTY)
    changes = Change.objects.count()
    disconnected(admission=admission, connection="first", now=NINE_FIFTY + MINUTE)
    admission.refresh_from_db()
    assert (admission.connection, admission.touched_at) == ("second", NINE_FIFTY)
    assert Change.objects.count() == changes
    disconnected(admission=admission, connection="second", now=NINE_FIFTY + MINUTE)
    admission.refresh_from_db()
    assert admission.connection == ""


def test_thanks_are_dismissed(booking):
    visit = make_live(booking)
    admission = visit.admissions.get(side=Side.VISITOR)
    end_by_side(admission=admission, by=KIOSK, now=TEN_ON_MONDAY)
    dismiss_thanks(admission=admission, now=TEN_ON_MONDAY)
    admission.refresh_from_db()
    assert admission.thanks_until is None


def test_every_move_appends_a_change_of_the_visit_its_facility_and_its_devices(booking):
    visit = make_live(booking)
    last = Change.objects.latest("id").id
    mark_seen(visit=visit, by=OFFICER, now=TEN_ON_MONDAY)
    topics = set(Change.objects.filter(id__gt=last).values_list("topic", flat=True))
    assert topics == {
        f"visit:{visit.public_id}",
        f"facility:{visit.facility.slug}",
        f"monitor:{booking.monitor.public_id}",
        f"station:{booking.station.public_id}",
    }
    visit.refresh_from_db()
    assert visit.seen_at == TEN_ON_MONDAY


def test_a_move_that_is_rolled_back_appends_no_change(booking, now):
    changes = Change.objects.count()
    with pytest.raises(ZeroDivisionError), transaction.atomic():
        cancel(booking=booking, by=KIOSK, now=now)
        raise ZeroDivisionError
    assert Change.objects.count() == changes
    assert Admission.objects.count() == 0
