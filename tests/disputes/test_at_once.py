"""Several people dispute or decide at the same moment, each with their own connection."""

import pytest

from parloir.bookings.models import Booking
from parloir.disputes.models import Dispute, Statement
from parloir.disputes.operations import DisputeDecisionRefused
from parloir.ledger.models import SettledAccount
from parloir.notices.models import Notice
from tests.disputes.scene import WORDS, decide, dispute, inmate_of, make_settled
from tests.factories.at_once import all_at_once

pytestmark = pytest.mark.django_db(transaction=True)

Decision = Dispute.Decision


def test_both_sides_and_a_second_press_make_one_case():
    visit = make_settled()
    presses = [lambda: dispute(visit), lambda: dispute(visit)]
    presses += [lambda: dispute(visit, by=inmate_of(visit), text="", choice="went_well")] * 2
    cases = all_at_once(presses)
    assert set(cases) == {Dispute.objects.get()}
    found = Statement.objects.values_list("side", "number", "text", "choice")
    assert sorted(found) == [("inmate", 1, "", "went_well"), ("visitor", 1, WORDS, "")]


def test_of_supervisors_who_decide_at_the_same_moment_one_does():
    case = dispute(make_settled())
    Notice.objects.all().delete()
    decisions = [Decision.STANDS, Decision.FACILITY, Decision.VISITOR, Decision.SYSTEM]
    answers = all_at_once([lambda one=one: decide(case, one) for one in decisions])
    refused = [one.reason for one in answers if one is not None]
    assert refused == [DisputeDecisionRefused.Reason.ALREADY_DECIDED] * 3
    decision = Dispute.objects.get().decision
    assert SettledAccount.objects.get().fault == ("" if decision == "stands" else decision)
    assert Booking.objects.get().counts == (decision in {"stands", "visitor"})
    assert Notice.objects.filter(kind="account_decided").count() == 1
