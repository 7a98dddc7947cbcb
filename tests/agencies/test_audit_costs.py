"""A page of the audit costs the same, however much happened elsewhere."""

import pytest
from django.core.management.color import no_style
from django.db import connection
from django.urls import reverse

from parloir.accounts.models import Role
from parloir.audit.models import AuditEvent
from tests.factories.people import as_visitor, ask, make_visitor
from tests.history.past import _insert, _moment
from tests.history.queries import complaints_about, recorded_queries

PAST = 20_000


@pytest.fixture
def past(cast, now):
    """Write the past of another agency, of strangers, and of visitors who are unknown here."""
    theirs, own = make_visitor(), make_visitor()
    ask(own, cast.jail.agency)
    common = {
        "at": _moment(now, "n"),
        "action": "'past'",
        "subject_kind": "'visit'",
        "outcome": "'done'",
    }
    where = [
        {"facility_ref": "'jackson'", "actor_kind": "'clock'"},
        {"agency_ref": f"'{cast.other_jail.agency.public_id}'", "actor_kind": "'staff'"},
        {"actor_kind": "'anonymous'"},
        {"actor_kind": "'visitor'", "actor_ref": f"'{theirs.user.public_id}'"},
    ]
    for number, one in enumerate(where):
        _insert(AuditEvent, PAST, number=number, subject_ref="'v' || n", **common, **one)
    with connection.cursor() as cursor:
        for statement in connection.ops.sequence_reset_sql(no_style(), [AuditEvent]):
            cursor.execute(statement)
        cursor.execute("ANALYZE")
    for _ in range(3):
        AuditEvent.objects.create(
            at=now, action="own", subject_kind="Visitor", subject_ref=own.public_id,
            actor_kind="visitor", actor_ref=as_visitor(own).ref, outcome="done",
        )  # fmt: skip


def test_a_page_of_the_audit_reads_no_past_of_others(cast, past):
    with recorded_queries() as queries:
        page = cast.client(Role.AUDITOR).get(reverse("audit"))

    own = [event.action for event, _ in page.context["rows"] if event.action != "sign_in"]
    assert own == ["own"] * 3
    of_the_audit = [one for one in queries if "audit_auditevent" in one.sql]
    assert len(of_the_audit) >= 3
    complaints = complaints_about(of_the_audit)
    assert not complaints, "\n\n".join(complaints)
