from datetime import timedelta

import pytest
from bs4 import BeautifulSoup
from django.urls import reverse

from parloir.accounts.models import Role
from parloir.accounts.policies import actor_of
from parloir.sanctions.models import Appeal, Restriction
from parloir.workflows.decisions import appeal
from tests.factories.moments import MONDAY
from tests.factories.people import as_visitor, make_visitor
from tests.factories.sanctions import make_restriction
from tests.factories.sign_ins import signed_in


def date_fields(name, day) -> dict[str, str]:
    return {f"{name}_month": day.month, f"{name}_day": day.day, f"{name}_year": day.year}


@pytest.fixture
def restriction(cast, now) -> Restriction:
    visitor = make_visitor(first_name="Theo", last_name="Banks")
    return make_restriction(
        cast.jail, visitor=visitor, note="A phone in his hand.", now=now,
        by=actor_of(cast.user(Role.OFFICER)),
    )  # fmt: skip


@pytest.fixture
def case(restriction, now) -> Appeal:
    return appeal(
        restriction=restriction, text="It was a calculator.", channel=Appeal.Channel.PAGE,
        received_date=MONDAY, by=as_visitor(restriction.visitor), now=now,
    )  # fmt: skip


def address_of(case) -> str:
    return reverse("appeal", args=[case.public_id])


def test_the_visitors_words_come_first_and_the_decision_last(cast, case):
    page = cast.client(Role.SUPERVISOR).get(address_of(case)).content.decode()

    places = [
        page.index(text)
        for text in ("It was a calculator.", "A phone in his hand.", "Your decision")
    ]
    assert places == sorted(places)
    assert "To be answered by Monday, 25 May 2026." in page


def test_an_appeal_can_be_overturned(cast, case):
    page = cast.client(Role.SUPERVISOR).post(
        address_of(case), {"decision": "overturn", "reason": "It was one."}, follow=True
    )

    assert "Decided." in page.content.decode()
    assert Restriction.objects.get().is_lifted
    case.refresh_from_db()
    assert (case.decision, case.decided_by) == (
        "overturn", cast.user(Role.SUPERVISOR).public_id,
    )  # fmt: skip


def test_whoever_terminated_the_visit_reads_that_another_decides(cast, case):
    user = cast.user(Role.OFFICER)
    user.roles.create(role=Role.SUPERVISOR, facility_slug=cast.jail.slug)
    client = signed_in(user)

    page = client.get(address_of(case)).content.decode()
    assert "You had a part in this case" in page
    assert "name=decision" not in page.replace('"', "")
    answer = client.post(
        address_of(case), {"decision": "overturn", "reason": "It was one."}, follow=True
    )
    assert "You had a part in this case" in answer.content.decode()
    assert not Restriction.objects.get().is_lifted


@pytest.mark.parametrize(
    ("answer", "field"),
    [
        ({"reason": "Why."}, "decision"),
        ({"decision": "uphold"}, "reason"),
        ({"decision": "shorten", "reason": "Why."}, "until_date"),
        (
            {"decision": "shorten", "reason": "Why."}
            | date_fields("until_date", MONDAY - timedelta(days=1)),
            "until_date",
        ),
        (
            {"decision": "shorten", "reason": "Why."}
            | date_fields("until_date", MONDAY + timedelta(days=90)),
            "until_date",
        ),
    ],
)
def test_what_is_missing_is_said_and_nothing_typed_is_lost(cast, case, answer, field):
    page = cast.client(Role.SUPERVISOR).post(address_of(case), answer)

    assert page.status_code == 422
    assert list(page.context["form"].errors) == [field]
    case.refresh_from_db()
    assert case.state == Appeal.State.OPEN
    if "reason" in answer:
        assert answer["reason"] in page.content.decode()


def test_a_half_typed_date_is_no_mistake_where_none_is_asked_for(cast, case):
    answer = {"decision": "uphold", "reason": "Why.", "until_date_day": "3"}

    assert cast.client(Role.SUPERVISOR).post(address_of(case), answer).status_code == 302
    case.refresh_from_db()
    assert case.decision == "uphold"


def test_decided_twice_the_second_is_told_and_nothing_changes(cast, case):
    client = cast.client(Role.SUPERVISOR)
    client.post(address_of(case), {"decision": "uphold", "reason": "First."})

    page = client.post(address_of(case), {"decision": "overturn", "reason": "Second."}, follow=True)

    case.refresh_from_db()
    assert (case.decision, case.reason) == ("uphold", "First.")
    assert not Restriction.objects.get().is_lifted
    assert "decided meanwhile" in page.content.decode()


def test_an_appeal_of_another_facility_is_unknown(cast, case):
    client = cast.client(Role.SUPERVISOR, elsewhere=True)

    assert client.get(address_of(case)).status_code == 404
    assert "Theo Banks" not in client.get(reverse("reviews")).content.decode()


@pytest.mark.parametrize(
    ("days", "words"),
    [
        (10, None),
        (11, "3 days left"),
        (13, "1 day left"),
        (14, "today is the last day"),
        (15, "1 day overdue"),
        (16, "2 days overdue"),
    ],
)
def test_deadlines_stand_out(cast, case, now, monkeypatch, days, words):
    then = now + timedelta(days=days)
    monkeypatch.setattr("parloir.web.staff.staff_context.current_time", lambda: then)

    page = cast.client(Role.SUPERVISOR).get(reverse("reviews")).content.decode()

    assert "to be answered by Monday, 25 May 2026" in page
    marks = BeautifulSoup(page, "html.parser").select(".p-picks .usa-tag")
    assert [mark.get_text(strip=True) for mark in marks] == ([words] if words else [])


def test_the_list_asks_as_often_for_many_as_for_one(
    cast, case, now, django_assert_num_queries, django_assert_max_num_queries
):
    client = cast.client(Role.SUPERVISOR)
    client.get(reverse("reviews"))
    with django_assert_max_num_queries(40) as one:
        client.get(reverse("reviews"))
    for _ in range(3):
        more = make_restriction(cast.jail, now=now)
        appeal(
            restriction=more, text="No.", channel=Appeal.Channel.PAGE, received_date=MONDAY,
            by=as_visitor(more.visitor), now=now,
        )  # fmt: skip
    with django_assert_num_queries(len(one)):
        client.get(reverse("reviews"))
