"""When a violation's case is closed: nothing is left to decide."""

from datetime import timedelta

import pytest

from parloir.sanctions.cases import closed_since
from parloir.sanctions.grounds import OTHER
from parloir.sanctions.models import Appeal, Restriction, Review, Ruling
from tests.factories.moments import MONDAY, NINE_ON_MONDAY
from tests.factories.people import SUPERVISOR
from tests.factories.places import make_jail
from tests.factories.sanctions import make_restriction, make_violation

pytestmark = pytest.mark.django_db

DAY = timedelta(days=1)
MUCH_LATER = NINE_ON_MONDAY + 100 * DAY


def test_what_restricts_nobody_is_closed_when_it_is_recorded():
    violation = make_violation(make_jail(), conduct={"inmate"})
    assert closed_since(violation, now=NINE_ON_MONDAY) == NINE_ON_MONDAY


@pytest.mark.parametrize(("days", "is_closed"), [(30, False), (31, True)])
def test_a_restriction_is_open_until_it_can_no_longer_be_appealed(days, is_closed):
    violation = make_restriction(make_jail()).violation
    closed = closed_since(violation, now=NINE_ON_MONDAY + days * DAY)
    assert closed == (NINE_ON_MONDAY if is_closed else None)


def test_a_restriction_that_was_lifted_waits_for_no_appeal():
    violation = make_restriction(make_jail()).violation
    Restriction.objects.update(lifted_at=NINE_ON_MONDAY)
    assert closed_since(violation, now=NINE_ON_MONDAY) == NINE_ON_MONDAY


def test_a_review_is_open_until_it_is_decided():
    violation = make_violation(make_jail(), ground=OTHER)
    assert closed_since(violation, now=MUCH_LATER) is None
    decided = NINE_ON_MONDAY + 3 * DAY
    Review.objects.update(
        state=Review.State.DECIDED, decision="warn", reason="Once.", decided_at=decided
    )
    assert closed_since(violation, now=MUCH_LATER) == decided


def test_an_appeal_is_open_until_it_is_decided():
    restriction = make_restriction(make_jail())
    appeal = Appeal.objects.create(
        restriction=restriction, channel="page", text="It was not me.", received_date=MONDAY,
        answer_by_date=MONDAY, filed_at=NINE_ON_MONDAY, filed_by="visitor",
    )  # fmt: skip
    assert closed_since(restriction.violation, now=MUCH_LATER) is None
    decided = NINE_ON_MONDAY + 40 * DAY
    Appeal.objects.filter(pk=appeal.pk).update(
        state="decided", decision="uphold", reason="It was.", decided_at=decided, decided_by="s"
    )
    assert closed_since(restriction.violation, now=MUCH_LATER) == decided


def test_the_last_of_several_decisions_counts():
    violation = make_restriction(make_jail()).violation
    for days in (50, 40):
        Ruling.objects.create(
            violation=violation, kind="confirm", reason="So it is.",
            made_at=NINE_ON_MONDAY + days * DAY, made_by=SUPERVISOR.ref,
        )  # fmt: skip
    assert closed_since(violation, now=MUCH_LATER) == NINE_ON_MONDAY + 50 * DAY
