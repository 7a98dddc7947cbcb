"""Every letter to a visitor, rendered as it is sent: plain, with what to do, without blame."""

from datetime import timedelta

import icalendar
import pytest
from django.utils import translation

from parloir.bookings.booking_request import BookingRequest
from parloir.bookings.models import Booking
from parloir.bookings.operations import book, cancel, close
from parloir.bookings.pins import in_groups, pin_of
from parloir.bookings.states import BookingState
from parloir.credentials.codes import digits_of, prove_code
from parloir.credentials.models import CodePurpose, SealedCode
from parloir.facilities.models import VisitKind
from parloir.notices.models import Notice
from parloir.notices.operations import enqueue_notice
from parloir.notices.rendering import known_kinds, mail_of
from parloir.people.registration import begin_registration
from parloir.sanctions.models import Restriction, Review
from parloir.visits.models import Visit
from parloir.visits.states import Outcome
from parloir.workflows.decisions import decide_review
from parloir.workflows.termination import terminate
from tests.factories.moments import MONDAY, NINE_ON_MONDAY, TUESDAY, at
from tests.factories.people import (
    OFFICER,
    SUPERVISOR,
    DocumentState,
    Piece,
    as_visitor,
    make_inmate,
    make_visitor,
    set_identity,
)
from tests.factories.places import make_jail

pytestmark = pytest.mark.django_db


@pytest.fixture
def jail():
    return make_jail(name="Jackson County Jail", official_name="Jackson County Detention Center")


@pytest.fixture
def visitor():
    return make_visitor(first_name="Maria")


@pytest.fixture
def book_at(jail, visitor):
    inmate = make_inmate(jail, first_name="Jordan", last_name="Miles")

    def make(hour, *, day=MONDAY, kind=VisitKind.ONSITE) -> Booking:
        booking_request = BookingRequest(visitor=visitor, inmate=inmate, facility=jail, kind=kind)
        return book(
            booking_request=booking_request,
            starts_at=at(day, hour),
            by=as_visitor(visitor),
            now=NINE_ON_MONDAY,
        )

    return make


def mail(kind):
    """Return the latest notice of this kind as a mail, and its text without line breaks."""
    notice = Notice.objects.filter(kind=kind).latest("id")
    sent = mail_of(
        notice,
        now=notice.created_at,
        sender="Parloir <visits@localhost>",
        base_url="https://visits.example",
    )
    if sent is None:
        return None, ""
    assert sent.alternatives[0].mimetype == "text/html"
    return sent, " ".join(sent.body.split())


def terminate_at_ten(book_at, *, ground, conduct):
    booking = book_at(10)
    visit = Visit.objects.create(
        booking=booking, facility=booking.facility, opened_at=booking.starts_at,
        ends_at=booking.ends_at,
    )  # fmt: skip
    terminate(visit=visit, ground=ground, conduct=conduct, note="", by=OFFICER, now=at(MONDAY, 10))


def test_confirmation_has_the_pin_the_place_the_time_and_the_calendar(book_at):
    booking = book_at(18)
    sent, words = mail("booking_confirmed")
    assert sent.subject == (
        "Video visit, Jackson County Jail: booked for Monday, 11 May, 6:00 PM Central"
    )
    pin = in_groups(pin_of(booking))
    assert f"Your PIN: {pin}" in words
    assert pin in sent.alternatives[0].content
    assert "1300 Cherry Street, Kansas City, MO 64106" in words
    assert "The government-issued ID that you registered with." in words
    assert "Weapons or depictions of weapons" in words
    assert f"https://visits.example/visits/{booking.public_id}/" in words
    (attachment,) = sent.attachments
    (event,) = icalendar.Calendar.from_ical(attachment.content).walk("VEVENT")
    assert event.decoded("dtstart") == at(MONDAY, 18)


def test_confirmation_of_a_remote_visit_says_how_to_join(book_at):
    book_at(18, kind=VisitKind.REMOTE)
    _, words = mail("booking_confirmed")
    assert "“Join visit” from 5:45 PM Central on" in words
    assert "Cherry Street" not in words


