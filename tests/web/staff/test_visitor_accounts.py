"""The part of a visitor's page that closes a stolen account, and opens it again."""

import pytest
from django.urls import reverse

from parloir.accounts.models import Role
from tests.factories.people import make_visitor
from tests.factories.sign_ins import signed_in

KEEPERS = {Role.REGISTRAR, Role.SUPERVISOR, Role.ADMINISTRATOR}


@pytest.fixture
def visitor(cast):
    return make_visitor(first_name="Elena", last_name="Reyes")


def press(client, name, visitor):
    return client.post(reverse(name, args=[visitor.public_id]), follow=True)


def is_open(visitor):
    visitor.user.refresh_from_db()
    return visitor.user.is_active


@pytest.mark.parametrize("role", list(Role))
def test_account_is_closed_by_those_who_keep_accounts_alone(cast, visitor, role):
    answer = press(cast.client(role), "close_visitor_account", visitor)
    assert (answer.status_code == 403) is (role not in KEEPERS)
    assert is_open(visitor) is (role not in KEEPERS)


def test_visitor_is_signed_out_and_reads_why_at_the_next_sign_in(cast, visitor):
    client = signed_in(visitor.user)
    press(cast.client(Role.REGISTRAR), "close_visitor_account", visitor)
    assert client.get(reverse("my_visits")).status_code == 302


def test_page_offers_what_is_possible_and_says_what_was_done(cast, visitor):
    client = cast.client(Role.SUPERVISOR)
    page = client.get(reverse("staff_visitor", args=[visitor.public_id])).content.decode()
    assert "Close this account" in page
    page = press(client, "close_visitor_account", visitor).content.decode()
    assert "everybody in it is signed out" in page
    assert "Open this account again" in page
    page = press(client, "close_visitor_account", visitor).content.decode()
    assert "It is so already" in page
    page = press(client, "reopen_visitor_account", visitor).content.decode()
    assert "The account is open again" in page
    assert is_open(visitor)


def test_officer_sees_the_state_of_the_account_without_the_buttons(cast, visitor):
    page = cast.client(Role.OFFICER).get(reverse("staff_visitor", args=[visitor.public_id]))
    assert "Close this account" not in page.content.decode()
    assert "<dt>Account</dt>" in page.content.decode()


def test_somebody_who_works_here_too_is_left_to_an_administrator(cast, visitor):
    visitor.user.roles.create(role=Role.OFFICER, facility_slug=cast.jail.slug)
    page = press(cast.client(Role.REGISTRAR), "close_visitor_account", visitor)
    assert "only an administrator can do this" in page.content.decode()
    assert is_open(visitor)


@pytest.mark.parametrize("name", ["close_visitor_account", "reopen_visitor_account"])
def test_visitor_who_does_not_exist_is_not_found(cast, name):
    answer = cast.client(Role.REGISTRAR).post(reverse(name, args=["nobody"]))
    assert answer.status_code == 404
