"""One violation: its consequences, and what a supervisor may do about it."""

from datetime import timedelta

import pytest
from bs4 import BeautifulSoup
from django.urls import reverse

from parloir.accounts.models import Role
from parloir.accounts.policies import actor_of
from parloir.sanctions.models import Appeal, Restriction, Ruling, Violation
from parloir.workflows.termination import terminate
from tests.factories.companions import allow_parties, make_child
from tests.factories.moments import MONDAY
from tests.factories.people import OFFICER, make_visitor
from tests.factories.sanctions import make_ladder, make_restriction
from tests.factories.sign_ins import signed_in
from tests.factories.visits import TEN_ON_MONDAY, make_booking, make_live
from tests.web.staff.test_appeals import date_fields


@pytest.fixture
def restriction(cast, now) -> Restriction:
    visitor = make_visitor(first_name="Theo", last_name="Banks")
    return make_restriction(
        cast.jail, visitor=visitor, now=now, by=actor_of(cast.user(Role.OFFICER))
    )


@pytest.fixture
def case(restriction) -> Violation:
    return restriction.violation


def page_of(case) -> str:
    return reverse("violation", args=[case.public_id])


def act_on(case, name) -> str:
    return reverse("act_on_violation", args=[case.public_id, name])


def acts(page) -> list[str]:
    return [act.name for act in page.context["acts"]]


def test_officers_and_auditors_read_and_do_nothing(cast, case):
    for role in (Role.OFFICER, Role.AUDITOR):
        page = cast.client(role).get(page_of(case))
        assert acts(page) == []
        assert cast.client(role).post(act_on(case, "dismiss"), {"reason": "No."}).status_code == 403
    assert Violation.objects.get().state == Violation.State.UPHELD


def test_a_case_of_another_facility_is_unknown(cast, case):
    client = cast.client(Role.SUPERVISOR, elsewhere=True)

    assert client.get(page_of(case)).status_code == 404
    assert client.post(act_on(case, "dismiss"), {"reason": "No."}).status_code == 404
    looked = reverse("look_at_violation", args=[case.public_id])
    assert client.post(looked).status_code == 404
    assert Violation.objects.get().looked_at is None


def test_a_new_termination_is_listed_until_a_supervisor_has_looked(cast, case):
    client = cast.client(Role.SUPERVISOR)
    assert "Theo Banks" in client.get(reverse("reviews")).content.decode()

    client.post(reverse("look_at_violation", args=[case.public_id]))

    assert "Theo Banks" not in client.get(reverse("reviews")).content.decode()
    case.refresh_from_db()
    assert case.looked_by == cast.user(Role.SUPERVISOR).public_id


def test_what_can_be_done_depends_on_how_the_case_stands(cast, case):
    client = cast.client(Role.SUPERVISOR)
    assert acts(client.get(page_of(case))) == ["shorten", "lift", "dismiss", "redate", "appeal"]
    client.post(act_on(case, "dismiss"), {"reason": "No."})
    assert acts(client.get(page_of(case))) == ["reinstate"]


@pytest.mark.parametrize(
    ("name", "answer", "kind"),
    [
        ("dismiss", {}, "dismiss"),
        ("lift", {}, "lift"),
        ("shorten", date_fields("until_date", MONDAY + timedelta(days=3)), "shorten"),
        ("redate", date_fields("occurred_date", MONDAY - timedelta(days=3)), "redate"),
    ],
)
def test_each_act_is_asked_done_and_on_record(cast, case, name, answer, kind):
    client = cast.client(Role.SUPERVISOR)
    assert client.get(act_on(case, name)).status_code == 200

    page = client.post(act_on(case, name), answer | {"reason": "I have seen it."}, follow=True)

    assert "Done." in page.content.decode()
    assert "I have seen it." in page.content.decode()
    assert Ruling.objects.get().kind == kind


@pytest.mark.parametrize(
    ("name", "answer", "field"),
    [
        ("dismiss", {"reason": " "}, "reason"),
        ("shorten", {"reason": "Why."}, "until_date"),
        (
            "shorten",
            {"reason": "Why."} | date_fields("until_date", MONDAY + timedelta(days=90)),
            "until_date",
        ),
        (
            "redate",
            {"reason": "Why."} | date_fields("occurred_date", MONDAY + timedelta(days=1)),
            "occurred_date",
        ),
        ("reinstate", {"reason": "Why."}, "__all__"),
        ("confirm", {"reason": "Why."}, "__all__"),
    ],
)
def test_what_is_wrong_is_said_and_nothing_typed_is_lost(cast, case, name, answer, field):
    page = cast.client(Role.SUPERVISOR).post(act_on(case, name), answer)

    assert page.status_code == 422
    assert list(page.context["form"].errors) == [field]
    assert Ruling.objects.count() == 0
    if answer["reason"].strip():
        assert answer["reason"] in page.content.decode()


