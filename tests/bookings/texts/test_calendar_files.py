"""Calendar files, read by the libraries of other calendars (RFC 5545, 5546, 6047)."""

from datetime import UTC, timedelta
from email import message_from_bytes

import icalendar
import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from parloir.accounts.models import User
from parloir.bookings.models import Booking
from parloir.bookings.operations import cancel, leave_out_of, move
from parloir.bookings.operations.restoring import restore
from parloir.bookings.states import BookingState
from parloir.bookings.texts.calendar_files import calendar_file, cancelling_file
from parloir.bookings.texts.left_out import LeftOutFor
from parloir.facilities.models import Facility, VisitKind
from parloir.facts.closures import close_time, reopen
from parloir.notices.models import Notice
from parloir.notices.rendering import mail_of
from parloir.people.models import Visitor
from tests.bookings.texts.calendar_readers import (
    Read,
    by_ical_js,
    by_vobject,
    errors_by_libical,
    libical,
)
from tests.factories.companions import allow_parties
from tests.factories.moments import NINE_ON_MONDAY, TUESDAY, at
from tests.factories.people import OPERATOR, as_visitor, make_visitor
from tests.factories.places import make_jail
from tests.factories.visits import make_booking

TEN_ON_TUESDAY = at(TUESDAY, 10)
HARD_NAMES = [
    "Jackson County Jail",
    "Saint John, Mary; & Sons: Annex",
    'The "New" Jail',
    "Peñón de los Baños — Centro Nº 2",
    "Nguyễn Thị Phương Thảo " * 4,
    "刑務所" * 33,
    "back\\slash, \\n is no line break",
]
# What `must_be_plain_line` lets pass, without the sign that RFC 6868 gives a meaning.
LINES = st.text(
    st.characters(exclude_categories=("C", "Zl", "Zp"), exclude_characters="^"), min_size=1
).filter(lambda text: text == text.strip())


def unsaved(name: str, *, person: str = "Maria Alvarez", **fields) -> tuple[Booking, Visitor]:
    """Return a booking at a facility of this name, and its visitor, without a database."""
    facility = Facility(
        name=name, official_name=name, street="1 Lime Street; rear, left", city=name[:60],
        state_id="MO", postal_code="64106", time_zone="America/Chicago",
    )  # fmt: skip
    first_name, _, last_name = person.partition(" ")
    user = User(email="maria+visits@example.org")
    visitor = Visitor(user=user, first_name=first_name, last_name=last_name)
    fields = {"kind": VisitKind.ONSITE, "starts_at": TEN_ON_TUESDAY, **fields}
    ends_at = fields["starts_at"] + timedelta(minutes=30)
    booking = Booking(facility=facility, visitor=visitor, ends_at=ends_at, **fields)
    return booking, visitor


def file_of(name: str, **fields) -> bytes:
    booking, visitor = unsaved(name, **fields)
    return calendar_file(booking, reader=visitor, written_at=NINE_ON_MONDAY).content


def expected(name: str, content: bytes) -> Read:
    shown = name.replace('"', "'").replace("\\", "/").replace(";", ",")
    (uid,) = [line for line in content.decode().split("\r\n") if line.startswith("UID:")]
    return Read(
        method="REQUEST",
        zones=0,
        uid=uid.removeprefix("UID:"),
        sequence=0,
        status="CONFIRMED",
        organizer=(shown, "visits@localhost"),
        invited=[("Maria Alvarez", "maria+visits@example.org")],
        summary=f"Video visit, {name}",
        location=f"1 Lime Street; rear, left, {name[:60]}, MO 64106",
        starts=TEN_ON_TUESDAY,
        ends=TEN_ON_TUESDAY + timedelta(minutes=30),
    )


@given(name=LINES)
@example(name=HARD_NAMES[1])
@example(name=HARD_NAMES[2])
@example(name=HARD_NAMES[4])
@example(name=HARD_NAMES[6])
def test_any_name_is_read_as_it_is_by_vobject(name):
    content = file_of(name)
    assert by_vobject(content) == expected(name, content)


def test_hard_names_are_read_as_they_are_by_ical_js(tmp_path):
    contents = [file_of(name) for name in HARD_NAMES]
    wanted = [expected(name, content) for name, content in zip(HARD_NAMES, contents, strict=True)]
    assert by_ical_js(contents, tmp_path) == wanted


@given(name=LINES, kind=st.sampled_from(VisitKind), state=st.sampled_from(BookingState))
def test_lines_end_with_crlf_and_have_75_octets_at_most(name, kind, state):
    lines = file_of(name, kind=kind, state=state).split(b"\r\n")
    assert lines.pop() == b""
    assert max(map(len, lines)) <= 75
    assert not any(b"\n" in line or b"\r" in line for line in lines)


@pytest.mark.parametrize("state", list(BookingState))
@pytest.mark.parametrize("name", HARD_NAMES)
def test_libical_finds_no_error(name, state):
    library = libical()
    if library is None:
        pytest.skip("This machine has no libical (Debian's libical3).")
    assert errors_by_libical(library, file_of(name, state=state)) == 0
    without = file_of(name).replace(b"ORGANIZER", b"X-ORGANIZER")
    assert errors_by_libical(library, without) > 0


