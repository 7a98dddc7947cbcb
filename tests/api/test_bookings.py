from datetime import time

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from parloir.audit.models import AuditEvent
from parloir.bookings.models import Booking, MakeUp
from parloir.bookings.operations import reserve
from parloir.bookings.pins import pin_of
from parloir.bookings.states import BookingState
from parloir.facilities.models import VisitKind
from parloir.notices.models import Notice
from tests.api.conftest import make_program, problem
from tests.factories.moments import MINUTE, MONDAY, NINE_ON_MONDAY, TUESDAY, WEDNESDAY, at
from tests.factories.people import OFFICER
from tests.factories.places import open_every_day
from tests.factories.visits import TEN_ON_MONDAY, make_booking, make_live, request_for

pytestmark = pytest.mark.django_db

LATER = {"starts_at": "2026-05-12T10:00:00-05:00"}


def test_a_booking_is_made_and_the_visitor_written_to(jail, wanted, visitor):
    client, program = make_program(jail)

    answer = program.post("/bookings", wanted)

    assert answer.status_code == 201
    booking = Booking.objects.get()
    assert answer.json() == {
        "id": booking.public_id,
        "facility": "jackson",
        "kind": "onsite",
        "state": "booked",
        "starts_at": "2026-05-11T10:00:00-05:00",
        "ends_at": "2026-05-11T10:30:00-05:00",
        "visitor": {"id": visitor.public_id, "name": "Maria Alvarez"},
        "inmate": {"master_id": "100241", "name": "Jordan Miles"},
        "monitor": booking.monitor.name,
        "station": booking.station.name,
        "booked_at": "2026-05-11T09:00:00-05:00",
        "closed_at": None,
        "cancelled_for": None,
        "is_make_up": False,
        "pin": pin_of(booking),
    }
    assert Notice.objects.filter(kind="booking_confirmed").count() == 1
    event = AuditEvent.objects.get(action="book")
    assert (event.actor_kind, event.actor_ref) == ("client", client.public_id)


@pytest.mark.parametrize(
    "written",
    ["2026-05-11T15:00:00Z", "2026-05-11T17:00+02:00", "2026-05-12T00:00:00.000+09:00"],
)
def test_any_offset_is_taken(program, wanted, written):
    assert program.post("/bookings", wanted | {"starts_at": written}).status_code == 201
    assert Booking.objects.get().starts_at == TEN_ON_MONDAY


@pytest.mark.parametrize(
    ("written", "rules"),
    [
        ("2026-05-11T08:30:00-05:00", ["in_the_past"]),
        ("2001-05-11T08:30:00-05:00", ["not_yet_in_service", "in_the_past"]),
        ("2026-05-11T10:10:00-05:00", ["off_grid"]),
        ("2026-05-11T10:00:00.000001-05:00", ["off_grid"]),
        ("2026-05-11T20:00:00-05:00", ["outside_hours"]),
        ("2099-12-31T23:59:59-05:00", ["too_far", "outside_hours"]),
    ],
)
def test_the_rules_refuse_each_with_a_sentence(program, wanted, written, rules):
    content = problem(program.post("/bookings", wanted | {"starts_at": written}), 422, "refused")

    assert [one["rule"] for one in content["refusals"]] == rules
    assert content["rule"] == rules[0]
    assert content["detail"] == content["refusals"][0]["sentence"]
    assert Booking.objects.count() == 0


def test_a_refusal_says_when_next(program, wanted):
    wanted |= {"starts_at": "2026-05-16T10:00:00-05:00"}

    (refusal,) = problem(program.post("/bookings", wanted), 422, "refused")["refusals"]

    assert refusal["next_date"] == "2026-05-18"
    assert refusal["next_at"] == "2026-05-18T08:00:00-05:00"


@pytest.mark.parametrize(
    ("written", "rule"),
    [
        ("2027-03-14T02:30:00-06:00", "no_such_time"),
        ("2027-03-14T02:30:00-05:00", "no_such_time"),
        ("2027-03-14T01:30:00-06:00", None),
        ("2027-03-14T03:30:00-05:00", None),
        ("2027-03-14T08:30:00Z", None),
        ("2027-03-14T02:30:00+01:00", None),
    ],
)
def test_a_time_that_the_clock_skips_is_refused_by_its_rule(
    program, wanted, nine_on_monday, written, rule
):
    """Half past two on the spring night in Missouri; elsewhere these digits are a valid time."""
    nine_on_monday.move_to(at(MONDAY.replace(year=2027, month=3, day=8), 9))

    content = program.post("/bookings", wanted | {"starts_at": written}).json()

    assert (content["rule"] == "no_such_time") == (rule is not None)