def test_confirmation_lapses_where_the_booking_was_cancelled_before(book_at, visitor):
    cancel(booking=book_at(18), by=as_visitor(visitor), now=NINE_ON_MONDAY)
    assert mail("booking_confirmed") == (None, "")


def test_cancellation_says_why_and_takes_the_calendar_entry_out(book_at, visitor):
    cancel(booking=book_at(18), by=as_visitor(visitor), now=NINE_ON_MONDAY)
    sent, words = mail("booking_cancelled")
    assert "You cancelled it." in words
    calendar = icalendar.Calendar.from_ical(sent.attachments[0].content)
    assert calendar["method"] == "CANCEL"


def test_cancellation_by_the_facility_names_its_phone(book_at):
    booking = book_at(18)
    close(
        booking=booking, state=BookingState.CANCELLED, by=OFFICER, now=NINE_ON_MONDAY,
        cancelled_for=Booking.CancelledFor.STAFF,
    )  # fmt: skip
    enqueue_notice(
        "booking_cancelled", email="a@example.org", language="en", now=NINE_ON_MONDAY,
        booking=booking.public_id,
    )  # fmt: skip
    assert "The facility had to cancel it." in mail("booking_cancelled")[1]
    assert booking.facility.shown_phone in mail("booking_cancelled")[1]


@pytest.mark.parametrize("outcome", [
    Outcome.VISITOR_ABSENT, Outcome.INMATE_ABSENT, Outcome.NOBODY_CAME, Outcome.TECHNICAL,
])  # fmt: skip
def test_a_visit_that_was_not_held_is_told_without_blame(book_at, outcome):
    booking = book_at(18)
    enqueue_notice(
        "visit_not_held", email="a@example.org", language="en", now=NINE_ON_MONDAY,
        booking=booking.public_id, outcome=str(outcome),
    )  # fmt: skip
    _, words = mail("visit_not_held")
    is_not_theirs = outcome in {Outcome.INMATE_ABSENT, Outcome.TECHNICAL}
    assert ("does not count against you" in words) is is_not_theirs
    assert "You can book another time" in words


def test_first_offense_says_ground_last_day_cancelled_visits_and_review(book_at):
    book_at(14, day=TUESDAY)
    terminate_at_ten(book_at, ground="abuse", conduct={"visitor"})
    sent, words = mail("restricted")
    assert sent.subject == "Visits at Jackson County Jail are not open to you for now"
    assert "Abusive language or behavior" in words
    assert "until and including Sunday, 9 August 2026" in words
    assert "- Tuesday, 12 May, 2:00 PM Central" in words
    assert "you can have it reviewed" in words
    assert "(816) 555-0100" in words
    assert "Another mail says until when" in mail("booking_cancelled")[1]


def test_second_offense_says_that_there_is_no_end_date(book_at):
    terminate_at_ten(book_at, ground="abuse", conduct={"visitor"})
    notice = Notice.objects.get(kind="restricted")
    restriction = notice_restriction(notice)
    restriction.until_date = None
    restriction.save()
    assert "with no end date" in mail("restricted")[1]


def notice_restriction(notice):
    return Restriction.objects.get(violation__public_id=notice.params["violation"])


def test_lifted_restriction_is_no_longer_told_of(book_at):
    terminate_at_ten(book_at, ground="abuse", conduct={"visitor"})
    restriction = notice_restriction(Notice.objects.get(kind="restricted"))
    restriction.lifted_at = NINE_ON_MONDAY
    restriction.save()
    assert mail("restricted") == (None, "")


def test_conduct_of_the_inmate_is_not_held_against_the_visitor(book_at):
    terminate_at_ten(book_at, ground="nudity", conduct={"inmate"})
    _, words = mail("visit_terminated")
    assert "not for anything that you did" in words


def test_review_is_announced_then_decided(book_at):
    terminate_at_ten(book_at, ground="other", conduct={"visitor"})
    assert "Nothing is decided yet" in mail("under_review")[1]
    decide_review(
        review=Review.objects.get(), decision=Review.Decision.RESTRICT, reason="Shouted at staff.",
        until_date=MONDAY + timedelta(days=10), by=SUPERVISOR, now=at(MONDAY, 12),
    )  # fmt: skip
    _, words = mail("review_decided")
    assert "Shouted at staff." in words
    assert "until and including Thursday, 21 May 2026" in words
    assert mail("under_review") == (None, "")


