from datetime import date, timedelta

import pytest
from django.db import transaction

from parloir.audit.models import AuditEvent
from parloir.bookings.claims import resource_of
from parloir.bookings.models import Booking, SlotClaim
from parloir.bookings.operations import BookingRefused, SlotTaken, book, book_walk_in, close
from parloir.bookings.pins import pin_of
from parloir.bookings.states import BookingState
from parloir.facilities.models import Facility, Station, VisitKind
from parloir.notices.models import Notice
from parloir.people.models import IdentityDocument, Inmate
from parloir.scheduling.refusals import Rule
from parloir.scheduling.ticks import tick_at
from tests.bookings.asking import offered_starts, refused_rules, why_none
from tests.factories.moments import FRIDAY, MINUTE, MONDAY, SATURDAY, SECOND, SUNDAY, TUESDAY, at
from tests.factories.people import as_visitor, make_inmate, make_visitor, set_identity
from tests.factories.places import make_jail, make_round_the_clock
from tests.factories.visits import TEN_ON_MONDAY, make_booking, request_for

pytestmark = pytest.mark.django_db

DocumentState = IdentityDocument.State


# --- P7: no booking without a complete registration -------------------------------------------


@pytest.mark.parametrize("approval", Facility.Approval.values)
def test_book_without_documents_is_refused(now, approval):
    jail = make_jail(approval=approval)
    booking_request = request_for(jail, visitor=make_visitor())
    booking_request.visitor.documents.filter(piece="id_back").delete()
    assert refused_rules(booking_request, TEN_ON_MONDAY, now) == [Rule.NOT_REGISTERED]
    assert why_none(booking_request, MONDAY, now) == [Rule.NOT_REGISTERED]


@pytest.mark.parametrize("approval", Facility.Approval.values)
def test_book_with_a_refused_piece_is_refused(now, approval):
    booking_request = request_for(make_jail(approval=approval), visitor=make_visitor())
    set_identity(booking_request.visitor, DocumentState.REFUSED, piece="photo")
    assert refused_rules(booking_request, TEN_ON_MONDAY, now) == [Rule.NOT_REGISTERED]


def test_book_while_waiting_where_approval_is_needed_to_book_is_refused(now):
    booking_request = request_for(make_jail(), visitor=make_visitor(state=DocumentState.WAITING))
    assert refused_rules(booking_request, TEN_ON_MONDAY, now) == [Rule.NOT_APPROVED]


def test_book_while_waiting_where_approval_is_needed_to_be_admitted_is_done(now):
    jail = make_jail(approval=Facility.Approval.TO_BE_ADMITTED)
    booking = make_booking(jail, visitor=make_visitor(state=DocumentState.WAITING))
    assert booking.state == BookingState.BOOKED


# --- P1, P14, P15: the time -------------------------------------------------------------------


@pytest.mark.parametrize(
    ("kind", "day", "first", "last"),
    [
        (VisitKind.ONSITE, TUESDAY, (8, 0), (18, 30)),
        (VisitKind.ONSITE, FRIDAY, (8, 0), (18, 30)),
        (VisitKind.REMOTE, TUESDAY, (8, 0), (21, 0)),
        (VisitKind.REMOTE, SATURDAY, (8, 0), (21, 0)),
        (VisitKind.REMOTE, SUNDAY, (8, 0), (21, 0)),
    ],
)
def test_first_and_last_starts_of_a_day_are_those_of_the_notice(now, kind, day, first, last):
    booking_request = request_for(make_jail(), kind=kind)
    starts = offered_starts(booking_request, day, now)
    assert starts[0] == at(day, *first)
    assert starts[-1] == at(day, *last)


def test_remote_visits_do_not_span_the_pause_at_half_past_five(now):
    starts = offered_starts(request_for(make_jail(), kind=VisitKind.REMOTE), TUESDAY, now)
    assert at(TUESDAY, 17) in starts
    assert at(TUESDAY, 17, 30) not in starts
    assert at(TUESDAY, 18) in starts


