"""When the rules of a zone change, what is ahead keeps the wall time that people know."""

from datetime import date, datetime, time, timedelta

import pytest

from parloir.audit.actors import CLOCK
from parloir.audit.models import AuditEvent
from parloir.bookings.claims import claims_of
from parloir.bookings.models import Booking, Repair, SlotClaim
from parloir.bookings.operations import cancel, reserve
from parloir.bookings.states import BookingState
from parloir.changes.models import Change
from parloir.facilities.models import Closure, Facility, ZoneFile
from parloir.facts.facilities import change_facility
from parloir.facts.zone_rules import follow_zone_data
from parloir.notices.models import Notice
from parloir.notices.rendering import mail_of
from parloir.people.models import Commitment
from parloir.scheduling.refusals import Rule
from parloir.scheduling.wall_time import instants_of, local_time
from tests.factories.companions import allow_parties, make_companion
from tests.factories.moments import MONDAY, TUESDAY, WEDNESDAY
from tests.factories.people import OPERATOR, as_visitor, make_inmate, make_visitor
from tests.factories.places import make_jail, make_round_the_clock
from tests.factories.visits import admit_visitor, make_booking, make_live, request_for
from tests.factories.zone_tables import (
    AN_HOUR,
    CENTRAL,
    EARLIER_AUTUMN,
    INVENTED,
    LATER_SPRING,
    SUMMER,
    WINTER,
    zone_tables,
)

pytestmark = pytest.mark.django_db

OLD, NEW = "2026a", "2026b"
MINUTE = timedelta(minutes=1)
SPRING_NIGHT, AUTUMN_NIGHT = date(2027, 3, 14), date(2026, 11, 1)


@pytest.fixture
def tables(tmp_path):
    with zone_tables(tmp_path) as found:
        found.take(CENTRAL, version=OLD)
        yield found


@pytest.fixture
def jail(tables):
    return make_jail(time_zone=INVENTED)


def at(facility, day, hour, minute=0, *, place=0) -> datetime:
    """Return the instant at which the facility's clock shows this, by the rules that it has."""
    return instants_of(day, time(hour, minute), again(facility).zone)[place]


def again(row):
    return type(row).objects.get(pk=row.pk)


def shown(booking) -> datetime:
    booking = again(booking)
    return local_time(booking.starts_at, booking.facility.zone).replace(tzinfo=None)


def nine_on_monday(facility) -> datetime:
    return at(facility, MONDAY, 9)


def book(facility, starts_at, **fields) -> Booking:
    return make_booking(facility, starts_at=starts_at, now=starts_at - timedelta(days=1), **fields)


def follow(now):
    return follow_zone_data(by=CLOCK, now=now)


def claimed(booking):
    return set(SlotClaim.objects.filter(booking=booking).values_list("resource", "tick"))


def has_its_claims(booking) -> bool:
    booking = again(booking)
    return claimed(booking) == {(one.resource, one.tick) for one in claims_of(booking)}


def mails(kind) -> list[str]:
    found = Notice.objects.filter(kind=kind).order_by("pk")
    return [one.email for one in found]


def wall(*parts) -> datetime:
    """Return what a clock shows, which has no zone."""
    return datetime(*parts)  # noqa: DTZ001


def calendar_in(mail) -> str:
    (content,) = (one[1] for one in mail.attachments if one[2].startswith("text/calendar"))
    return content if isinstance(content, str) else content.decode()


# --- Bookings ---------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("before", "after", "shift"),
    [(CENTRAL, WINTER, AN_HOUR), (CENTRAL, LATER_SPRING, None), (WINTER, SUMMER, -AN_HOUR)],
)
def test_a_booking_keeps_its_wall_time_and_its_claims(tables, before, after, shift):
    tables.take(before, version=OLD)
    jail = make_jail(time_zone=INVENTED)
    booking = book(jail, at(jail, TUESDAY, 10))
    was, length = booking.starts_at, booking.ends_at - booking.starts_at
    tables.take(after, version=NEW)
    follow(nine_on_monday(jail))
    booking = again(booking)
    assert booking.starts_at == was + (shift or timedelta(0))
    assert booking.ends_at - booking.starts_at == length
    assert (booking.state, shown(booking)) == (BookingState.BOOKED, wall(2026, 5, 12, 10))
    assert has_its_claims(booking)
    assert booking.times_changed == (1 if shift else 0)