@pytest.mark.parametrize(
    ("decision", "expected"),
    [
        (Review.Decision.DISMISS, "Nothing is held against you."),
        (Review.Decision.WARN, "a warning"),
    ],
)
def test_review_that_restricts_nothing_says_so(book_at, decision, expected):
    terminate_at_ten(book_at, ground="other", conduct={"visitor"})
    decide_review(
        review=Review.objects.get(), decision=decision, reason="A misunderstanding.",
        until_date=None, by=SUPERVISOR, now=at(MONDAY, 12),
    )  # fmt: skip
    _, words = mail("review_decided")
    assert expected in words
    assert "you can have it reviewed" not in words


def test_code_stands_in_the_mail_and_in_its_link():
    register("New@Example.org")
    notice = Notice.objects.get()
    code = digits_of(issued())
    sent, words = mail("email_code")
    assert sent.to == ["new@example.org"]
    assert f"Your code: {code}" in words
    assert f"https://visits.example/register/code/?code={code}" in words
    assert code not in str(notice.params)


def register(email):
    begin_registration(email=email, client_address="here", language="en", now=NINE_ON_MONDAY)


def issued():
    return SealedCode.objects.latest("id")


def test_code_that_was_used_is_not_sent_again():
    register("new@example.org")
    prove_code(
        email="new@example.org", purpose=CodePurpose.REGISTRATION, digits=digits_of(issued()),
        client_address="here", now=NINE_ON_MONDAY,
    )  # fmt: skip
    assert mail("email_code") == (None, "")


def test_known_address_is_told_to_sign_in_and_gets_no_code(visitor):
    register(visitor.user.email.upper())
    sent, words = mail("already_registered")
    assert sent.to == [visitor.user.email]
    assert "https://visits.example/account/login/" in words
    assert digits_of(issued()) not in words


def test_approval_is_told_only_while_it_is_true(visitor):
    tell_of("identity_approved", visitor)
    assert "You can book visits now." in mail("identity_approved")[1]
    set_identity(visitor, DocumentState.REFUSED, piece=Piece.PHOTO)
    assert mail("identity_approved") == (None, "")


def test_refusal_names_the_piece_the_reason_and_the_remark(visitor):
    set_identity(
        visitor,
        DocumentState.REFUSED,
        piece=Piece.ID_FRONT,
        reason="expired",
        remark="It ended in March.",
    )
    tell_of("identity_refused", visitor)
    _, words = mail("identity_refused")
    assert "Front of your ID - This ID has expired." in words
    assert "It ended in March." in words
    assert "Back of your ID" not in words
    set_identity(visitor, DocumentState.APPROVED)
    assert mail("identity_refused") == (None, "")


def tell_of(kind, visitor):
    enqueue_notice(
        kind, email=visitor.user.email, language="en", now=NINE_ON_MONDAY,
        visitor=visitor.public_id,
    )  # fmt: skip


@pytest.mark.parametrize("kind", sorted(known_kinds() - {"already_registered"}))
def test_letter_about_what_is_gone_lapses(kind):
    names = ("booking", "violation", "review", "visitor", "facility", "appeal", "ruling",
             "companionship", "user", "link")  # fmt: skip
    gone = dict.fromkeys(names, "gone")
    enqueue_notice(
        kind, email="a@example.org", language="en", now=NINE_ON_MONDAY,
        code="gone", outcome="technical", **gone,
    )  # fmt: skip
    assert mail(kind) == (None, "")


def test_names_cannot_break_out_of_the_html(book_at, visitor):
    visitor.first_name = "<b>Maria"
    visitor.save()
    book_at(18)
    sent, words = mail("booking_confirmed")
    assert "<b>Maria" in words
    assert "<b>Maria" not in sent.alternatives[0].content


def test_letter_is_in_the_readers_language_whatever_the_workers_is(book_at):
    book_at(18)
    with translation.override("es"):
        sent, _ = mail("booking_confirmed")
    assert "booked for Monday" in sent.subject
    assert 'lang="en"' in sent.alternatives[0].content
