"""Accounts are settled once, after their visits, and bookings count accordingly."""

import pytest

from parloir.audit.models import AuditEvent
from parloir.bookings.models import Booking, Quota
from parloir.bookings.operations import BookingRefused, book
from parloir.facilities.models import Closure
from parloir.ledger.account import Cause, Fault, Measured, Source
from parloir.ledger.half_minutes import WHOLE_MS, half_minutes_in
from parloir.ledger.models import Bucket, Interruption, SettledAccount
from parloir.ledger.settling import account_of, next_to_settle, settle, settle_due
from parloir.scheduling.intervals import Interval
from parloir.scheduling.refusals import Rule
from parloir.sides import Side
from parloir.visits.due import run_due_transitions
from parloir.visits.interventions import mute, pause, unmute
from parloir.visits.models import Visit
from parloir.visits.operations import SETTLES_AFTER, end_by_side
from parloir.visits.pausing import resume
from tests.factories.moments import MINUTE, SECOND
from tests.factories.people import KIOSK, OFFICER, as_visitor
from tests.factories.places import make_jail
from tests.factories.visits import TEN_ON_MONDAY, make_booking, make_live, request_for
from tests.ledger.accounts import ALL_WELL, NOTHING

pytestmark = pytest.mark.django_db

TEN, END = TEN_ON_MONDAY, TEN_ON_MONDAY + 30 * MINUTE


def measure(visit, side, measured=ALL_WELL, *, source=Source.MEDIA_SERVER, since=TEN, until=END):
    """Write what a source measured of a side, the same in each half-minute."""
    numbers = {
        "sent_sound_ms": measured.sent_sound_ms,
        "sent_picture_ms": measured.sent_picture_ms,
        "received_sound_ms": measured.received_sound_ms,
        "received_picture_ms": measured.received_picture_ms,
    }
    Bucket.objects.bulk_create(
        Bucket(visit=visit, side=side, source=source, starts_at=part.starts_at, **numbers)
        for part in half_minutes_in(Interval(since, until))
    )


def make_over(jail, *, visitor=ALL_WELL, inmate=ALL_WELL, until=END):
    """Return a visit that is over, in which this was measured of the two sides."""
    visit = make_live(make_booking(jail))
    measure(visit, Side.VISITOR, visitor, until=until)
    measure(visit, Side.INMATE, inmate, until=until)
    run_due_transitions(now=END)
    return Visit.objects.select_related("booking__facility", "facility").get(pk=visit.pk)


def test_account_is_settled_once_after_what_was_measured_is_written():
    visit = make_over(make_jail())
    due_at = END + SETTLES_AFTER
    assert next_to_settle(now=END) == due_at
    assert settle_due(now=due_at - SECOND) == 0
    assert settle_due(now=due_at) == 1
    assert settle_due(now=due_at) == 0
    assert not settle(visit=visit, now=due_at)
    assert next_to_settle(now=due_at) is None
    found = SettledAccount.objects.get()
    assert (found.fault, found.there_ms, found.owed_ms) == ("", 30 * 60_000, 0)
    assert found.received_ms["inmate"] == {"sound": 30 * 60_000, "picture": 30 * 60_000}
    event = AuditEvent.objects.get(action="settle_account")
    assert (event.subject_ref, event.outcome) == (visit.public_id, "")


def test_visit_that_never_was_live_has_no_account():
    make_booking(make_jail())
    assert run_due_transitions(now=END + MINUTE) == 1
    assert next_to_settle(now=END) is None


def test_visit_that_began_and_visit_that_did_not_are_told_apart_when_they_end():
    from tests.factories.visits import admit_visitor

    admit_visitor(make_booking(make_jail()), now=TEN)
    run_due_transitions(now=END)
    assert Visit.objects.get().settle_at is None


@pytest.mark.parametrize(
    ("visitor", "inmate", "fault", "counts"),
    [
        (ALL_WELL, ALL_WELL, "", True),
        (NOTHING, ALL_WELL, Fault.VISITOR, True),
        (ALL_WELL, NOTHING, Fault.INMATE, False),
        (NOTHING, NOTHING, Fault.SYSTEM, False),
    ],
)
def test_failed_visit_counts_only_if_the_visitors_side_failed_it(visitor, inmate, fault, counts):
    """A second visit of the day is refused if the first one counts."""
    jail = make_jail()
    Quota.objects.create(facility=jail, of="pair", kind="", period="day", most=1)
    visit = make_over(jail, visitor=visitor, inmate=inmate)
    settle_due(now=END + MINUTE)
    assert SettledAccount.objects.get().fault == fault
    assert Booking.objects.get().counts == counts
    wanted = request_for(jail, visitor=visit.booking.visitor, inmate=visit.booking.inmate)
    again = {
        "booking_request": wanted,
        "starts_at": TEN + 240 * MINUTE,
        "by": as_visitor(wanted.visitor),
        "now": END + MINUTE,
    }
    if not counts:
        book(**again)
        return
    with pytest.raises(BookingRefused) as refused:
        book(**again)
    assert [one.rule for one in refused.value.refusals] == [Rule.QUOTA_USED]