@pytest.mark.parametrize(
    ("starts_at", "rule"),
    [
        (at(TUESDAY, 7, 30), Rule.OUTSIDE_HOURS),
        (at(TUESDAY, 19), Rule.OUTSIDE_HOURS),
        (at(SATURDAY, 10), Rule.OUTSIDE_HOURS),
        (at(TUESDAY, 10, 10), Rule.OFF_GRID),
        (at(TUESDAY, 10) + SECOND, Rule.OFF_GRID),
    ],
)
def test_book_onsite_outside_hours_or_grid_is_refused(now, starts_at, rule):
    assert refused_rules(request_for(make_jail()), starts_at, now) == [rule]


def test_book_before_the_effective_date_is_refused_and_on_it_is_not(now):
    jail = make_jail(effective_date=TUESDAY)
    booking_request = request_for(jail)
    assert refused_rules(booking_request, at(MONDAY, 18, 30), now) == [Rule.NOT_YET_IN_SERVICE]
    assert why_none(booking_request, MONDAY, now) == [Rule.NOT_YET_IN_SERVICE]
    assert make_booking(jail, starts_at=at(TUESDAY, 8)).visit_date == TUESDAY


def test_book_at_this_very_moment_is_done_and_a_second_later_refused():
    jail = make_jail()
    assert make_booking(jail, starts_at=TEN_ON_MONDAY, now=TEN_ON_MONDAY).pk
    booking_request = request_for(jail)
    assert refused_rules(booking_request, TEN_ON_MONDAY, TEN_ON_MONDAY + SECOND) == [
        Rule.IN_THE_PAST
    ]


def test_book_with_a_notice_at_its_boundary(now):
    jail = make_jail(notice_minutes=60)
    assert refused_rules(request_for(jail), TEN_ON_MONDAY, now + SECOND) == [Rule.TOO_SOON]
    assert make_booking(jail, starts_at=TEN_ON_MONDAY, now=now).pk


def test_book_on_the_last_day_of_the_horizon_is_done_and_a_day_later_refused(now):
    jail = make_jail(horizon_days=4)
    assert make_booking(jail, starts_at=at(FRIDAY, 18, 30)).visit_date == FRIDAY
    booking_request = request_for(jail, kind=VisitKind.REMOTE)
    assert refused_rules(booking_request, at(SATURDAY, 8), now) == [Rule.TOO_FAR]
    assert why_none(booking_request, SATURDAY, now) == [Rule.TOO_FAR]


def test_book_after_the_last_time_of_the_day_says_that_it_is_over():
    booking_request = request_for(make_jail())
    assert offered_starts(booking_request, MONDAY, at(MONDAY, 18, 30)) == [at(MONDAY, 18, 30)]
    assert why_none(booking_request, MONDAY, at(MONDAY, 18, 30) + SECOND) == [Rule.IN_THE_PAST]


def test_a_day_too_near_for_the_notice_says_so(now):
    booking_request = request_for(make_jail(notice_minutes=24 * 60))
    assert why_none(booking_request, MONDAY, now) == [Rule.TOO_SOON]


def test_a_day_whose_windows_are_shorter_than_a_visit_has_no_hours(now):
    jail = make_jail(visit_minutes=60 * 12)
    assert why_none(request_for(jail), TUESDAY, now) == [Rule.OUTSIDE_HOURS]


@pytest.mark.parametrize(
    ("day", "starts"), [(date(2026, 3, 8), 23 * 2), (date(2026, 11, 1), 25 * 2)]
)
def test_a_dst_day_offers_as_many_half_hours_as_really_pass(day, starts):
    facility = make_round_the_clock(grid_minutes=30)
    booking_request = request_for(facility)
    now = at(day - timedelta(days=2), 12)
    assert len(offered_starts(booking_request, day, now)) == starts


