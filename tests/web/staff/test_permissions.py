"""Each page of the console is for its roles; another facility's data looks non-existent."""

import pytest
from django.test import Client
from django.urls import reverse

from parloir.accounts.models import Role
from tests.factories.people import make_visitor
from tests.factories.sign_ins import signed_in

PAGES = {
    "identities": {Role.REGISTRAR},
    "reviews": {Role.SUPERVISOR},
    "violations": {Role.OFFICER, Role.SUPERVISOR, Role.AUDITOR},
    "restrictions": {Role.OFFICER, Role.SUPERVISOR, Role.AUDITOR},
    "people": {Role.OFFICER, Role.SUPERVISOR, Role.REGISTRAR, Role.ADMINISTRATOR},
    "repairs": {Role.SUPERVISOR, Role.ADMINISTRATOR},
    "closures": {Role.OFFICER, Role.SUPERVISOR, Role.ADMINISTRATOR},
    "why": {Role.OFFICER, Role.SUPERVISOR, Role.REGISTRAR, Role.ADMINISTRATOR},
    "pins": {Role.OFFICER, Role.SUPERVISOR},
    "devices": {Role.ADMINISTRATOR},
    "approve_device": {Role.ADMINISTRATOR},
    "audit": {Role.AUDITOR},
}
FIRST_PAGES = {
    Role.REGISTRAR: "identities",
    Role.SUPERVISOR: "reviews",
    Role.ADMINISTRATOR: "devices",
    Role.AUDITOR: "violations",
}


@pytest.mark.parametrize("page", PAGES)
@pytest.mark.parametrize("role", list(Role))
def test_a_page_opens_for_its_roles_alone(cast, page, role):
    answer = cast.client(role).get(reverse(page))

    refused = answer.status_code == 403
    assert refused is (role not in PAGES[page])
    assert answer.status_code in {200, 302, 403}


@pytest.mark.parametrize("page", [*PAGES, "console"])
def test_a_visitor_is_refused(cast, page):
    assert signed_in(make_visitor().user).get(reverse(page)).status_code == 403


@pytest.mark.parametrize("page", [*PAGES, "console"])
def test_nobody_signed_in_is_sent_to_sign_in_and_back(cast, page):
    answer = Client().get(reverse(page))

    assert answer.status_code == 302
    assert answer["Location"] == f"{reverse('account_login')}?next={reverse(page)}"


@pytest.mark.parametrize(("role", "page"), FIRST_PAGES.items())
def test_staff_land_on_their_own_first_page(cast, role, page):
    assert cast.client(role).get(reverse("console"))["Location"] == reverse(page)


def test_an_officer_lands_on_the_wall(cast):
    answer = cast.client(Role.OFFICER).get(reverse("console"))

    assert answer.status_code == 200
    assert answer.context["surface"] == "wall"
    assert answer.context["ui_strings"]["nothing_live"]


def test_an_account_that_may_no_longer_sign_in_sees_nothing(cast):
    client = cast.client(Role.OFFICER)
    user = cast.user(Role.OFFICER)
    user.is_active = False
    user.save()

    assert client.get(reverse("console")).status_code == 302


def test_the_navigation_has_the_sections_of_the_role(cast):
    page = cast.client(Role.SUPERVISOR).get(reverse("reviews"))

    names = [section.name for section in page.context["sections"]]
    assert names == [
        "Reviews and appeals", "New times", "Closures", "Why not?", "Violations", "Restrictions",
        "People", "PINs", "Coverage",
    ]  # fmt: skip
    assert [one.name for one in page.context["sections"] if one.current] == ["Reviews and appeals"]


def test_the_page_says_what_is_wrong_with_the_house(cast):
    page = cast.client(Role.REGISTRAR).get(reverse("identities"))

    assert "The worker is not running" in page.content.decode()
