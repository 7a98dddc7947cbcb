"""Two people decide at the same moment, each with their own connection and transaction."""

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
from django.db import connection, transaction

from parloir.audit.actors import Actor
from parloir.notices.models import Notice
from parloir.sanctions.appeals import AppealDecisionRefused, AppealRefused
from parloir.sanctions.models import Appeal, Restriction, Review, Ruling, Violation
from parloir.sanctions.reviews import ReviewRefused
from parloir.sanctions.rulings import RulingRefused
from parloir.workflows.decisions import appeal, decide_appeal, decide_review, dismiss_violation
from tests.factories.moments import MONDAY, at
from tests.factories.people import as_visitor, make_visitor
from tests.factories.places import make_jail
from tests.factories.sanctions import make_restriction, make_violation

pytestmark = pytest.mark.django_db(transaction=True)

SUPERVISORS = [Actor("staff", f"supervisor{number:02}") for number in range(4)]
NOON = at(MONDAY, 12)


def all_at_once(calls):
    """Return why each was refused; an empty text for those that succeeded."""
    barrier = Barrier(len(calls))

    def run(call):
        try:
            barrier.wait()
            call()
        except (AppealDecisionRefused, AppealRefused, ReviewRefused, RulingRefused) as refused:
            return refused.reason
        finally:
            connection.close()
        return ""

    with ThreadPoolExecutor(len(calls)) as pool:
        return sorted(pool.map(run, calls))


def appeal_now(restriction):
    return appeal(
        restriction=restriction, text="No.", channel=Appeal.Channel.PAGE, received_date=MONDAY,
        by=as_visitor(restriction.visitor), now=NOON,
    )  # fmt: skip


def test_of_supervisors_who_decide_an_appeal_at_once_one_does():
    filed = appeal_now(make_restriction(make_jail()))
    decisions = [Appeal.Decision.UPHOLD, Appeal.Decision.OVERTURN] * 2

    def press(by, decision):
        return lambda: decide_appeal(
            appeal=Appeal.objects.get(pk=filed.pk), decision=decision, reason="Because.",
            until_date=None, by=by, now=NOON,
        )  # fmt: skip

    results = all_at_once([press(*one) for one in zip(SUPERVISORS, decisions, strict=True)])
    assert results == ["", *["already_decided"] * 3]
    filed.refresh_from_db()
    is_overturned = filed.decision == Appeal.Decision.OVERTURN
    assert Restriction.objects.get().is_lifted == is_overturned
    assert (Violation.objects.get().state == Violation.State.DISMISSED) == is_overturned
    assert Notice.objects.filter(kind="appeal_decided").count() == 1


def test_of_supervisors_who_decide_a_review_at_once_one_does():
    case = make_violation(make_jail(), ground="other").review
    decisions = [Review.Decision.DISMISS, Review.Decision.PERMANENT] * 2

    def press(by, decision):
        return lambda: decide_review(
            review=Review.objects.select_related("violation").get(pk=case.pk), decision=decision,
            reason="Because.", until_date=None, by=by, now=NOON,
        )  # fmt: skip

    results = all_at_once([press(*one) for one in zip(SUPERVISORS, decisions, strict=True)])
    assert results == ["", *["already_decided"] * 3]
    case.refresh_from_db()
    assert Restriction.objects.exists() == (case.decision == Review.Decision.PERMANENT)
    assert Notice.objects.filter(kind="review_decided").count() == 1


def test_of_supervisors_who_dismiss_at_once_one_does():
    violation = make_violation(make_jail())

    def press(by):
        return lambda: dismiss_violation(
            violation=Violation.objects.get(pk=violation.pk), reason="No.", by=by, now=NOON
        )

    results = all_at_once([press(by) for by in SUPERVISORS])
    assert results == ["", "nothing_new", "nothing_new", "nothing_new"]
    assert Ruling.objects.count() == 1
    assert Restriction.objects.get().is_lifted


def test_an_appeal_that_is_sent_many_times_at_once_is_filed_once():
    restriction = make_restriction(make_jail())
    results = all_at_once([lambda: appeal_now(restriction)] * 4)
    assert results == ["", "already_appealed", "already_appealed", "already_appealed"]
    assert Appeal.objects.count() == 1
    assert Notice.objects.filter(kind="appeal_received").count() == 1


def test_offenses_recorded_while_the_first_is_dismissed_still_make_one_ladder():
    jail, visitor = make_jail(), make_visitor()
    first = make_violation(jail, visitor=visitor)

    def dismiss():
        dismiss_violation(violation=first, reason="No.", by=SUPERVISORS[0], now=NOON)

    def offend():
        with transaction.atomic():
            make_violation(jail, visitor=visitor, now=NOON)

    assert all_at_once([dismiss, offend, offend]) == ["", "", ""]
    rows = Restriction.objects.filter(lifted_at__isnull=True).order_by(
        "violation__recorded_at", "violation_id"
    )
    assert [one.is_permanent for one in rows] == [False, True]