@pytest.mark.parametrize(
    ("state", "method", "status"),
    [
        (BookingState.BOOKED, "REQUEST", "CONFIRMED"),
        (BookingState.FULFILLED, "REQUEST", "CONFIRMED"),
        (BookingState.NOT_HELD, "REQUEST", "CONFIRMED"),
        (BookingState.DISPLACED, "CANCEL", "CANCELLED"),
        (BookingState.CANCELLED, "CANCEL", "CANCELLED"),
    ],
)
def test_visit_without_a_time_is_taken_out(state, method, status):
    booking, visitor = unsaved("Jail", state=state)
    file = calendar_file(booking, reader=visitor, written_at=NINE_ON_MONDAY)
    calendar = icalendar.Calendar.from_ical(file.content)
    (event,) = calendar.walk("VEVENT")
    assert (file.method, calendar["method"], event["status"]) == (method, method, status)
    assert bool(calendar.walk("VALARM")) is (method == "REQUEST")
    assert event.decoded("dtstamp") == NINE_ON_MONDAY
    assert f"DTSTART:{TEN_ON_TUESDAY.astimezone(UTC):%Y%m%dT%H%M%SZ}".encode() in file.content


def test_reader_has_accepted_and_is_not_asked_for_an_answer():
    (event,) = icalendar.Calendar.from_ical(file_of("Jail")).walk("VEVENT")
    params = event["attendee"].params
    assert (params["PARTSTAT"], params["RSVP"]) == ("ACCEPTED", "FALSE")


def test_file_of_who_was_left_out_takes_out_the_entry_that_they_have():
    booking, visitor = unsaved("Jail", starts_at=at(TUESDAY, 15))
    file = cancelling_file(
        booking, was_at=TEN_ON_TUESDAY, reader=visitor, written_at=NINE_ON_MONDAY
    )
    read = by_vobject(file.content)
    assert (read.method, read.status, read.starts) == ("CANCEL", "CANCELLED", TEN_ON_TUESDAY)


# --- The mails ---------------------------------------------------------------------------------


def sent_to(visitor: Visitor) -> list[tuple[str, str, Read]]:
    """Return subject, the part's `method` and the entry of each mail, in their order."""
    found = []
    for notice in Notice.objects.filter(email=visitor.user.email).order_by("id"):
        mail = mail_of(
            notice,
            now=notice.created_at,
            sender="Parloir <visits@localhost>",
            base_url="https://example.org",
        )
        if mail is None:
            continue
        (part,) = [
            one
            for one in message_from_bytes(mail.message().as_bytes()).walk()
            if one.get_content_type() == "text/calendar"
        ]
        assert part.get_content_charset() == "utf-8"
        content = part.get_payload(decode=True)
        assert isinstance(content, bytes)
        found.append((str(mail.subject), str(part.get_param("method")), by_vobject(content)))
    return found


def last_mail_to(visitor: Visitor) -> tuple[str, str, Read]:
    return sent_to(visitor)[-1]


def a_closure_on_tuesday(booking: Booking):
    closure, _ = close_time(
        facility=booking.facility, starts_at=at(TUESDAY, 8), ends_at=at(TUESDAY, 19),
        reason="Count", by=OPERATOR, now=NINE_ON_MONDAY,
    )  # fmt: skip
    return closure


@pytest.mark.django_db
def test_number_is_raised_by_all_that_changes_the_entry():
    jail = make_jail(name="Jackson County Jail")
    allow_parties(jail, (2, 0))
    ana = make_visitor(user__email="ana@example.org")
    booking = make_booking(jail, starts_at=TEN_ON_TUESDAY, adults=(ana,))
    maria, now = booking.visitor, NINE_ON_MONDAY
    by = as_visitor(maria)
    seen = [last_mail_to(maria)]
    booking = move(booking=booking, starts_at=at(TUESDAY, 11), by=by, now=now)
    seen.append(last_mail_to(maria))
    leave_out_of(booking=booking, visitor=ana, why=LeftOutFor.UNSAID, by=OPERATOR, now=now)
    seen += [last_mail_to(maria), last_mail_to(ana)]
    closure = a_closure_on_tuesday(booking)
    seen.append(last_mail_to(maria))
    reopen(closure=closure, by=OPERATOR, now=now)
    booking.refresh_from_db()
    restore(booking=booking, by=OPERATOR, now=now)
    seen.append(last_mail_to(maria))
    booking.refresh_from_db()
    cancel(booking=booking, by=by, now=now)
    seen.append(last_mail_to(maria))

    entries = [read for _, _, read in seen]
    assert [(method, read.sequence, read.status) for _, method, read in seen] == [
        ("REQUEST", 0, "CONFIRMED"),
        ("REQUEST", 1, "CONFIRMED"),
        ("REQUEST", 2, "CONFIRMED"),
        ("CANCEL", 2, "CANCELLED"),
        ("CANCEL", 3, "CANCELLED"),
        ("REQUEST", 4, "CONFIRMED"),
        ("CANCEL", 5, "CANCELLED"),
    ]
    assert [method for _, method, _ in seen] == [read.method for read in entries]
    assert {read.uid for read in entries} == {f"{booking.public_id}@parloir"}
    assert {tuple(read.invited) for read in entries} == {
        ((maria.full_name, maria.user.email),), ((ana.full_name, "ana@example.org"),),
    }  # fmt: skip
    titles = [subject for subject, method, _ in seen if method == "REQUEST"]
    assert all(title.startswith("Video visit, Jackson County Jail: ") for title in titles)


@pytest.mark.django_db
def test_page_offers_the_file_with_its_method(client):
    booking = make_booking(make_jail(), starts_at=TEN_ON_TUESDAY)
    client.force_login(booking.visitor.user)
    response = client.get(f"/visits/{booking.public_id}/calendar/")
    assert response["Content-Type"] == "text/calendar; method=REQUEST; charset=utf-8"
    (attendee,) = by_vobject(response.content).invited
    assert attendee == (booking.visitor.full_name, booking.visitor.user.email)