def test_station_that_was_switched_off_is_the_facilitys():
    visit = make_over(make_jail(), until=TEN + 10 * MINUTE)
    measure_late = Interval(TEN + 10 * MINUTE, END)
    for part in half_minutes_in(measure_late):
        Bucket.objects.create(
            visit=visit, side="visitor", source=Source.MEDIA_SERVER, starts_at=part.starts_at,
            sent_sound_ms=WHOLE_MS, received_sound_ms=WHOLE_MS,
        )  # fmt: skip
    Interruption.objects.create(
        visit=visit, side="inmate", cause=Cause.PAGE_LEFT, source=Source.PROCESS,
        from_at=TEN + 10 * MINUTE,
    )  # fmt: skip
    settle_due(now=END + MINUTE)
    found = SettledAccount.objects.get()
    assert (found.fault, found.owed_ms) == (Fault.FACILITY, 20 * 60_000)


def test_closing_facility_owes_the_rest_of_the_visit():
    jail = make_jail()
    visit = make_live(make_booking(jail))
    for side in Side:
        measure(visit, side, until=TEN + 10 * MINUTE)
    closes_at = TEN + 10 * MINUTE
    Closure.objects.create(
        facility=jail, starts_at=closes_at, ends_at=closes_at + 60 * MINUTE, reason="Count"
    )
    run_due_transitions(now=closes_at)
    settle_due(now=closes_at + MINUTE)
    found = SettledAccount.objects.get()
    assert (found.fault, found.owed_ms) == (Fault.FACILITY, 20 * 60_000)


def test_visit_that_a_side_ended_is_measured_until_then():
    visit = make_live(make_booking(make_jail()))
    for side in Side:
        measure(visit, side, until=TEN + 5 * MINUTE)
    party = visit.admissions.get(side="visitor")
    end_by_side(admission=party, by=KIOSK, now=TEN + 5 * MINUTE)
    settle_due(now=TEN + 6 * MINUTE)
    found = SettledAccount.objects.get()
    assert (found.fault, found.there_ms) == ("", 5 * 60_000)


def test_pauses_and_mutes_are_read_from_the_interventions():
    visit = make_live(make_booking(make_jail()))
    pause(visit=visit, by=OFFICER, now=TEN + 5 * MINUTE)
    resume(visit=visit, by=OFFICER, now=TEN + 8 * MINUTE)
    mute(visit=visit, side="visitor", by=OFFICER, now=TEN + 10 * MINUTE)
    unmute(visit=visit, side="visitor", by=OFFICER, now=TEN + 11 * MINUTE)
    mute(visit=visit, side="inmate", by=OFFICER, now=TEN + 20 * MINUTE)
    visit.refresh_from_db()
    run_due_transitions(now=visit.ends_at)
    visit.refresh_from_db()
    found = account_of(visit)
    assert found.there == (
        Interval(TEN, TEN + 5 * MINUTE),
        Interval(TEN + 8 * MINUTE, visit.ended_at),
    )
    assert found.parties[Side.VISITOR].muted == (Interval(TEN + 10 * MINUTE, TEN + 11 * MINUTE),)
    assert found.parties[Side.INMATE].muted == (Interval(TEN + 20 * MINUTE, visit.ended_at),)


def test_what_browsers_say_is_kept_apart():
    visit = make_over(make_jail())
    measure(visit, Side.VISITOR, Measured(received_sound_ms=7), source=Source.BROWSER)
    party = account_of(visit).parties[Side.VISITOR]
    assert party.by_browser[TEN] == Measured(received_sound_ms=7)
    assert party.by_server[TEN] == ALL_WELL


def test_account_of_a_visit_that_goes_on_is_refused():
    with pytest.raises(ValueError, match="has ended"):
        account_of(make_live(make_booking(make_jail())))
