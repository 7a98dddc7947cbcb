"""What the tests do to the audit's tables that nothing else may do."""

from typing import Any

from django.db import connection

_CHECKPOINT = """
    INSERT INTO audit_auditcheckpoint (made_at, block_number, last_id, link, signature)
    VALUES (CURRENT_TIMESTAMP, 9000000000000000, 9000000000000000, %s, %s)
"""


def empty_the_audit(cursor: Any) -> None:
    """Delete all events and blocks, and leave a checkpoint that is deleted like any other row:
    the database deletes none of them without one."""
    cursor.execute("SELECT EXISTS (SELECT 1 FROM audit_auditevent)")
    (has_events,) = cursor.fetchone()
    cursor.execute("SELECT EXISTS (SELECT 1 FROM audit_auditblock)")
    (has_blocks,) = cursor.fetchone()
    if has_events or has_blocks:
        cursor.execute(_CHECKPOINT, [b"", b""])
        cursor.execute("DELETE FROM audit_auditevent")
        cursor.execute("DELETE FROM audit_auditblock")


def skip_an_id() -> None:
    """Let an id of an event go to waste, as a transaction does that is rolled back."""
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute("SELECT nextval(pg_get_serial_sequence('audit_auditevent', 'id'))")
        else:
            cursor.execute(
                "UPDATE sqlite_sequence SET seq = seq + 1 WHERE name = 'audit_auditevent'"
            )
