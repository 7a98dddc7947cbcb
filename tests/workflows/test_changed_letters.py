"""The letters about changes and appeals, as they are sent."""

from datetime import timedelta

import pytest

from parloir.facilities.models import VisitKind
from parloir.notices.models import Notice
from parloir.notices.rendering import mail_of
from parloir.sanctions.models import Appeal, Restriction
from parloir.workflows.consequences import recompute_everybody
from parloir.workflows.decisions import (
    appeal,
    decide_appeal,
    dismiss_violation,
    lift_restriction,
    reinstate_violation,
    shorten_restriction,
)
from tests.factories.moments import MONDAY, at
from tests.factories.people import SUPERVISOR, as_visitor, make_visitor
from tests.factories.places import make_jail
from tests.factories.sanctions import make_ladder, make_restriction, make_violation
from tests.factories.visits import make_booking

pytestmark = pytest.mark.django_db

NOON = at(MONDAY, 12)
BECAUSE = {"reason": "I have seen the pictures.", "by": SUPERVISOR, "now": NOON}


@pytest.fixture
def jail():
    return make_jail(name="Jackson County Jail")


@pytest.fixture
def visitor():
    return make_visitor(first_name="Maria")


def words_of(kind) -> str:
    notice = Notice.objects.filter(kind=kind).latest("id")
    sent = mail_of(
        notice,
        now=notice.created_at,
        sender="Parloir <visits@localhost>",
        base_url="https://visits.example",
    )
    return "" if sent is None else f"{sent.subject} {' '.join(sent.body.split())}"


def filed(restriction) -> Appeal:
    return appeal(
        restriction=restriction, text="It was a calculator.", channel=Appeal.Channel.PAGE,
        received_date=MONDAY, by=as_visitor(restriction.visitor), now=NOON,
    )  # fmt: skip


def decided(restriction, decision, *, until=None):
    decide_appeal(appeal=filed(restriction), decision=decision, until_date=until, **BECAUSE)
    return words_of("appeal_decided")


def test_an_appeal_is_acknowledged_with_the_day_of_the_answer(jail):
    filed(make_restriction(jail))
    words = words_of("appeal_received")
    assert "We have your appeal" in words
    assert "we write to you by Monday, 25 May 2026" in words
    assert "It was a calculator." in words


def test_the_acknowledgement_lapses_where_it_is_decided_before(jail):
    decided(make_restriction(jail), Appeal.Decision.UPHOLD)
    assert words_of("appeal_received") == ""


def test_upheld_says_what_still_holds(jail):
    words = decided(make_restriction(jail), Appeal.Decision.UPHOLD)
    assert "The restriction stays as it is." in words
    assert "not open to you until and including Sunday, 9 August 2026" in words
    assert "I have seen the pictures." in words


def test_overturned_says_which_visits_are_booked_again_and_which_are_not(jail, visitor):
    kept, lost = (
        make_booking(
            jail, visitor=visitor, kind=VisitKind.REMOTE,
            starts_at=at(MONDAY + timedelta(days=days), 8),
        )
        for days in (3, 4)
    )  # fmt: skip
    restriction = make_restriction(jail, visitor=visitor)
    make_booking(jail, inmate=lost.inmate, kind=VisitKind.REMOTE, starts_at=lost.starts_at)
    words = decided(restriction, Appeal.Decision.OVERTURN)
    assert "You were right" in words
    assert "You can book visits at Jackson County Jail again." in words
    again, taken = words.index("booked again"), words.index("taken by now")
    assert again < words.index("Thursday, 14 May, 8:00 AM Central") < taken
    assert taken < words.index("Friday, 15 May, 8:00 AM Central")
    assert kept.starts_at < lost.starts_at


def test_shortened_says_the_new_last_day(jail):
    until = MONDAY + timedelta(days=7)
    words = decided(make_restriction(jail), Appeal.Decision.SHORTEN, until=until)
    assert "ends earlier than it did: it holds until and including Monday, 18 May 2026" in words


def test_a_later_offense_that_becomes_the_first_is_told_in_the_same_letter(jail, visitor):
    first = make_restriction(jail, visitor=visitor)
    day = MONDAY + timedelta(days=1)
    make_violation(jail, visitor=visitor, day=day, now=at(day, 9))
    words = decided(first, Appeal.Decision.OVERTURN)
    assert "The restriction for the visit of Monday, 11 May 2026 is lifted." in words
    assert "Tuesday, 12 May 2026 ends earlier than it did" in words
    assert "until and including Monday, 10 August 2026. Visits after" in words


@pytest.mark.parametrize(
    ("operation", "fields", "words"),
    [
        (lift_restriction, {}, "is lifted."),
        (
            shorten_restriction,
            {"until_date": MONDAY + timedelta(days=7)},
            "until and including Monday, 18 May 2026",
        ),
    ],
)
def test_a_ruling_is_told_with_its_reason(jail, operation, fields, words):
    operation(restriction=make_restriction(jail), **fields, **BECAUSE)
    assert words in words_of("ruling_made")
    assert "I have seen the pictures." in words_of("ruling_made")


def test_a_dismissal_and_its_undoing_say_what_counts(jail):
    violation = make_violation(jail)
    dismiss_violation(violation=violation, **BECAUSE)
    assert "it no longer counts against you" in words_of("ruling_made")
    reinstate_violation(violation=violation, **BECAUSE)
    assert "counts again" in words_of("ruling_made")
    assert "until and including Sunday, 9 August 2026" in words_of("ruling_made")


@pytest.mark.parametrize(
    ("steps", "words"),
    [
        ((120,), "lasts longer than it did: it holds until and including Tuesday, 8 September"),
        ((30,), "ends earlier than it did: it holds until and including Wednesday, 10 June"),
        ((None,), "with no end date"),
    ],
)
def test_a_changed_ladder_is_told(jail, steps, words):
    make_violation(jail)
    make_ladder(jail, *steps)
    recompute_everybody(facility=jail, by=SUPERVISOR, now=NOON)
    assert words in words_of("restrictions_changed")


def test_a_first_restriction_says_how_to_appeal_and_by_when(jail):
    make_violation(jail)
    words = words_of("restricted")
    assert "until and including Wednesday, 10 June 2026: on this site under “Restrictions”" in words
    assert "https://visits.example/restrictions/" in words


def test_one_that_waits_for_a_second_person_says_so(jail):
    make_ladder(jail, None, confirm_permanent=True)
    make_violation(jail)
    assert Restriction.objects.get().awaits_second
    assert "A second person still looks at" in words_of("restricted")


def test_a_ground_that_does_not_count_holds_nothing_against_the_visitor(jail):
    make_ladder(jail, 90, counted=["weapons"])
    make_violation(jail)
    words = words_of("visit_terminated")
    assert "It is on record, and nothing else follows" in words
    assert "not for anything that you did" not in words