def test_before_it_follows_everything_is_shown_by_the_rules_that_it_was_booked_by(tables, jail):
    booking = book(jail, at(jail, TUESDAY, 10))
    tables.take(WINTER, version=NEW)
    assert shown(booking) == wall(2026, 5, 12, 10)


def test_those_who_keep_their_time_get_a_calendar_file_and_no_alarm(tables, jail):
    allow_parties(jail, (2, 0))
    maria = make_visitor()
    ana = make_companion(maria)
    booking = book(jail, at(jail, TUESDAY, 10), visitor=maria, adults=(ana,))
    winter = book(jail, at(jail, date(2026, 12, 1), 10))
    Notice.objects.all().delete()
    tables.take(WINTER, version=NEW)
    follow(nine_on_monday(jail))
    assert mails("booking_clock_changed") == [maria.user.email, ana.user.email]
    assert Notice.objects.count() == 2
    notice = Notice.objects.get(email=maria.user.email)
    mail = mail_of(notice, now=notice.created_at, sender="a@example.org", base_url="https://x.test")
    assert mail.subject.endswith(": stays at its time, Tuesday, 12 May, 10:00 AM Central")
    assert "DTSTART:20260512T160000Z" in calendar_in(mail)
    assert "SEQUENCE:1" in calendar_in(mail)
    assert again(winter).times_changed == 0
    assert again(booking).pin_hash == booking.pin_hash


def test_all_bookings_of_a_facility_move_together(tables):
    """Each takes the time of the next one, on the same devices: none is in the way of another."""
    jail = make_round_the_clock(time_zone=INVENTED, monitors=1, stations=1, visit_minutes=60)
    inmate, maria = make_inmate(jail), make_visitor()
    fields = {"inmate": inmate, "visitor": maria}
    bookings = [book(jail, at(jail, TUESDAY, hour), **fields) for hour in range(8, 14)]
    tables.take(WINTER, version=NEW)
    follow(nine_on_monday(jail))
    assert [shown(one).hour for one in bookings] == list(range(8, 14))
    assert all(has_its_claims(one) for one in bookings)
    assert not Repair.objects.exists()


def test_nothing_happens_twice(tables, jail):
    booking = book(jail, at(jail, TUESDAY, 10))
    tables.take(WINTER, version=NEW)
    assert follow(nine_on_monday(jail)) == [jail]
    moved, events = again(booking).starts_at, AuditEvent.objects.count()
    assert follow(nine_on_monday(jail)) == []
    assert (again(booking).starts_at, AuditEvent.objects.count()) == (moved, events)


def test_what_fails_in_the_middle_leaves_everything_as_it_was(tables, jail, monkeypatch):
    bookings = [book(jail, at(jail, TUESDAY, hour)) for hour in (10, 11)]
    before = [(one.starts_at, claimed(one)) for one in bookings]
    rules = jail.zone_file_id
    tables.take(WINTER, version=NEW)
    with monkeypatch.context() as patch:
        patch.setattr("parloir.facts.zone_rules.record", lambda *_, **__: 1 / 0)
        with pytest.raises(ZeroDivisionError):
            follow(nine_on_monday(jail))
    assert [(again(one).starts_at, claimed(one)) for one in bookings] == before
    assert again(jail).zone_file_id == rules
    follow(nine_on_monday(jail))
    assert [shown(one).hour for one in bookings] == [10, 11]