def test_both_times_of_the_autumn_night_are_told_apart(program, wanted, jail, nine_on_monday):
    jail.hours.all().delete()
    open_every_day(jail, VisitKind.ONSITE, (time(0), time(0)))
    nine_on_monday.move_to(at(MONDAY.replace(month=10, day=26), 9))
    first = program.post("/bookings", wanted | {"starts_at": "2026-11-01T01:30:00-05:00"})
    second = program.post("/bookings", wanted | {"starts_at": "2026-11-01T01:30:00-06:00"})

    assert [first.json()["starts_at"], second.json()["starts_at"]] == [
        "2026-11-01T01:30:00-05:00",
        "2026-11-01T01:30:00-06:00",
    ]


def test_somebody_else_was_faster(program, wanted, jail, inmate):
    make_booking(jail, inmate=inmate)

    content = problem(program.post("/bookings", wanted), 422, "refused")

    assert content["rule"] == "inmate_busy"
    assert Booking.objects.count() == 1


@pytest.mark.parametrize(
    ("change", "where"),
    [
        ({"starts_at": "2026-05-11T10:00:00"}, "body.starts_at"),
        ({"starts_at": "2026-05-11"}, "body.starts_at"),
        ({"starts_at": "tomorrow"}, "body.starts_at"),
        ({"starts_at": 1778511600}, "body.starts_at"),
        ({"starts_at": None}, "body.starts_at"),
        ({"starts_at": "0001-01-01T00:00:00+14:00"}, "body.starts_at"),
        ({"starts_at": "9999-12-31T23:59:59-12:00"}, "body.starts_at"),
        ({"starts_at": "2026-02-30T10:00:00-05:00"}, "body.starts_at"),
        ({"kind": "video"}, "body.kind"),
        ({"visitor": 7}, "body.visitor"),
        ({"visitor": "\x00"}, "body.visitor"),
        ({"visitor": "\ud800"}, "body.visitor"),
        ({"facility": "a\udc00"}, "body.facility"),
        ({"kind": "\ud800"}, "body.kind"),
        ({"starts_at": "\ud800"}, "body.starts_at"),
        ({"a\x00": 1}, "body.a\x00"),
        ({"visitor": ""}, "body.visitor"),
        ({"startsAt": "2026-05-11T10:00:00-05:00"}, "body.startsAt"),
    ],
)
def test_what_has_another_form_is_told_where(program, wanted, change, where):
    content = problem(program.post("/bookings", wanted | change), 422, "invalid")

    assert [one["where"] for one in content["errors"]] == [where]
    assert Booking.objects.count() == 0


def test_a_time_without_an_offset_says_what_to_write(program, wanted):
    wanted |= {"starts_at": "2026-05-11T10:00:00"}

    content = problem(program.post("/bookings", wanted), 422, "invalid")

    assert content["errors"][0]["what"] == (
        "Write the offset too, as in 2026-05-11T10:00:00-05:00, or Z for UTC."
    )


def test_what_is_missing_is_named(program, wanted):
    del wanted["kind"]

    (error,) = problem(program.post("/bookings", wanted), 422, "invalid")["errors"]

    assert error == {"where": "body.kind", "what": "This is missing."}


@pytest.mark.parametrize(
    "body",
    [
        "",
        "{",
        "\x00",
        b"\xff\xfe",
        '"text"',
        "[]",
        "null",
        "7",
        "9" * 5000,
        '"\\ud800"',
        "[" * 100_000 + "]" * 100_000,
        '{"inmate": ' * 900 + "7" + "}" * 900,
    ],
    ids=lambda body: str(body[:9]),
)
def test_a_body_that_is_no_object_is_a_problem_and_no_fault(program, body):
    answer = program.post("/bookings", body)

    assert answer.status_code in {400, 422}
    problem(answer, answer.status_code, answer.json()["type"].rpartition("/")[2])


