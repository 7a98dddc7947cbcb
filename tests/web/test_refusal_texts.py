"""Every reason of a refusal has its sentence on each page that shows it."""

import pytest

from parloir.bookings.operations.extending import ExtensionRefused
from parloir.disputes.operations import DisputeDecisionRefused
from parloir.facts.visitor_accounts import AccountRefused
from parloir.pictures.refusals import ImageRefused
from parloir.protocol.errors import ErrorCode
from parloir.realtime.errors import SENTENCES
from parloir.realtime.wall_interventions import WHY_NO_MORE_TIME
from parloir.sanctions.appeals import AppealDecisionRefused, AppealRefused
from parloir.sanctions.mitigation import EndDateRefusal
from parloir.sanctions.reviews import ReviewRefused
from parloir.sanctions.rulings import RulingRefused
from parloir.web.staff import appeals, case_acts, disputes, reviews, visitor_accounts
from parloir.web.visitor import identity


@pytest.mark.parametrize(
    ("reasons", "sentences"),
    [
        (ImageRefused.Reason, identity.WHY_REFUSED),
        (AppealDecisionRefused.Reason, appeals.WHY_REFUSED),
        (DisputeDecisionRefused.Reason, disputes.WHY_REFUSED),
        (ReviewRefused.Reason, reviews.WHY_REFUSED),
        (RulingRefused.Reason, case_acts.WHY_NO_RULING),
        (AppealRefused.Reason, case_acts.WHY_NO_APPEAL),
        (ExtensionRefused.Taken, WHY_NO_MORE_TIME),
        (ErrorCode, SENTENCES),
        (AccountRefused.Reason, visitor_accounts.WHY_REFUSED),
    ],
)
def test_every_reason_of_a_refusal_has_a_sentence(reasons, sentences):
    assert set(sentences) == set(reasons)


@pytest.mark.parametrize("reasons", [AppealDecisionRefused.Reason, RulingRefused.Reason])
def test_what_refuses_an_end_date_is_a_reason_of_each_decision_about_one(reasons):
    assert {refusal.value for refusal in EndDateRefusal} <= {reason.value for reason in reasons}