def test_it_is_on_record(tables, jail):
    booking = book(jail, at(jail, TUESDAY, 10))
    was = booking.starts_at
    tables.take(WINTER, version=NEW)
    follow(nine_on_monday(jail))
    event = AuditEvent.objects.get(action="follow_zone_data")
    assert (event.actor_kind, event.subject_ref, event.facility_ref) == (
        "clock", jail.slug, jail.slug
    )  # fmt: skip
    assert event.details == {"version": NEW, "kept": 1, "displaced": 0}
    moved = AuditEvent.objects.get(action="keep_wall_time")
    assert moved.subject_ref == booking.public_id
    assert moved.details == {
        "before": was.isoformat(), "after": (was + AN_HOUR).isoformat()
    }  # fmt: skip
    assert Change.objects.filter(topic=f"facility:{jail.slug}").exists()


def test_only_the_facilities_of_the_zone_are_concerned(tables, jail):
    other = make_jail(time_zone="America/Chicago")
    booking = book(other, at(other, TUESDAY, 10))
    Notice.objects.all().delete()
    tables.take(WINTER, version=NEW)
    assert follow(nine_on_monday(jail)) == [jail]
    assert again(booking).starts_at == booking.starts_at
    assert not Notice.objects.exists()


# --- What was, what is, and what cannot be kept -------------------------------------------------


def test_past_and_live_visits_and_those_that_people_came_to_stay(tables, jail):
    now = nine_on_monday(jail)
    past = make_booking(jail, starts_at=now - AN_HOUR, now=now - 2 * AN_HOUR)
    live = make_booking(jail, starts_at=now, now=now - AN_HOUR)
    came = make_booking(jail, starts_at=now + 30 * MINUTE, now=now - AN_HOUR)
    make_live(live, now=now)
    admit_visitor(came, now=now + 16 * MINUTE, monitor=jail.monitors.last())
    before = [(again(one).starts_at, claimed(one)) for one in (past, live, came)]
    Notice.objects.all().delete()
    tables.take(WINTER, version=NEW)
    follow(now + 17 * MINUTE)
    assert [(again(one).starts_at, claimed(one)) for one in (past, live, came)] == before
    assert not Notice.objects.exists()


def test_a_time_that_the_clock_has_shown_already_is_told_as_it_is_shown_now(tables, jail):
    tables.take(WINTER, version=OLD)
    jail = make_jail(time_zone=INVENTED)
    now = at(jail, TUESDAY, 9, 30)  # half past ten by the new rules
    late = make_booking(jail, starts_at=at(jail, TUESDAY, 10), now=now - AN_HOUR)
    first = make_booking(jail, starts_at=at(jail, TUESDAY, 11), now=now - AN_HOUR)
    Notice.objects.all().delete()
    tables.take(SUMMER, version=NEW)
    follow(now)
    assert again(late).starts_at == late.starts_at
    assert (shown(late).hour, shown(first).hour) == (11, 11)
    assert mails("booking_moved") == [late.visitor.user.email]
    assert mails("booking_clock_changed") == [first.visitor.user.email]


@pytest.mark.parametrize("minutes", [0, 1])
def test_the_boundary_between_a_time_ahead_and_one_that_was_shown(tables, minutes):
    tables.take(WINTER, version=OLD)
    jail = make_jail(time_zone=INVENTED)
    booking = book(jail, at(jail, TUESDAY, 10))
    tables.take(SUMMER, version=NEW)
    follow(booking.starts_at - AN_HOUR - minutes * MINUTE)
    assert shown(booking).hour == (10 if minutes else 11)


def test_two_that_would_meet_at_a_time_that_is_no_longer_shown_twice(tables):
    """The one that was booked first keeps the time, and the other loses it, with a letter."""
    jail = make_round_the_clock(time_zone=INVENTED, monitors=1, stations=1)
    second = book(jail, at(jail, AUTUMN_NIGHT, 1, 30, place=1))
    first = make_booking(
        jail, starts_at=at(jail, AUTUMN_NIGHT, 1, 30), now=second.booked_at + MINUTE
    )
    Notice.objects.all().delete()
    tables.take(WINTER, version=NEW)
    follow(nine_on_monday(jail))
    assert again(second).state == BookingState.BOOKED
    assert again(first).state == BookingState.DISPLACED
    assert Repair.objects.get().rule in {Rule.NO_MONITOR_FREE, Rule.NO_STATION_FREE}
    assert mails("booking_displaced") == [first.visitor.user.email]
    assert mails("booking_clock_changed") == []
    assert claimed(first) == set()
    assert has_its_claims(second)