@pytest.mark.parametrize("name", ["nonsense", "Dismiss"])
def test_an_act_that_there_is_not_is_unknown(cast, case, name):
    assert cast.client(Role.SUPERVISOR).get(act_on(case, name)).status_code == 404


def test_with_four_eyes_ones_own_case_has_nothing_to_press(cast, now):
    cast.jail.four_eyes = True
    cast.jail.save()
    supervisor = cast.user(Role.SUPERVISOR)
    case = make_restriction(cast.jail, now=now, by=actor_of(supervisor)).violation
    page = cast.client(Role.SUPERVISOR).get(page_of(case))

    assert acts(page) == []
    assert "another supervisor decides it" in page.content.decode()


def test_a_permanent_restriction_is_listed_until_a_second_person_confirms(cast, now):
    make_ladder(cast.jail, None, confirm_permanent=True)
    officer = actor_of(cast.user(Role.OFFICER))
    case = make_restriction(cast.jail, now=now, by=officer).violation
    client = cast.client(Role.SUPERVISOR)
    assert "to be confirmed" in client.get(reverse("reviews")).content.decode()
    assert acts(client.get(page_of(case)))[0] == "confirm"

    client.post(act_on(case, "confirm"), {"reason": "Yes."})

    assert "to be confirmed" not in client.get(reverse("reviews")).content.decode()
    assert not Restriction.objects.get().awaits_second


def test_an_appeal_on_paper_is_entered_with_the_day_on_which_it_came(cast, case):
    answer = {"text": "It was a calculator."} | date_fields("received_date", MONDAY)
    page = cast.client(Role.SUPERVISOR).post(act_on(case, "appeal"), answer, follow=True)

    assert "Entered." in page.content.decode()
    filed = Appeal.objects.get()
    assert (filed.channel, filed.received_date, filed.filed_by) == (
        "paper", MONDAY, cast.user(Role.SUPERVISOR).public_id,
    )  # fmt: skip


@pytest.mark.parametrize("days", [-1, 1])
def test_a_paper_cannot_have_come_before_or_after(cast, case, days):
    day = MONDAY + timedelta(days=days)
    answer = {"text": "It was a calculator."} | date_fields("received_date", day)
    page = cast.client(Role.SUPERVISOR).post(act_on(case, "appeal"), answer)

    assert list(page.context["form"].errors) == ["received_date"]
    assert Appeal.objects.count() == 0


def test_an_inmates_restriction_is_eased_on_the_same_page_and_the_visitor_does_not_read_it(
    cast, now
):
    make_ladder(cast.jail, 14, whose="inmate")
    visitor = make_visitor()
    case = make_restriction(
        cast.jail, visitor=visitor, conduct={"visitor", "inmate"}, now=now
    ).violation
    client = cast.client(Role.SUPERVISOR)
    assert {"lift-inmates", "shorten-inmates"} <= set(acts(client.get(page_of(case))))

    client.post(act_on(case, "lift-inmates"), {"reason": "He has apologized."})

    assert not {"lift-inmates", "shorten-inmates"} & set(acts(client.get(page_of(case))))
    assert "He has apologized." in client.get(page_of(case)).content.decode()
    read = signed_in(visitor.user).get("/restrictions/").content.decode()
    assert "He has apologized." not in read
    assert not Restriction.objects.get().is_lifted


def test_without_a_restriction_of_the_inmate_there_is_nothing_to_ease(cast, case):
    assert cast.client(Role.SUPERVISOR).get(act_on(case, "lift-inmates")).status_code == 404


def test_who_else_was_there_and_is_held_to_account_is_named(cast):
    allow_parties(cast.jail, (2, 1))
    maria = make_visitor(first_name="Maria", last_name="Alvarez")
    ana = make_visitor(first_name="Ana", last_name="Ruiz")
    visit = make_live(
        make_booking(cast.jail, visitor=maria, adults=(ana,), minors=(make_child(maria),))
    )
    terminate(
        visit=visit, ground="phone", conduct={"visitor"},
        persons=[maria.public_id, ana.public_id], note="", by=OFFICER, now=TEN_ON_MONDAY,
    )  # fmt: skip
    of_maria, of_ana = (one.violations.get() for one in (maria, ana))
    page = cast.client(Role.SUPERVISOR).get(page_of(of_ana)).content.decode()
    facts = BeautifulSoup(page, "html.parser").find("dl")
    said = {term.text: term.find_next("dd") for term in facts.find_all("dt")}
    assert said["Also there"].text == "Maria Alvarez and Leo Alvarez"
    link = said["Held to account too"].find("a")
    assert (link.text, link["href"]) == ("Maria Alvarez", page_of(of_maria))
