from datetime import timedelta

import pytest
from django.urls import reverse

from parloir.accounts.models import Role
from parloir.accounts.policies import actor_of
from parloir.sanctions.grounds import OTHER
from parloir.sanctions.models import Restriction, Review
from parloir.sanctions.operations import record_violation
from parloir.sides import Side
from tests.factories.moments import MONDAY
from tests.factories.people import make_inmate, make_visitor


@pytest.fixture
def case(cast, now) -> Review:
    violation = record_violation(
        facility=cast.jail,
        visitor=make_visitor(first_name="Theo", last_name="Banks"),
        inmate=make_inmate(cast.jail),
        visit_ref="visit0000001",
        ground=OTHER,
        conduct={Side.VISITOR},
        note="Would not sit down.",
        occurred_date=MONDAY,
        by=actor_of(cast.user(Role.OFFICER)),
        now=now,
    )
    return violation.review


def address_of(case: Review) -> str:
    return reverse("review", args=[case.public_id])


def date_fields(day) -> dict[str, str]:
    return {
        "until_date_month": str(day.month),
        "until_date_day": str(day.day),
        "until_date_year": str(day.year),
    }


def test_the_case_shows_its_evidence_before_the_decision(cast, case):
    page = cast.client(Role.SUPERVISOR).get(address_of(case)).content.decode()

    assert page.index("Would not sit down.") < page.index("Your decision")
    assert "Theo Banks" in page


def test_a_case_of_another_facility_is_unknown(cast, case):
    client = cast.client(Role.SUPERVISOR, elsewhere=True)

    assert client.get(address_of(case)).status_code == 404
    answer = client.post(address_of(case), {"decision": "dismiss", "reason": "No."})
    assert answer.status_code == 404
    case.refresh_from_db()
    assert case.state == Review.State.OPEN
    assert "Theo Banks" not in client.get(reverse("reviews")).content.decode()


def test_a_case_can_be_dismissed(cast, case):
    page = cast.client(Role.SUPERVISOR).post(
        address_of(case), {"decision": "dismiss", "reason": "He had no chair."}, follow=True
    )

    case.refresh_from_db()
    assert (case.state, case.decision, case.reason) == (
        Review.State.DECIDED,
        "dismiss",
        "He had no chair.",
    )
    assert case.decided_by == cast.user(Role.SUPERVISOR).public_id
    assert Restriction.objects.count() == 0
    assert "Decided." in page.content.decode()


def test_a_restriction_may_end_today_and_not_yesterday(cast, case):
    client = cast.client(Role.SUPERVISOR)
    restrict = {"decision": "restrict", "reason": "Again."}

    yesterday = client.post(address_of(case), restrict | date_fields(MONDAY - timedelta(days=1)))
    assert yesterday.status_code == 422
    assert "This day is over." in yesterday.content.decode()
    assert Restriction.objects.count() == 0

    client.post(address_of(case), restrict | date_fields(MONDAY))
    assert Restriction.objects.get().until_date == MONDAY


@pytest.mark.parametrize(
    ("answer", "field"),
    [
        ({"reason": "Why."}, "decision"),
        ({"decision": "warn"}, "reason"),
        ({"decision": "warn", "reason": "   "}, "reason"),
        ({"decision": "restrict", "reason": "Why."}, "until_date"),
        ({"decision": "nonsense", "reason": "Why."}, "decision"),
    ],
)
def test_what_is_missing_is_said_and_nothing_typed_is_lost(cast, case, answer, field):
    page = cast.client(Role.SUPERVISOR).post(address_of(case), answer)

    assert page.status_code == 422
    assert list(page.context["form"].errors) == [field]
    case.refresh_from_db()
    assert case.state == Review.State.OPEN
    if answer.get("reason", "").strip():
        assert answer["reason"] in page.content.decode()


def test_a_case_is_decided_once(cast, case):
    client = cast.client(Role.SUPERVISOR)
    client.post(address_of(case), {"decision": "warn", "reason": "First."})

    page = client.post(
        address_of(case), {"decision": "permanent", "reason": "Second."}, follow=True
    )

    case.refresh_from_db()
    assert (case.decision, case.reason) == ("warn", "First.")
    assert Restriction.objects.count() == 0
    assert "decided meanwhile" in page.content.decode()
