"""The two steps of a termination: nothing delays the end, and no consequence is lost."""

from typing import Any

import pytest

from parloir.bookings.states import BookingState
from parloir.notices.models import Notice
from parloir.sanctions.models import Restriction, Violation
from parloir.screens.ended import ended
from parloir.sides import Side
from parloir.visits.models import Termination, Visit
from parloir.visits.states import Outcome
from parloir.workflows.termination import (
    OTHERS_FINISH_AFTER,
    add_note,
    apply_termination,
    end_on_ground,
    finish_terminations,
    terminate,
)
from tests.factories.at_once import all_at_once
from tests.factories.companions import allow_parties
from tests.factories.moments import MINUTE, SECOND
from tests.factories.people import OFFICER, make_visitor
from tests.factories.places import make_jail
from tests.factories.visits import TEN_ON_MONDAY, make_booking, make_live

pytestmark = pytest.mark.django_db

ENDED_AT = TEN_ON_MONDAY + 7 * MINUTE
FINISHED_AT = ENDED_AT + OTHERS_FINISH_AFTER
PRESSED: dict[str, Any] = {
    "ground": "phone", "conduct": {"visitor"}, "note": "A phone.", "by": OFFICER, "now": ENDED_AT,
}  # fmt: skip


def died_after_the_first_step(visit, **fields) -> Termination:
    return end_on_ground(visit=visit, **PRESSED, **fields)


def consequences_on_the_monitor(visit) -> list[str]:
    terminated = ended(visit.admissions.get(side=Side.VISITOR)).terminated
    assert terminated is not None
    return terminated.consequences


def test_the_first_step_ends_the_visit_and_holds_nobody_to_account_yet():
    visit = make_live(make_booking(make_jail()))
    died_after_the_first_step(visit)
    visit = Visit.objects.get()
    assert (visit.outcome, visit.ground) == (Outcome.TERMINATED, "phone")
    assert visit.booking.state == BookingState.FULFILLED
    assert not Violation.objects.exists()


def test_the_screen_says_the_ground_at_once_and_what_follows_when_it_has_followed():
    visit = make_live(make_booking(make_jail()))
    termination = died_after_the_first_step(visit)
    visit = Visit.objects.get()
    screen = ended(visit.admissions.get(side=Side.VISITOR))
    assert "Use of a cell phone" in screen.terminated.ground
    assert screen.terminated.consequences == []
    apply_termination(termination=termination, now=ENDED_AT)
    (sentence,) = consequences_on_the_monitor(visit)
    assert "until and including" in sentence


def test_what_is_left_is_finished_once_and_counts_from_the_day_of_the_visit():
    died_after_the_first_step(make_live(make_booking(make_jail())))
    assert finish_terminations(now=FINISHED_AT - SECOND) == 0
    assert finish_terminations(now=FINISHED_AT) == 1
    assert finish_terminations(now=FINISHED_AT) == 0
    violation = Violation.objects.get()
    assert (violation.ground, violation.note) == ("phone", "A phone.")
    assert violation.recorded_by == OFFICER.ref
    assert violation.occurred_date == Restriction.objects.get().from_date == ENDED_AT.date()
    assert Notice.objects.filter(kind="restricted").count() == 1


def test_one_that_cannot_be_finished_does_not_hold_up_the_others(monkeypatch, caplog):
    jail = make_jail()
    first, second = (make_live(make_booking(jail)) for _ in range(2))
    broken = died_after_the_first_step(first)
    died_after_the_first_step(second)

    def fails_for_one(*, termination, now):
        if termination == broken:
            raise ValueError("a fault of ours")
        return apply_termination(termination=termination, now=now)

    monkeypatch.setattr("parloir.workflows.termination.apply_termination", fails_for_one)
    assert finish_terminations(now=FINISHED_AT) == 1
    assert Violation.objects.get().visit_ref == second.public_id
    assert first.public_id in caplog.text
    monkeypatch.undo()
    assert finish_terminations(now=FINISHED_AT) == 1
    assert Violation.objects.filter(visit_ref=first.public_id).exists()


def test_nothing_is_left_of_a_termination_that_went_through():
    terminate(visit=make_live(make_booking(make_jail())), **PRESSED)
    assert finish_terminations(now=FINISHED_AT) == 0
    assert Violation.objects.count() == 1


def test_those_who_were_named_are_held_to_account_and_nobody_else():
    jail, maria, ana = make_jail(), make_visitor(), make_visitor()
    allow_parties(jail, (2, 0))
    visit = make_live(make_booking(jail, visitor=maria, adults=(ana,)))
    died_after_the_first_step(visit, persons=[ana.public_id])
    finish_terminations(now=FINISHED_AT)
    assert Violation.objects.get().visitor == ana
    assert Notice.objects.get(kind="visit_terminated").email == maria.user.email


def test_a_note_that_comes_before_what_is_left_was_finished_is_kept():
    visit = make_live(make_booking(make_jail()))
    died_after_the_first_step(visit)
    assert add_note(visit=visit, note="A second phone.", by=OFFICER, now=ENDED_AT + SECOND)
    assert Violation.objects.get().note == "A second phone."
    assert finish_terminations(now=FINISHED_AT) == 0


@pytest.mark.django_db(transaction=True)
def test_of_many_who_finish_at_once_one_does():
    died_after_the_first_step(make_live(make_booking(make_jail())))
    finished = all_at_once([lambda: finish_terminations(now=FINISHED_AT)] * 4)
    assert sorted(finished) == [0, 0, 0, 1]
    assert (Violation.objects.count(), Restriction.objects.count()) == (1, 1)
