"""An administrator makes a token for a program, sees it once, and revokes it."""

import re

import pytest
from django.test import Client
from django.urls import reverse

from parloir.accounts.models import Role
from parloir.audit.models import AuditEvent
from parloir.clients.models import ApiClient
from parloir.clients.scopes import Scope
from tests.factories.people import make_staff
from tests.factories.places import make_jail
from tests.factories.sign_ins import signed_in

pytestmark = pytest.mark.django_db

ADD = reverse("admin:clients_apiclient_add")


@pytest.fixture
def jail():
    return make_jail(slug="jackson", name="Jackson County Jail")


@pytest.fixture
def administrator(jail):
    return make_staff(Role.ADMINISTRATOR, jail, is_staff=True, is_superuser=True)


@pytest.fixture
def client(administrator):
    return signed_in(administrator)


@pytest.fixture
def form(jail):
    return {
        "name": "Jail management",
        "facilities": [jail.pk],
        "may_read_bookings": "on",
        "requests_a_minute": "600",
    }


def token_on(page):
    (token,) = re.findall(r">(parloir_[^<]+)</textarea>", page.content.decode())
    return token


def ask(token):
    return Client(headers={"authorization": f"Bearer {token}"}).get("/api/v1/facilities")


def test_a_new_program_has_a_token_that_opens_what_was_ticked(client, form, administrator):
    page = client.post(ADD, form)

    assert page.status_code == 200
    assert "no-store" in page.headers["Cache-Control"]
    answer = ask(token_on(page))
    assert [one["slug"] for one in answer.json()["items"]] == ["jackson"]
    made = ApiClient.objects.get()
    assert made.scopes == {Scope.READ_BOOKINGS}
    assert made.made_by == administrator.public_id


def test_the_token_is_shown_once(client, form):
    token = token_on(client.post(ADD, form))
    made = ApiClient.objects.get()

    for address in (
        reverse("admin:clients_apiclient_change", args=[made.pk]),
        reverse("admin:clients_apiclient_changelist"),
        reverse("admin:index"),
    ):
        page = client.get(address)
        assert page.status_code == 200
        assert token not in page.content.decode()
    assert token not in str(client.session.items()) + str(client.cookies)
    assert not AuditEvent.objects.filter(details__icontains=token).exists()


@pytest.mark.parametrize("mistake", [{"name": ""}, {"facilities": []}, {"requests_a_minute": "0"}])
def test_a_mistake_is_told_and_makes_no_token(client, form, mistake):
    page = client.post(ADD, form | mistake)

    assert list(page.context["adminform"].form.errors) == list(mistake)
    assert ApiClient.objects.count() == 0


def test_what_it_may_can_be_changed_and_is_on_record(client, form):
    client.post(ADD, form)
    made = ApiClient.objects.get()
    address = reverse("admin:clients_apiclient_change", args=[made.pk])

    answer = client.post(address, form | {"may_write_bookings": "on"})

    assert answer.status_code == 302
    made.refresh_from_db()
    assert made.scopes == {Scope.READ_BOOKINGS, Scope.WRITE_BOOKINGS}
    event = AuditEvent.objects.get(action="configure_change")
    assert event.subject_ref == made.public_id
    assert "book, move and cancel" in event.details["what"].lower()


def test_revoking_asks_once_and_then_the_token_opens_nothing(client, form):
    token = token_on(client.post(ADD, form))
    made = ApiClient.objects.get()
    change = reverse("admin:clients_apiclient_change", args=[made.pk])
    revoke = reverse("admin:clients_apiclient_revoke", args=[made.pk])
    assert revoke in client.get(change).content.decode()

    assert client.get(revoke).status_code == 200
    assert ask(token).status_code == 200
    assert client.post(revoke).headers["Location"] == change

    assert ask(token).status_code == 401
    assert AuditEvent.objects.filter(action="revoke_client").count() == 1
    assert revoke not in client.get(change).content.decode()
    assert client.post(change, form).status_code == 403
    client.post(revoke)
    assert AuditEvent.objects.filter(action="revoke_client").count() == 1


@pytest.mark.parametrize("role", [role for role in Role if role != Role.ADMINISTRATOR])
def test_other_roles_make_and_revoke_none(client, form, jail, role):
    client.post(ADD, form)
    revoke = reverse("admin:clients_apiclient_revoke", args=[ApiClient.objects.get().pk])
    other = signed_in(make_staff(role, jail))

    assert other.post(ADD, form, follow=True).status_code == 403
    assert other.post(revoke, follow=True).status_code == 403
    assert ApiClient.objects.filter(revoked_at=None).count() == 1
