"""Who can write in a visit, and when."""

from datetime import timedelta

import pytest

from parloir.audit.models import AuditEvent
from parloir.bookings.models import Booking
from parloir.protocol.intents import LONGEST_LINE
from parloir.text_lines import policies
from parloir.text_lines.models import WrittenLine
from parloir.text_lines.operations import WritingRefused
from parloir.text_lines.policies import AT_ONCE, MOST_AT_ONCE, WhyNot
from parloir.visits.interventions import mute, pause, unmute
from parloir.visits.models import Admission
from parloir.visits.operations import end
from parloir.visits.pausing import resume
from parloir.visits.states import Outcome
from tests.factories.moments import MINUTE, SECOND
from tests.factories.people import OFFICER
from tests.factories.places import make_jail
from tests.factories.visits import (
    TEN_ON_MONDAY,
    admit_inmate,
    admit_visitor,
    get_ready,
    make_booking,
    make_live,
)
from tests.text_lines.writing import ask, make_writing_visit, texts, write

pytestmark = pytest.mark.django_db
COMPLETED = {"outcome": Outcome.COMPLETED, "ended_by": "clock", "by": OFFICER}
MOMENT = timedelta(microseconds=1)


def refusal(*arguments, **fields) -> WhyNot:
    with pytest.raises(WritingRefused) as refused:
        write(*arguments, **fields)
    return refused.value.reason


def test_both_write_once_one_of_them_has_asked():
    visit = make_writing_visit()
    write(visit, "visitor", "You look well.")
    write(visit, "inmate", "  Thank\nyou. ")
    assert [(one.side, one.text) for one in WrittenLine.objects.all()] == [
        ("visitor", "You look well."),
        ("inmate", "Thank you."),
    ]


def test_nobody_writes_where_nobody_has_asked():
    visit = make_live(make_booking(make_jail()))
    assert refusal(visit) == WhyNot.NOT_ASKED


def test_the_line_is_there_as_long_as_one_of_the_two_asks_for_it():
    visit = make_writing_visit()
    ask(visit.booking, "inmate")
    ask(visit.booking, "visitor", wanted=False)
    write(visit)
    ask(visit.booking, "inmate", wanted=False)
    assert refusal(visit, key="2") == WhyNot.NOT_ASKED


def test_asking_for_what_is_noted_already_writes_no_second_event():
    booking = make_booking(make_jail())
    for wanted in (True, True, False, False):
        ask(booking, wanted=wanted)
    events = AuditEvent.objects.filter(action="ask_for_text_line").order_by("id")
    assert [one.details for one in events] == [
        {"side": "visitor", "wanted": "True"},
        {"side": "visitor", "wanted": "False"},
    ]


def test_nobody_asks_once_the_booking_is_closed():
    visit = make_live(make_booking(make_jail()))
    end(visit=visit, **COMPLETED, now=TEN_ON_MONDAY)
    with pytest.raises(WritingRefused) as refused:
        ask(visit.booking)
    assert refused.value.reason == WhyNot.NOT_IN_THE_VISIT
    assert not Booking.objects.get(pk=visit.booking_id).visitor_writes


def test_nobody_writes_before_both_have_pressed():
    booking = make_booking(make_jail())
    ask(booking)
    visitor = get_ready(admit_visitor(booking, now=TEN_ON_MONDAY), now=TEN_ON_MONDAY)
    assert refusal(visitor.visit) == WhyNot.NOT_IN_THE_VISIT
    get_ready(admit_inmate(booking, now=TEN_ON_MONDAY), now=TEN_ON_MONDAY)
    visitor.visit.refresh_from_db()
    assert write(visitor.visit).text == "You look well."


def test_a_side_that_came_again_writes_after_its_press():
    visit = make_writing_visit()
    mine = Admission.objects.filter(visit=visit, side="visitor")
    mine.update(state="checking")
    assert refusal(visit) == WhyNot.NOT_IN_THE_VISIT
    mine.update(state="ready")
    assert write(visit).text == "You look well."


def test_nobody_writes_after_the_end():
    visit = make_writing_visit()
    end(
        visit=visit,
        outcome=Outcome.COMPLETED,
        ended_by="clock",
        by=OFFICER,
        now=TEN_ON_MONDAY + MINUTE,
    )
    assert refusal(visit) == WhyNot.NOT_IN_THE_VISIT


def test_a_pause_stops_both_until_the_visit_goes_on():
    visit = make_writing_visit()
    pause(visit=visit, by=OFFICER, now=TEN_ON_MONDAY)
    assert {refusal(visit, side) for side in ("visitor", "inmate")} == {WhyNot.PAUSED}
    resume(visit=visit, by=OFFICER, now=TEN_ON_MONDAY + MINUTE)
    write(visit)


def test_a_muted_side_does_not_write_and_the_other_does():
    visit = make_writing_visit()
    mute(visit=visit, side="inmate", by=OFFICER, now=TEN_ON_MONDAY)
    assert refusal(visit, "inmate") == WhyNot.MUTED
    write(visit, "visitor")
    unmute(visit=visit, side="inmate", by=OFFICER, now=TEN_ON_MONDAY)
    write(visit, "inmate")


def test_a_line_that_is_sent_again_is_written_once_even_during_a_pause():
    visit = make_writing_visit()
    first = write(visit, key="a")
    pause(visit=visit, by=OFFICER, now=TEN_ON_MONDAY)
    assert write(visit, key="a") == first
    assert texts() == ["You look well."]
    assert AuditEvent.objects.filter(action="write_line").count() == 1
    assert refusal(visit, key="b") == WhyNot.PAUSED


def test_the_same_key_of_the_other_side_is_another_line():
    visit = make_writing_visit()
    write(visit, "visitor", "Hello.", key="a")
    write(visit, "inmate", "Hello.", key="a")
    assert texts() == ["Hello.", "Hello."]


@pytest.mark.parametrize("text", ["", " \n\t ", "x" * (LONGEST_LINE + 1)])
def test_a_line_without_words_or_too_long_is_refused(text):
    assert refusal(make_writing_visit(), text=text) == WhyNot.INVALID


def test_a_line_may_be_as_long_as_the_field():
    write(make_writing_visit(), text="x" * LONGEST_LINE)


def test_five_lines_in_ten_seconds_are_possible_and_a_sixth_waits():
    visit = make_writing_visit()
    for number in range(MOST_AT_ONCE):
        write(visit, key=f"line {number}", now=TEN_ON_MONDAY + number * SECOND)
    later = TEN_ON_MONDAY + AT_ONCE
    assert refusal(visit, key="sixth", now=later - MOMENT) == WhyNot.TOO_FAST
    write(visit, "inmate", now=later - MOMENT)
    write(visit, key="sixth", now=later)


def test_a_side_writes_so_many_lines_in_a_visit(monkeypatch):
    monkeypatch.setattr(policies, "MOST_IN_A_VISIT", 2)
    visit = make_writing_visit()
    write(visit, key="1")
    write(visit, key="2")
    assert refusal(visit, key="3", now=TEN_ON_MONDAY + MINUTE) == WhyNot.TOO_MANY
    write(visit, "inmate")


def test_the_event_of_a_line_does_not_have_its_words():
    line = write(make_writing_visit(), text="A secret.")
    event = AuditEvent.objects.get(action="write_line")
    assert event.subject_ref == line.public_id
    assert event.details == {"visit": line.visit.public_id, "side": "visitor"}
