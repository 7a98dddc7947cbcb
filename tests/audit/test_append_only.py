"""The database itself refuses to change or delete events, on both databases."""

import pytest
from django.db import DatabaseError, connection, transaction

from parloir.audit.actors import CLOCK
from parloir.audit.models import AuditBlock, AuditCheckpoint, AuditEvent
from parloir.audit.operations import record
from parloir.source import Source, coming_from
from tests.factories.moments import NINE_ON_MONDAY
from tests.factories.subjects import Thing

pytestmark = pytest.mark.django_db

FORGOTTEN = {"source", "source_salt"}
KEPT = sorted({str(field.column) for field in AuditEvent._meta.concrete_fields} - FORGOTTEN)


@pytest.fixture
def event() -> AuditEvent:
    with coming_from(Source("203.0.113.7")):
        record("open", by=CLOCK, on=Thing("thing0000001"), at=NINE_ON_MONDAY)
    return AuditEvent.objects.get()


@pytest.fixture
def block() -> AuditBlock:
    return AuditBlock.objects.create(
        number=1, made_at=NINE_ON_MONDAY, settled_id=1, highest_id=1, events=b"", link=b""
    )


def do(statement: str) -> None:
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement)


def is_refused(statement: str) -> bool:
    try:
        do(statement)
    except DatabaseError as error:
        assert "udit" in str(error), error
        return True
    return False


def purged_until(last_id: int, block: int = 0) -> None:
    AuditCheckpoint.objects.create(
        made_at=NINE_ON_MONDAY, block_number=block, last_id=last_id, link=b"", signature=b""
    )


OTHER = {"id": "id + 1", "at": "'2020-01-01 00:00:00+00'", "details": "'{\"a\": 1}'"}
OTHER_MAC = {"postgresql": "'\\x01'::bytea", "sqlite": "x'01'"}


@pytest.mark.parametrize("column", KEPT)
def test_the_database_refuses_to_change_a_column_of_an_event(event, column):
    other = OTHER_MAC[connection.vendor] if column == "mac" else OTHER.get(column, "'another'")
    assert is_refused(f"UPDATE audit_auditevent SET {column} = {other}")  # noqa: S608


def test_the_address_of_an_event_may_be_emptied_and_nothing_else(event):
    for column in sorted(FORGOTTEN):
        assert is_refused(f"UPDATE audit_auditevent SET {column} = 'another'")  # noqa: S608
    do("UPDATE audit_auditevent SET source = NULL, source_salt = NULL")
    after = AuditEvent.objects.get()
    assert (after.source, after.source_salt) == (None, None)
    assert after.source_seal == event.source_seal


def test_an_address_that_was_emptied_cannot_be_written_again(event):
    do("UPDATE audit_auditevent SET source = NULL, source_salt = NULL")
    assert is_refused("UPDATE audit_auditevent SET source = '203.0.113.7'")


def test_an_event_is_deleted_behind_a_checkpoint_alone(event):
    assert is_refused("DELETE FROM audit_auditevent")
    purged_until(event.pk - 1)
    assert is_refused("DELETE FROM audit_auditevent")
    purged_until(event.pk)
    do("DELETE FROM audit_auditevent")
    assert not AuditEvent.objects.exists()


def test_a_block_is_never_changed_and_is_deleted_behind_a_checkpoint_alone(block):
    assert is_refused("UPDATE audit_auditblock SET settled_id = 2")
    assert is_refused("DELETE FROM audit_auditblock")
    purged_until(1, block=1)
    do("DELETE FROM audit_auditblock")
    assert not AuditBlock.objects.exists()


@pytest.mark.skipif(connection.vendor == "sqlite", reason="SQLite has no TRUNCATE")
def test_the_tables_are_not_truncated(event):
    assert is_refused("TRUNCATE audit_auditevent")
    assert is_refused("TRUNCATE audit_auditblock")