@pytest.mark.parametrize("day", [date(2026, 3, 8), date(2026, 11, 1)])
def test_every_time_offered_on_a_dst_day_is_booked_for_half_an_hour(day):
    facility = make_round_the_clock(grid_minutes=30, monitors=1, stations=1)
    now = at(day - timedelta(days=2), 12)
    booking_request = request_for(facility)
    starts = offered_starts(booking_request, day, now)
    booked = [
        book(
            booking_request=booking_request,
            starts_at=starts_at,
            by=as_visitor(booking_request.visitor),
            now=now,
        )
        for starts_at in starts
    ]
    assert {one.ends_at - one.starts_at for one in booked} == {30 * MINUTE}
    assert offered_starts(booking_request, day, now) == []


# --- The people -------------------------------------------------------------------------------


def test_book_with_a_released_inmate_is_refused(now):
    jail = make_jail()
    booking_request = request_for(jail, inmate=make_inmate(jail, status=Inmate.Status.RELEASED))
    assert refused_rules(booking_request, TEN_ON_MONDAY, now) == [Rule.INMATE_UNAVAILABLE]


def test_book_with_an_inmate_of_another_facility_is_refused(now):
    jail, other = make_jail(), make_jail()
    booking_request = request_for(jail, inmate=make_inmate(other))
    assert Rule.INMATE_UNAVAILABLE in refused_rules(booking_request, TEN_ON_MONDAY, now)


def test_a_second_press_of_finish_books_nothing_more(now):
    jail = make_jail()
    booking_request = request_for(jail)
    book(
        booking_request=booking_request,
        starts_at=TEN_ON_MONDAY,
        by=as_visitor(booking_request.visitor),
        now=now,
    )
    with pytest.raises(SlotTaken) as caught:
        book(
            booking_request=booking_request,
            starts_at=TEN_ON_MONDAY,
            by=as_visitor(booking_request.visitor),
            now=now,
        )
    rules = [refusal.rule for refusal in caught.value.refusals]
    assert rules == [Rule.INMATE_BUSY, Rule.VISITOR_BUSY]
    assert Booking.objects.count() == 1
    assert Notice.objects.filter(kind="booking_confirmed").count() == 1


def test_a_visitor_in_a_visit_at_another_facility_is_busy(now):
    here, there = make_jail(), make_jail()
    visitor = make_visitor()
    make_booking(there, visitor=visitor)
    booking_request = request_for(here, visitor=visitor)
    with pytest.raises(SlotTaken) as caught:
        book(
            booking_request=booking_request,
            starts_at=TEN_ON_MONDAY,
            by=as_visitor(visitor),
            now=now,
        )
    assert [refusal.rule for refusal in caught.value.refusals] == [Rule.VISITOR_BUSY]
    assert TEN_ON_MONDAY not in offered_starts(booking_request, MONDAY, now)
    assert TEN_ON_MONDAY + 30 * MINUTE in offered_starts(booking_request, MONDAY, now)


def test_an_inmate_who_is_visited_is_busy_for_every_kind_of_visit(now):
    jail = make_jail()
    inmate = make_inmate(jail)
    make_booking(jail, inmate=inmate)
    booking_request = request_for(jail, inmate=inmate, kind=VisitKind.REMOTE)
    with pytest.raises(SlotTaken) as caught:
        book(
            booking_request=booking_request,
            starts_at=TEN_ON_MONDAY,
            by=as_visitor(booking_request.visitor),
            now=now,
        )
    assert [refusal.rule for refusal in caught.value.refusals] == [Rule.INMATE_BUSY]


# --- Devices ----------------------------------------------------------------------------------


def test_four_monitors_take_four_visits_at_a_time_and_no_fifth(now):
    jail = make_jail(monitors=4, stations=6)
    monitors = {make_booking(jail).monitor_id for _ in range(4)}
    assert len(monitors) == 4
    booking_request = request_for(jail)
    assert refused_rules(booking_request, TEN_ON_MONDAY, now) == [Rule.NO_MONITOR_FREE]
    assert TEN_ON_MONDAY not in offered_starts(booking_request, MONDAY, now)
    assert make_booking(jail, kind=VisitKind.REMOTE).monitor is None


def test_stations_of_the_area_are_the_bound_of_remote_visits(now):
    jail = make_jail(stations=2)
    stations = {make_booking(jail, kind=VisitKind.REMOTE).station_id for _ in range(2)}
    assert len(stations) == 2
    booking_request = request_for(jail, kind=VisitKind.REMOTE)
    assert refused_rules(booking_request, TEN_ON_MONDAY, now) == [Rule.NO_STATION_FREE]


