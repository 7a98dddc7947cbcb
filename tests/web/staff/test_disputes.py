"""Disputed accounts in the queue of supervisors."""

import pytest
from bs4 import BeautifulSoup
from django.urls import reverse

from parloir.accounts.models import Role
from parloir.disputes.models import Dispute
from parloir.facilities.models import Facility
from parloir.ledger.models import SettledAccount
from parloir.visits.models import Intervention
from tests.disputes.scene import SOON, WORDS, decide, dispute, inmate_of, make_settled
from tests.ledger.accounts import NOTHING


@pytest.fixture
def visit(cast, monkeypatch):
    monkeypatch.setattr("parloir.web.staff.staff_context.current_time", lambda: SOON)
    return make_settled(cast.jail, visitor=NOTHING)


@pytest.fixture
def case(visit):
    dispute(visit, by=inmate_of(visit), text="", choice="saw_nobody")
    return dispute(visit)


@pytest.fixture
def supervisor(cast):
    return cast.client(Role.SUPERVISOR)


def address_of(case) -> str:
    return reverse("dispute", args=[case.public_id])


def text_of(answer) -> str:
    return " ".join(BeautifulSoup(answer.content, "html.parser").get_text(" ").split())


def choices_of(answer) -> list[str]:
    page = BeautifulSoup(answer.content, "html.parser")
    return [str(one["value"]) for one in page.select("input[name=decision]")]


def test_both_sides_words_come_first_then_the_account_then_the_decision(supervisor, case):
    page = text_of(supervisor.get(address_of(case)))
    places = [
        page.index(text)
        for text in (
            "What the visitor says", WORDS,
            "What the inmate says", "I did not see the other person.",
            "What happened in this visit", "This visit failed on the visitor's side",
            "Your decision",
        )
    ]  # fmt: skip
    assert places == sorted(places)


def test_decision_changes_the_account_and_leaves_the_queue(supervisor, case):
    answer = supervisor.post(
        address_of(case), {"decision": "facility", "reason": "The station was off."}, follow=True
    )
    assert "Decided. The visitor gets a mail" in text_of(answer)
    assert SettledAccount.objects.get().fault == "facility"
    assert list(answer.context["disputes"]) == []
    assert address_of(case) in answer.content.decode()  # decided lately
    page = text_of(supervisor.get(address_of(case)))
    assert "It failed through the facility" in page
    assert "The station was off." in page


def test_what_the_account_says_already_is_no_choice(supervisor, case):
    choices = choices_of(supervisor.get(address_of(case)))
    assert choices == ["stands", "took_place", "inmate", "facility", "system"]
    page = supervisor.post(address_of(case), {"decision": "visitor", "reason": "Why."})
    assert (page.status_code, list(page.context["form"].errors)) == (422, ["decision"])


@pytest.mark.parametrize(
    ("sent", "missing"),
    [({"reason": "Why."}, "decision"), ({"decision": "stands"}, "reason")],
)
def test_what_is_missing_is_said_and_nothing_typed_is_lost(supervisor, case, sent, missing):
    page = supervisor.post(address_of(case), sent)
    assert (page.status_code, list(page.context["form"].errors)) == (422, [missing])
    assert Dispute.objects.get().is_open
    assert "Why." in page.content.decode() or "reason" not in sent


def test_second_decision_is_told_and_changes_nothing(supervisor, case):
    decide(case, Dispute.Decision.STANDS)
    answer = supervisor.post(
        address_of(case), {"decision": "system", "reason": "Second."}, follow=True
    )
    assert "decided meanwhile" in text_of(answer)
    assert choices_of(answer) == []
    assert SettledAccount.objects.get().fault == "visitor"


def test_who_acted_in_the_visit_reads_that_another_decides(cast, supervisor, case, visit):
    Facility.objects.update(four_eyes=True)
    user = cast.user(Role.SUPERVISOR)
    Intervention.objects.create(
        visit=visit, kind="pause", at=SOON, actor_kind="staff", actor_ref=user.public_id
    )
    page = supervisor.get(address_of(case))
    assert "You acted in this visit" in text_of(page)
    assert choices_of(page) == []
    answer = supervisor.post(address_of(case), {"decision": "stands", "reason": "x"}, follow=True)
    assert "another supervisor decides. Nothing was changed." in text_of(answer)
    assert Dispute.objects.get().is_open


def test_queue_and_its_count_are_those_of_the_own_facility(cast, supervisor, case):
    page = supervisor.get(reverse("reviews"))
    assert [one.count for one in page.context["sections"] if one.current] == [1]
    assert list(page.context["disputes"]) == [case]
    elsewhere = cast.client(Role.SUPERVISOR, elsewhere=True)
    assert elsewhere.get(address_of(case)).status_code == 404
    page = elsewhere.get(reverse("reviews"))
    assert [one.count for one in page.context["sections"] if one.current] == [0]
    assert list(page.context["disputes"]) == []


@pytest.mark.parametrize(("role", "reads"), [(Role.SUPERVISOR, True), (Role.OFFICER, False)])
def test_page_of_the_booking_leads_supervisors_to_the_case(cast, case, visit, role, reads):
    page = cast.client(role).get(reverse("staff_booking", args=[visit.booking.public_id]))
    assert (address_of(case) in page.content.decode()) == reads


def test_queue_asks_as_often_for_many_as_for_one(
    cast, supervisor, case, django_assert_num_queries, django_assert_max_num_queries
):
    supervisor.get(reverse("reviews"))
    with django_assert_max_num_queries(40) as one:
        supervisor.get(reverse("reviews"))
    for _ in range(2):
        dispute(make_settled(cast.jail))
    with django_assert_num_queries(len(one)):
        supervisor.get(reverse("reviews"))
