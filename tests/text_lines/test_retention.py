"""For how long lines are kept."""

from datetime import timedelta

import pytest

from parloir.disputes.models import Dispute
from parloir.disputes.retention import delete_old_lines
from parloir.sanctions.grounds import OTHER
from parloir.text_lines.models import WrittenLine
from parloir.text_lines.retention import LINES_KEPT
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
        visit=visit, side="visitor", key="1", text="Hello.", written_at=TEN_ON_MONDAY
    )
    case = dispute(visit)
    late = SOON + LINES_KEPT
    assert delete_old_lines(now=late) == 0
    decide(case, Dispute.Decision.STANDS)
    assert delete_old_lines(now=late) == 1


def test_lines_of_a_case_that_waits_stay():
    make_terminated(OTHER)  # somebody has to review it
    assert delete_old_lines(now=TEN_ON_MONDAY + 1000 * DAY) == 0


def test_lines_of_a_termination_stay_as_long_as_it_can_be_appealed_and_are_deleted_then():
    make_terminated("phone")
    assert delete_old_lines(now=TEN_ON_MONDAY + LINES_KEPT) == 0
    assert delete_old_lines(now=TEN_ON_MONDAY + LINES_KEPT + DAY) == 1