def test_of_two_that_would_meet_the_other_gets_other_devices_if_there_are_any(tables):
    jail = make_round_the_clock(time_zone=INVENTED, monitors=2, stations=2)
    one = book(jail, at(jail, AUTUMN_NIGHT, 1, 30, place=0))
    other = book(jail, at(jail, AUTUMN_NIGHT, 1, 30, place=1))
    Booking.objects.filter(pk=other.pk).update(monitor=one.monitor, station=one.station)
    SlotClaim.objects.filter(booking=other).delete()
    SlotClaim.objects.bulk_create(claims_of(again(other)))
    tables.take(WINTER, version=NEW)
    follow(nine_on_monday(jail))
    assert [shown(each) for each in (one, other)] == [wall(2026, 11, 1, 1, 30)] * 2
    assert again(one).station_id != again(other).station_id
    assert has_its_claims(one)
    assert has_its_claims(other)
    assert len(mails("booking_clock_changed")) == 1  # the second 1:30 is the one that there is


def test_a_visitor_with_a_visit_elsewhere_loses_the_one_that_moved(tables, jail):
    elsewhere = make_jail(time_zone="America/Chicago")
    maria = make_visitor()
    there = book(elsewhere, at(elsewhere, TUESDAY, 11), visitor=maria)
    here = book(jail, at(jail, TUESDAY, 10), visitor=maria)
    tables.take(WINTER, version=NEW)
    follow(nine_on_monday(jail))
    assert again(there).starts_at == there.starts_at
    assert (again(here).state, again(there).state) == (BookingState.DISPLACED, BookingState.BOOKED)
    assert Repair.objects.get().rule == Rule.ALREADY_TAKEN


def test_a_time_that_the_clock_skips_now_is_lost_with_a_letter(tables):
    jail = make_round_the_clock(time_zone=INVENTED)
    night = date(2027, 4, 4)  # the first Sunday of April
    booking = book(jail, at(jail, night, 2, 30))
    before = book(jail, at(jail, night, 1, 30))
    after = book(jail, at(jail, night, 3, 0))
    tables.take(LATER_SPRING, version=NEW)
    follow(nine_on_monday(jail))
    assert again(booking).state == BookingState.DISPLACED
    assert Repair.objects.get().rule == Rule.NO_SUCH_TIME
    assert mails("booking_displaced") == [booking.visitor.user.email]
    assert [shown(one).hour for one in (before, after)] == [1, 3]


@pytest.mark.parametrize(
    ("after", "day", "hours"),
    [
        (LATER_SPRING, SPRING_NIGHT, (0, 1, 3, 4)),
        (EARLIER_AUTUMN, AUTUMN_NIGHT, (0, 1, 2, 3)),
        (WINTER, SPRING_NIGHT, (0, 1, 3, 4)),
        (WINTER, AUTUMN_NIGHT, (0, 2, 3, 4)),
    ],
)
def test_on_the_nights_when_the_clock_changed(tables, after, day, hours):
    jail = make_round_the_clock(time_zone=INVENTED)
    bookings = [book(jail, at(jail, day, hour, 15)) for hour in hours]
    tables.take(after, version=NEW)
    follow(nine_on_monday(jail))
    assert [shown(one) for one in bookings] == [
        datetime.combine(day, time(hour, 15)) for hour in hours
    ]
    assert all(has_its_claims(one) for one in bookings)