def test_devices_out_of_service_take_no_visit(now):
    jail = make_jail(monitors=1, stations=1)
    jail.monitors.update(in_service=False)
    assert refused_rules(request_for(jail), TEN_ON_MONDAY, now) == [Rule.NO_MONITOR_FREE]
    assert why_none(request_for(jail), MONDAY, now) == [Rule.NO_MONITOR_FREE]
    Station.objects.update(in_service=False)
    remote = request_for(jail, kind=VisitKind.REMOTE)
    assert refused_rules(remote, TEN_ON_MONDAY, now) == [Rule.NO_STATION_FREE]


def test_turnover_keeps_devices_and_frees_people(now):
    facility = make_round_the_clock(monitors=1, turnover_minutes=10)
    booking = make_booking(facility)
    starts = offered_starts(request_for(facility), MONDAY, now)
    ends_at = booking.ends_at
    assert ends_at + 5 * MINUTE not in starts
    assert ends_at + 10 * MINUTE in starts
    # 30 minutes of visit and 10 of turnover end by 10:00.
    assert booking.starts_at - 40 * MINUTE in offered_starts(
        request_for(facility), MONDAY, now - 60 * MINUTE
    )
    assert booking.starts_at - 35 * MINUTE not in starts
    remote = request_for(facility, inmate=booking.inmate, kind=VisitKind.REMOTE)
    assert ends_at in offered_starts(remote, MONDAY, now)


def test_turnover_that_is_changed_later_leaves_what_was_claimed(now):
    facility = make_round_the_clock(monitors=1, turnover_minutes=10)
    booking = make_booking(facility)
    Facility.objects.update(turnover_minutes=0)
    facility.refresh_from_db()
    starts = offered_starts(request_for(facility), MONDAY, now)
    assert booking.ends_at + 5 * MINUTE not in starts
    assert make_booking(facility, starts_at=booking.ends_at + 10 * MINUTE).pk


# --- What is claimed --------------------------------------------------------------------------


def claims(booking: Booking) -> dict[str, list[int]]:
    found: dict[str, list[int]] = {}
    for claim in SlotClaim.objects.filter(booking=booking).order_by("tick"):
        found.setdefault(claim.resource, []).append(claim.tick)
    return found


def test_claims_are_the_people_for_the_visit_and_the_devices_for_its_turnover_too():
    facility = make_round_the_clock(turnover_minutes=10)
    booking = make_booking(facility)
    first = tick_at(TEN_ON_MONDAY)
    visit, devices = list(range(first, first + 6)), list(range(first, first + 8))
    assert claims(booking) == {
        resource_of(booking.inmate): visit,
        resource_of(booking.visitor): visit,
        resource_of(booking.monitor): devices,
        resource_of(booking.station): devices,
    }


def test_a_remote_visit_claims_no_monitor():
    booking = make_booking(make_jail(), kind=VisitKind.REMOTE)
    assert set(claims(booking)) == {
        resource_of(booking.inmate),
        resource_of(booking.visitor),
        resource_of(booking.station),
    }


@pytest.mark.parametrize(
    ("closed_after", "people", "devices"),
    [
        (timedelta(0), 0, 0),
        (SECOND, 0, 3),
        (5 * MINUTE, 1, 3),
        (7 * MINUTE, 1, 4),
        (30 * MINUTE, 6, 8),
    ],
)
def test_closing_keeps_the_ticks_that_are_over_and_the_turnover(closed_after, people, devices):
    booking = make_booking(make_round_the_clock(turnover_minutes=10))
    with transaction.atomic():
        assert close(
            booking=booking,
            state=BookingState.FULFILLED,
            by=as_visitor(booking.visitor),
            now=booking.starts_at + closed_after,
        )
    kept = {resource: len(ticks) for resource, ticks in claims(booking).items()}
    wanted = {
        resource_of(booking.inmate): people,
        resource_of(booking.visitor): people,
        resource_of(booking.monitor): devices,
        resource_of(booking.station): devices,
    }
    assert kept == {resource: count for resource, count in wanted.items() if count}