@pytest.mark.parametrize(
    "change", [{"inmate": "999"}, {"visitor": "000000000000"}, {"facility": "nowhere"}]
)
def test_people_and_places_that_are_not_known(program, wanted, change):
    problem(program.post("/bookings", wanted | change), 404, "not_found")


def test_one_booking_is_read_without_its_pin(program, jail):
    booking = make_booking(jail)

    content = program.get(f"/bookings/{booking.public_id}").json()

    assert (content["id"], content["state"]) == (booking.public_id, "booked")
    assert "pin" not in content
    assert pin_of(booking) not in str(content)


def test_the_facility_cancels_and_says_so(jail):
    client, program = make_program(jail)
    booking = make_booking(jail)

    answer = program.post(f"/bookings/{booking.public_id}/cancel", {})

    assert answer.status_code == 200
    content = answer.json()
    assert (content["state"], content["cancelled_for"]) == ("cancelled", "staff")
    assert content["closed_at"] == "2026-05-11T09:00:00-05:00"
    assert Notice.objects.filter(kind="booking_cancelled").count() == 1
    event = AuditEvent.objects.get(action="close_booking")
    assert (event.actor_kind, event.actor_ref) == ("client", client.public_id)


def test_a_cancellation_needs_no_body(program, jail):
    booking = make_booking(jail)

    assert program.post(f"/bookings/{booking.public_id}/cancel", "").status_code == 200


@pytest.mark.parametrize(
    ("acting_for", "before", "status"),
    [
        ("visitor", 61, 200),
        ("visitor", 60, 409),
        ("facility", 60, 200),
        ("facility", -5, 200),
    ],
)
def test_the_cut_off_is_for_visitors(program, jail, nine_on_monday, acting_for, before, status):
    jail.cancel_minutes = 60
    jail.save()
    booking = make_booking(jail, starts_at=at(MONDAY, 11))
    nine_on_monday.move_to(booking.starts_at - before * MINUTE)

    answer = program.post(f"/bookings/{booking.public_id}/cancel", {"acting_for": acting_for})

    assert answer.status_code == status
    booking.refresh_from_db()
    assert booking.is_open == (status == 409)


def test_what_is_cancelled_is_not_cancelled_again(program, jail):
    booking = make_booking(jail)
    program.post(f"/bookings/{booking.public_id}/cancel", {})

    answer = program.post(f"/bookings/{booking.public_id}/cancel", {})

    assert "closed already" in problem(answer, 409, "cannot_cancel")["detail"]
    assert Notice.objects.filter(kind="booking_cancelled").count() == 1


def test_a_visit_that_is_live_is_an_officers_to_end(program, jail, nine_on_monday):
    visit = make_live(make_booking(jail))
    nine_on_monday.move_to(TEN_ON_MONDAY + MINUTE)

    answer = program.post(f"/bookings/{visit.booking.public_id}/cancel", {})

    assert "Only an officer" in problem(answer, 409, "cannot_cancel")["detail"]
    visit.refresh_from_db()
    assert visit.is_live


def test_a_booking_is_moved_and_keeps_its_pin(jail):
    client, program = make_program(jail)
    booking = make_booking(jail)
    pin = pin_of(booking)

    answer = program.post(f"/bookings/{booking.public_id}/move", LATER)

    assert answer.status_code == 200
    assert answer.json()["starts_at"] == LATER["starts_at"]
    booking.refresh_from_db()
    assert (booking.starts_at, pin_of(booking)) == (at(TUESDAY, 10), pin)
    event = AuditEvent.objects.get(action="move")
    assert (event.actor_kind, event.actor_ref) == ("client", client.public_id)


@pytest.mark.parametrize(
    ("written", "rule"),
    [
        ("2026-05-12T10:10:00-05:00", "off_grid"),
        ("2026-05-16T10:00:00-05:00", "outside_hours"),
        ("2027-03-14T02:30:00-06:00", "no_such_time"),
    ],
)
def test_a_move_that_the_rules_refuse_leaves_the_old_time(program, jail, written, rule):
    booking = make_booking(jail)

    answer = program.post(f"/bookings/{booking.public_id}/move", {"starts_at": written})

    assert problem(answer, 422, "refused")["rule"] == rule
    booking.refresh_from_db()
    assert (booking.starts_at, booking.is_open) == (TEN_ON_MONDAY, True)