def test_a_displaced_booking_and_its_place_on_the_list_move_with_the_clock(tables, jail):
    booking = book(jail, at(jail, TUESDAY, 10))
    Booking.objects.filter(pk=booking.pk).update(state=BookingState.DISPLACED)
    SlotClaim.objects.all().delete()
    Repair.objects.create(
        booking=booking, facility=jail, rule=Rule.CLOSED, was_at=booking.starts_at,
        opened_at=nine_on_monday(jail),
    )  # fmt: skip
    Notice.objects.all().delete()
    tables.take(WINTER, version=NEW)
    follow(nine_on_monday(jail))
    assert Repair.objects.get().was_at == again(booking).starts_at == booking.starts_at + AN_HOUR
    assert claimed(booking) == set()
    assert not Notice.objects.exists()


def test_a_cancelled_visit_goes_on_to_be_shown_as_it_was(tables, jail):
    booking = book(jail, at(jail, TUESDAY, 10))
    cancel(booking=booking, by=as_visitor(booking.visitor), now=nine_on_monday(jail))
    Notice.objects.all().delete()
    tables.take(WINTER, version=NEW)
    follow(nine_on_monday(jail))
    assert shown(booking) == wall(2026, 5, 12, 10)
    assert claimed(booking) == set()
    assert not Notice.objects.exists()


def test_a_reservation_keeps_its_wall_time(tables, jail):
    request = request_for(jail)
    now = nine_on_monday(jail)
    reservation = reserve(
        booking_request=request, starts_at=at(jail, TUESDAY, 10),
        by=as_visitor(request.visitor), now=now,
    )  # fmt: skip
    tables.take(WINTER, version=NEW)
    follow(now)
    assert shown(reservation) == wall(2026, 5, 12, 10)
    assert has_its_claims(reservation)


def test_a_reserved_new_time_keeps_it_beside_the_booking_that_it_is_for(tables, jail):
    booking = book(jail, at(jail, TUESDAY, 10))
    now = nine_on_monday(jail)
    reservation = reserve(
        booking_request=request_for(jail, visitor=booking.visitor, inmate=booking.inmate),
        starts_at=at(jail, TUESDAY, 10, 30), by=as_visitor(booking.visitor), now=now,
        moves=booking,
    )  # fmt: skip
    tables.take(WINTER, version=NEW)
    follow(now)
    assert [shown(one) for one in (booking, reservation)] == [
        wall(2026, 5, 12, 10), wall(2026, 5, 12, 10, 30)
    ]  # fmt: skip
    assert has_its_claims(booking)
    assert claimed(reservation)


# --- Facts ------------------------------------------------------------------------------------


def test_closures_commitments_and_intakes_keep_their_wall_times(tables, jail):
    inmate = make_inmate(jail)
    inmate.intake_at = at(jail, WEDNESDAY, 7)
    inmate.save()
    times = {"starts_at": at(jail, TUESDAY, 12), "ends_at": at(jail, TUESDAY, 13, 30)}
    closure = Closure.objects.create(facility=jail, reason="Count", **times)
    commitment = Commitment.objects.create(inmate=inmate, kind="court", **times)
    tables.take(WINTER, version=NEW)
    follow(nine_on_monday(jail))
    kept = (at(jail, TUESDAY, 12), at(jail, TUESDAY, 13, 30))
    for one in (closure, commitment):
        assert (again(one).starts_at, again(one).ends_at) == kept
    assert kept[0] == times["starts_at"] + AN_HOUR
    assert again(inmate).intake_at == at(jail, WEDNESDAY, 7)


def test_of_a_closure_that_has_begun_the_end_moves_alone(tables, jail):
    now = nine_on_monday(jail)
    closure = Closure.objects.create(
        facility=jail, reason="Count", starts_at=now - MINUTE, ends_at=now + AN_HOUR
    )
    over = Closure.objects.create(
        facility=jail, reason="Count", starts_at=now - AN_HOUR, ends_at=now
    )
    tables.take(WINTER, version=NEW)
    follow(now)
    assert (again(closure).starts_at, again(closure).ends_at) == (now - MINUTE, now + 2 * AN_HOUR)
    assert (again(over).starts_at, again(over).ends_at) == (now - AN_HOUR, now)


