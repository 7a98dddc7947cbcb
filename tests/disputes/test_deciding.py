"""A person decides, once, and what depends on the verdict follows."""

import pytest

from parloir.audit.actors import Actor
from parloir.audit.models import AuditEvent
from parloir.bookings.models import Booking
from parloir.disputes.models import Dispute
from parloir.disputes.operations import DisputeDecisionRefused
from parloir.disputes.queries import open_disputes
from parloir.facilities.models import Facility
from parloir.ledger.account import Fault
from parloir.ledger.models import SettledAccount
from parloir.ledger.wording import account_in_words
from parloir.notices.models import Notice
from parloir.screens.inmate_updates import SHOWN_FOR, updates_for
from parloir.visits.models import Intervention
from tests.disputes.scene import SOON, decide, dispute, make_settled
from tests.factories.moments import MINUTE, SECOND
from tests.factories.people import OFFICER, SUPERVISOR, make_visitor
from tests.ledger.accounts import ALL_WELL, NOTHING

pytestmark = pytest.mark.django_db

Decision, Reason = Dispute.Decision, DisputeDecisionRefused.Reason
WELL = {"visitor": ALL_WELL, "inmate": ALL_WELL}
HALF_AN_HOUR_MS = 30 * 60_000


def refusal(case, decision, **fields):
    with pytest.raises(DisputeDecisionRefused) as refused:
        decide(case, decision, **fields)
    return refused.value.reason


# The decision, on a visit that took place and on one that its visitor failed: the verdict, whether
# it counts, and what facility and system owe.
@pytest.mark.parametrize(
    ("decision", "fault", "counts", "owed_ms"),
    [
        (Decision.TOOK_PLACE, "", True, 0),
        (Decision.VISITOR, Fault.VISITOR, True, 0),
        (Decision.INMATE, Fault.INMATE, False, 0),
        (Decision.FACILITY, Fault.FACILITY, False, HALF_AN_HOUR_MS),
        (Decision.SYSTEM, Fault.SYSTEM, False, HALF_AN_HOUR_MS),
    ],
)
@pytest.mark.parametrize("visitor", [ALL_WELL, NOTHING], ids=["took place", "failed"])
def test_verdict_quota_and_debt_follow_the_decision(visitor, decision, fault, counts, owed_ms):
    visit = make_settled(visitor=visitor)
    case = dispute(visit)
    before = SettledAccount.objects.get()
    if before.fault == fault:
        assert refusal(case, decision) == Reason.NOTHING_NEW
        return
    decide(case, decision)
    found = SettledAccount.objects.get()
    assert (found.fault, found.decided_at) == (fault, SOON)
    assert found.owed_ms == (owed_ms if visitor is NOTHING else 0)  # of what was lost
    assert (found.received_ms, found.lost_ms) == (before.received_ms, before.lost_ms)
    assert Booking.objects.get().counts == counts
    assert account_in_words(visit).decided
    event = AuditEvent.objects.get(action="correct_account")
    assert (event.outcome, event.details["counts"]) == (fault or "took_place", counts)


@pytest.mark.parametrize(("inmate", "counts"), [(ALL_WELL, True), (NOTHING, False)])
def test_account_that_stands_changes_nothing_and_says_that_a_person_looked(inmate, counts):
    visit = make_settled(inmate=inmate)
    before = SettledAccount.objects.get()
    decide(dispute(visit), Decision.STANDS)
    after = SettledAccount.objects.get()
    assert (after.fault, after.owed_ms) == (before.fault, before.owed_ms)
    assert (before.decided_at, after.decided_at) == (None, SOON)
    assert Booking.objects.get().counts == counts
    assert not AuditEvent.objects.filter(action="correct_account").exists()


def test_case_is_decided_once():
    case = dispute(make_settled())
    decide(case, Decision.STANDS, reason="First.")
    assert refusal(case, Decision.FACILITY) == Reason.ALREADY_DECIDED
    case.refresh_from_db()
    assert (case.state, case.decision, case.reason) == ("decided", "stands", "First.")
    assert (case.decided_by, case.decided_at) == (SUPERVISOR.ref, SOON)
    assert SettledAccount.objects.get().fault == ""
    assert AuditEvent.objects.filter(action="decide_dispute").count() == 1


def test_decision_needs_a_reason():
    case = dispute(make_settled())
    assert refusal(case, Decision.STANDS, reason=" \n") == Reason.NO_REASON
    assert Dispute.objects.get().is_open


@pytest.mark.parametrize("four_eyes", [True, False])
def test_who_acted_in_the_visit_decides_only_without_four_eyes(four_eyes):
    visit = make_settled()
    Facility.objects.update(four_eyes=four_eyes)
    Intervention.objects.create(
        visit=visit, kind="warning", at=SOON, actor_kind="staff", actor_ref=OFFICER.ref
    )
    case = dispute(visit)
    if four_eyes:
        assert refusal(case, Decision.STANDS, by=OFFICER) == Reason.OWN_VISIT
        decide(case, Decision.STANDS, by=Actor("staff", "another"))
    else:
        decide(case, Decision.STANDS, by=OFFICER)
    assert not Dispute.objects.get().is_open


def test_everybody_of_the_party_gets_a_letter():
    visit = make_settled()
    companion = make_visitor()
    visit.booking.companions.create(visitor=companion)
    Notice.objects.all().delete()
    decide(dispute(visit), Decision.FACILITY)
    found = Notice.objects.exclude(kind="make_up_owed").values_list("kind", "email")
    emails = {visit.booking.visitor.user.email, companion.user.email}
    assert sorted(found) == [("account_decided", email) for email in sorted(emails)]


def test_inmate_reads_the_decision_for_seven_days():
    visit = make_settled()
    inmate = visit.booking.inmate
    case = dispute(visit)
    assert updates_for(inmate, now=SOON) == []
    decide(case, Decision.FACILITY)
    sentence = (
        "A person has decided about your visit of Monday, 11 May, 10:00 AM Central. This visit "
        "failed through the facility. It does not count against the quota."
    )
    assert updates_for(inmate, now=SOON + SHOWN_FOR - SECOND) == [sentence]
    assert updates_for(inmate, now=SOON + SHOWN_FOR) == []


def test_open_cases_of_a_facility_are_listed_the_oldest_first():
    later, earlier = make_settled(), make_settled()
    cases = [dispute(later, now=SOON + MINUTE), dispute(earlier)]
    slugs = [visit.facility.slug for visit in (later, earlier)]
    assert list(open_disputes(slugs)) == cases[::-1]
    assert list(open_disputes(slugs[:1])) == cases[:1]
    decide(cases[0], Decision.STANDS)
    assert list(open_disputes(slugs)) == cases[1:]