@pytest.mark.parametrize(("before", "status"), [(MINUTE, 200), (0 * MINUTE, 409)])
def test_a_booking_is_moved_until_it_begins(program, jail, nine_on_monday, before, status):
    booking = make_booking(jail)
    nine_on_monday.move_to(TEN_ON_MONDAY - before)

    answer = program.post(f"/bookings/{booking.public_id}/move", LATER)

    assert answer.status_code == status
    if status == 409:
        problem(answer, 409, "cannot_move")


def test_what_is_only_reserved_is_no_booking_yet(program, jail):
    booking_request = request_for(jail)
    kept = reserve(
        booking_request=booking_request, starts_at=at(TUESDAY, 10), by=OFFICER, now=NINE_ON_MONDAY
    )

    assert list_all(program) == [[]]
    problem(program.get(f"/bookings/{kept.public_id}"), 404, "not_found")
    problem(program.post(f"/bookings/{kept.public_id}/cancel", {}), 404, "not_found")


@pytest.fixture
def week(jail):
    """Return three bookings on Tuesday, two of them at one time, and one on either side."""
    moments = [
        at(MONDAY, 18, 30), at(TUESDAY, 8), at(TUESDAY, 10), at(TUESDAY, 10), at(WEDNESDAY, 8),
    ]  # fmt: skip
    return [make_booking(jail, starts_at=moment) for moment in moments]


def list_all(program, **query):
    """Return every page, until there is no next one."""
    pages, after = [], {}
    while True:
        content = program.get(
            "/facilities/jackson/bookings",
            **{"from": "2026-05-12", "to": "2026-05-12", **query, **after},
        ).json()
        pages.append([one["id"] for one in content["items"]])
        if content["next"] is None:
            return pages
        after = {"after": content["next"]}


def in_order(bookings):
    return [one.public_id for one in sorted(bookings, key=lambda b: (b.starts_at, b.public_id))]


def test_bookings_of_a_date_of_the_facility(program, week):
    assert list_all(program) == [in_order(week[1:4])]


@pytest.mark.parametrize("size", [1, 2, 3, 4])
def test_pages_have_each_booking_once(program, week, size):
    expected = in_order(week[1:4])

    pages = list_all(program, size=size)

    assert pages == [expected[at : at + size] for at in range(0, 3, size)]


def test_only_those_in_a_state(program, week):
    Booking.objects.filter(pk=week[2].pk).update(
        state=BookingState.CANCELLED, closed_at=NINE_ON_MONDAY, cancelled_for="staff"
    )

    assert list_all(program, state="cancelled") == [[week[2].public_id]]


@pytest.mark.parametrize("after", ["x", "ZZZZ", "MjAyNi0wNS0xMiB4", "é"])
def test_a_next_that_was_changed_is_refused(program, after):
    answer = program.get(
        "/facilities/jackson/bookings", **{"from": "2026-05-12", "to": "2026-05-12", "after": after}
    )

    assert problem(answer, 422, "invalid")["errors"][0]["where"] == "query.after"


@pytest.mark.parametrize("size", ["0", "201", "many"])
def test_pages_of_no_sensible_size(program, size):
    answer = program.get(
        "/facilities/jackson/bookings", **{"from": "2026-05-12", "to": "2026-05-12", "size": size}
    )

    assert problem(answer, 422, "invalid")["errors"][0]["where"] == "query.size"


def test_queries_are_as_many_for_three_bookings_as_for_one(program, week):
    def queries(day):
        with CaptureQueriesContext(connection) as captured:
            assert program.get("/facilities/jackson/bookings", **{"from": day, "to": day}).json()[
                "items"
            ]
        return len(captured)

    queries("2026-05-11")
    # Three of them count for the audit of whom is read.
    assert queries("2026-05-12") == queries("2026-05-13") == 6


def test_a_make_up_visit_is_marked(program, wanted):
    made = program.post("/bookings", wanted).json()["id"]
    booking = Booking.objects.get(public_id=made)
    owed = MakeUp.objects.create(
        owed_for=booking, lost_minutes=30, granted_at=NINE_ON_MONDAY, last_date=MONDAY
    )
    Booking.objects.filter(pk=booking.pk).update(made_from=owed, counts=False)
    assert program.get(f"/bookings/{made}").json()["is_make_up"] is True