def test_a_closure_at_a_time_that_is_skipped_now_keeps_its_length(tables):
    jail = make_round_the_clock(time_zone=INVENTED)
    night = date(2027, 4, 4)
    closure = Closure.objects.create(
        facility=jail, reason="Count",
        starts_at=at(jail, night, 2), ends_at=at(jail, night, 2, 45),
    )  # fmt: skip
    tables.take(LATER_SPRING, version=NEW)
    follow(nine_on_monday(jail))
    assert again(closure).starts_at == at(jail, night, 3)
    assert again(closure).ends_at == at(jail, night, 3, 45)


def test_a_closure_goes_on_to_close_what_it_closed_and_nothing_else(tables, jail):
    """The visits before and after it move with it."""
    visits = [book(jail, at(jail, TUESDAY, *when)) for when in ((11, 30), (13, 0))]
    Closure.objects.create(
        facility=jail, reason="Count",
        starts_at=at(jail, TUESDAY, 12), ends_at=at(jail, TUESDAY, 13),
    )  # fmt: skip
    tables.take(WINTER, version=NEW)
    follow(nine_on_monday(jail))
    assert [again(one).state for one in visits] == [BookingState.BOOKED] * 2


# --- Which data counts ------------------------------------------------------------------------


def test_a_process_with_older_data_leaves_everything_and_reads_the_newer_rules(tables, jail):
    tables.take(WINTER, version=NEW)
    follow(nine_on_monday(jail))
    booking = book(jail, at(jail, TUESDAY, 10))
    tables.take(CENTRAL, version=OLD)
    assert follow(nine_on_monday(jail)) == []
    assert shown(booking) == wall(2026, 5, 12, 10)


def test_newer_data_with_the_same_rules_is_kept_in_mind(tables, jail):
    tables.take(CENTRAL, version=NEW)
    make_jail(time_zone=INVENTED)
    assert ZoneFile.objects.get(name=INVENTED).version == NEW
    assert follow(nine_on_monday(jail)) == []


def test_a_facility_without_rules_takes_the_current_ones_and_nothing_moves(tables, jail):
    booking = book(jail, at(jail, TUESDAY, 10))
    Facility.objects.update(zone_file=None)
    tables.take(WINTER, version=NEW)
    assert follow(nine_on_monday(jail)) == [jail]
    assert again(jail).zone_file.version == NEW
    assert again(booking).starts_at == booking.starts_at


def test_a_facility_with_a_zone_that_the_data_lacks_goes_on_by_the_rules_that_it_has(tables):
    tables.take(CENTRAL, version=OLD, name="localtime")
    jail = make_jail(time_zone="localtime")
    booking = book(jail, at(jail, TUESDAY, 10))
    tables.take(WINTER, version=NEW)
    assert follow(nine_on_monday(jail)) == []
    assert shown(booking) == wall(2026, 5, 12, 10)


# --- Another zone -----------------------------------------------------------------------------


def test_a_facility_that_gets_another_zone_keeps_its_wall_times(tables, jail):
    booking = book(jail, at(jail, TUESDAY, 10))
    closure = Closure.objects.create(
        facility=jail, reason="Count",
        starts_at=at(jail, TUESDAY, 12), ends_at=at(jail, TUESDAY, 13),
    )  # fmt: skip
    change_facility(
        facility=jail, time_zone="America/Denver", by=OPERATOR, now=nine_on_monday(jail)
    )
    assert shown(booking) == wall(2026, 5, 12, 10)
    assert again(booking).starts_at == booking.starts_at + AN_HOUR
    assert has_its_claims(booking)
    assert again(closure).starts_at == at(jail, TUESDAY, 12)
    assert again(jail).zone_file.name == "America/Denver"
    assert mails("booking_clock_changed") == [booking.visitor.user.email]
