"""For how long lines are kept."""

from datetime import timedelta

import pytest

from parloir.disputes.models import Dispute
from parloir.disputes.retention import delete_old_lines
from parloir.sanctions.grounds import OTHER
from parloir.text_lines.models import WrittenLine
from parloir.text_lines.policies import LINES_KEPT
from parloir.worker.old_rows import delete_old_rows
from parloir.workflows.termination import terminate
from tests.disputes.scene import SOON, decide, dispute, make_settled
from tests.factories.moments import SECOND
from tests.factories.people import OFFICER
from tests.factories.visits import TEN_ON_MONDAY
from tests.text_lines.writing import make_writing_visit, texts, write

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)


def make_terminated(ground):
    visit = make_writing_visit()
    write(visit)
    terminate(
        visit=visit, ground=ground, conduct={"visitor"}, note="", by=OFFICER, now=TEN_ON_MONDAY
    )
    return visit


def test_lines_are_deleted_after_60_days():
    write(make_writing_visit())
    assert delete_old_lines(now=TEN_ON_MONDAY + LINES_KEPT) == 0
    assert delete_old_lines(now=TEN_ON_MONDAY + LINES_KEPT + SECOND) == 1
    assert texts() == []


def test_the_worker_deletes_them():
    write(make_writing_visit())
    delete_old_rows(now=TEN_ON_MONDAY + LINES_KEPT + SECOND)
    assert texts() == []


def test_lines_of_a_disputed_visit_stay_until_it_is_decided():
    visit = make_settled()
    WrittenLine.objects.create(
        visit=visit,
        side="visitor",
        key="1",
        text="Hello.",
        written_at=TEN_ON_MONDAY,
        delete_at=TEN_ON_MONDAY + LINES_KEPT,
    )
    case = dispute(visit)
    late = SOON + LINES_KEPT
    delete_old_lines(now=late)
    decide(case, Dispute.Decision.STANDS)
    assert delete_old_lines(now=late + DAY) == 0
    assert texts() == ["Hello."]
    assert delete_old_lines(now=late + DAY + SECOND) == 1
    assert texts() == []


def test_lines_of_a_case_that_waits_stay():
    make_terminated(OTHER)  # somebody has to review it
    for days in (61, 1000):
        assert delete_old_lines(now=TEN_ON_MONDAY + days * DAY) == 1
        assert texts() == ["You look well."]


def test_lines_that_are_needed_do_not_stand_before_those_that_are_not(monkeypatch):
    monkeypatch.setattr("parloir.deletion.BATCH", 1)
    make_terminated(OTHER)
    write(make_writing_visit(), text="Goodbye.", now=TEN_ON_MONDAY + SECOND)
    late = TEN_ON_MONDAY + LINES_KEPT + DAY
    assert [delete_old_lines(now=late) for _ in range(3)] == [1, 1, 0]
    assert texts() == ["You look well."]


def test_lines_of_a_termination_are_deleted_60_days_after_its_case_was_closed():
    make_terminated("phone")
    last_day_to_appeal = TEN_ON_MONDAY + 30 * DAY
    assert delete_old_lines(now=last_day_to_appeal) == 0
    closed_at = TEN_ON_MONDAY  # nobody has appealed
    delete_old_lines(now=closed_at + LINES_KEPT + SECOND)
    assert texts() == []
