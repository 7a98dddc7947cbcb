"""Every rule's answer for one visitor, one inmate and one time."""

import pytest
from django.urls import reverse

from parloir.accounts.models import Role
from parloir.bookings.rules.catalog import GROUPS
from parloir.people.models import NoContact
from tests.factories.people import make_inmate, make_visitor

QUESTION = {"kind": "onsite", "day": "2026-05-12", "time": "10:00"}


@pytest.fixture
def people(cast):
    visitor = make_visitor()
    return visitor, make_inmate(cast.jail)


def ask(cast, people, role=Role.OFFICER, **changes):
    visitor, inmate = people
    question = {
        "facility": cast.jail.slug, "visitor": visitor.user.email, "inmate": inmate.master_id,
        **QUESTION, **changes,
    }  # fmt: skip
    return cast.client(role).post(reverse("why"), question)


def against(page):
    return [str(one["name"]) for one in page.context["answers"] if not one["allows"]]


def test_a_visit_that_is_possible_has_nothing_against_it(cast, people):
    page = ask(cast, people)
    assert len(page.context["answers"]) == len(GROUPS)
    assert against(page) == []
    assert "This visit can be booked." in page.content.decode()


def test_each_rule_that_refuses_is_named_with_its_sentence(cast, people):
    visitor, inmate = people
    NoContact.objects.create(visitor=visitor, inmate=inmate, reason="Court order 4711")
    page = ask(cast, people, day="2026-05-16", time="03:00")
    assert against(page) == ["No no-contact order", "Visiting hours"]
    assert "4711" not in page.content.decode()


def test_of_numbers_alike_the_exact_one_is_needed(cast, people):
    make_inmate(cast.jail, master_id="a1")
    make_inmate(cast.jail, master_id="A-1")

    page = ask(cast, people, inmate="A1")

    assert page.status_code == 422
    assert page.context["form"].errors["inmate"] == [
        "Several people have this number. Write it as one of these: A-1, a1."
    ]
    assert ask(cast, people, inmate="a1").status_code == 200


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"visitor": "nobody@example.org"}, "visitor"),
        ({"inmate": "999999"}, "inmate"),
        ({"facility": "clay"}, "facility"),
        ({"day": "2027-03-14", "time": "02:30"}, "time"),
    ],
)
def test_what_is_unknown_is_told_at_its_field(cast, people, changes, field):
    page = ask(cast, people, **changes)
    assert (page.status_code, list(page.context["form"].errors)) == (422, [field])