@pytest.mark.parametrize(("turnover", "same_monitor"), [(0, True), (5, False)])
def test_after_an_early_end_a_walk_in_gets_a_device_that_is_really_free(turnover, same_monitor):
    facility = make_round_the_clock(monitors=2, stations=2, turnover_minutes=turnover)
    ended = make_booking(facility)
    now = ended.starts_at + 7 * MINUTE
    close(booking=ended, state=BookingState.FULFILLED, by=as_visitor(ended.visitor), now=now)
    booking_request = request_for(facility)
    booking = book_walk_in(
        booking_request=booking_request,
        starts_at=ended.starts_at + 5 * MINUTE,
        by=as_visitor(booking_request.visitor),
        now=now,
    )
    assert (booking.monitor_id == ended.monitor_id) is same_monitor


def test_a_walk_in_begins_at_most_the_grace_ago():
    facility = make_round_the_clock(grace_minutes=30)
    booking_request = request_for(facility)
    starts_at, by = TEN_ON_MONDAY, as_visitor(booking_request.visitor)
    with pytest.raises(BookingRefused) as caught:
        book_walk_in(
            booking_request=booking_request,
            starts_at=starts_at,
            by=by,
            now=starts_at + 30 * MINUTE + SECOND,
        )
    assert [refusal.rule for refusal in caught.value.refusals] == [Rule.IN_THE_PAST]
    assert book_walk_in(
        booking_request=booking_request, starts_at=starts_at, by=by, now=starts_at + 30 * MINUTE
    ).pk


# --- What a booking writes --------------------------------------------------------------------


def test_a_booking_has_a_pin_of_eight_digits_that_is_not_kept_in_clear():
    booking = make_booking(make_jail())
    pin = pin_of(Booking.objects.get(pk=booking.pk))
    assert len(pin) == 8
    assert pin.isdigit()
    row = Booking.objects.filter(pk=booking.pk).values().get()
    assert [name for name, value in row.items() if pin in str(value)] == []
    assert pin.encode() not in bytes(row["sealed_pin"])


def test_a_pin_cannot_be_opened_for_another_booking():
    jail = make_jail()
    one, other = make_booking(jail), make_booking(jail)
    other.sealed_pin = one.sealed_pin
    with pytest.raises(Exception, match="cannot be opened"):
        pin_of(other)


def test_a_pin_that_is_in_use_is_drawn_again(monkeypatch):
    jail = make_jail()
    drawn = iter(["11112222", "11112222", "33334444"])
    monkeypatch.setattr("parloir.bookings.pins.new_digits", lambda count: next(drawn))
    assert pin_of(make_booking(jail)) == "11112222"
    assert pin_of(make_booking(jail)) == "33334444"


def test_a_booking_and_its_confirmation_are_one_transaction(now):
    booking_request = request_for(make_jail())
    with pytest.raises(ZeroDivisionError), transaction.atomic():
        book(
            booking_request=booking_request,
            starts_at=TEN_ON_MONDAY,
            by=as_visitor(booking_request.visitor),
            now=now,
        )
        raise ZeroDivisionError
    assert Booking.objects.count() == 0
    assert SlotClaim.objects.count() == 0
    assert Notice.objects.count() == 0


def test_booking_and_refused_booking_each_leave_one_event(now):
    booking_request = request_for(make_jail())
    before = AuditEvent.objects.count()
    by = as_visitor(booking_request.visitor)
    booking = book(booking_request=booking_request, starts_at=TEN_ON_MONDAY, by=by, now=now)
    refused_rules(booking_request, at(SATURDAY, 10), now)
    events = AuditEvent.objects.order_by("id")[before:]
    assert [(one.action, one.outcome, one.subject_ref, one.details) for one in events] == [
        ("book", "done", booking.public_id, {"kind": "onsite"}),
        ("book", "refused", booking_request.visitor.public_id, {"rule": "outside_hours"}),
    ]
