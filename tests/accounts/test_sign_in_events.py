"""Signing in, out and failing to are on record, and an address without account is never written."""

import pytest

from parloir.accounts.failed_sign_ins import record_failed_sign_in
from parloir.accounts.sign_ins import begin_sign_in, end_sign_in
from parloir.audit.models import AuditEvent
from tests.factories.moments import NINE_ON_MONDAY
from tests.factories.people import UserFactory

pytestmark = pytest.mark.django_db

NOW = NINE_ON_MONDAY


def events() -> list[tuple[str, str, str, str]]:
    rows = AuditEvent.objects.order_by("pk")
    return list(rows.values_list("action", "actor_kind", "subject_ref", "outcome"))


def test_a_sign_in_and_its_end_are_on_record_once():
    user = UserFactory()
    sign_in = begin_sign_in(user=user, now=NOW)
    assert end_sign_in(public_id=sign_in.public_id, now=NOW)
    assert not end_sign_in(public_id=sign_in.public_id, now=NOW)
    assert events() == [
        ("sign_in", "visitor", user.public_id, "done"),
        ("sign_out", "visitor", user.public_id, "done"),
    ]


def test_a_wrong_password_is_an_event_of_the_account_that_was_tried():
    user = UserFactory()
    record_failed_sign_in(email=f" {user.email.upper()} ", now=NOW)
    assert events() == [("sign_in", "anonymous", user.public_id, "failed")]


def test_an_address_without_an_account_leaves_an_event_about_nobody():
    record_failed_sign_in(email="somebody@example.org", now=NOW)
    assert events() == [("sign_in", "anonymous", "", "failed")]
    assert "example.org" not in str(list(AuditEvent.objects.values()))
