"""The triggers that keep the audit append-only, on both databases.

They refuse a change that goes round the code. Somebody who may drop them is found by the MACs and
the chain. A migration that changes the table of events drops them first and makes them again:
SQLite copies such a table, and the copy has no triggers.
"""

from typing import Any, Final

_EVENTS: Final = "audit_auditevent"
_BLOCKS: Final = "audit_auditblock"
_CHECKPOINTS: Final = "audit_auditcheckpoint"
_FORGOTTEN: Final = ("source", "source_salt")
_KEPT: Final = (
    "id",
    "at",
    "actor_kind",
    "actor_ref",
    "action",
    "subject_kind",
    "subject_ref",
    "facility_ref",
    "agency_ref",
    "person_ref",
    "outcome",
    "details",
    "source_seal",
    "session",
    "mac",
)
_REFUSE: Final = "parloir_audit_refuse"
_CHANGED: Final = "Audit events are never changed."
_DELETED: Final = "Audit events are deleted only behind a checkpoint."
_BLOCK_CHANGED: Final = "Blocks of the audit are never changed."
_BLOCK_DELETED: Final = "Blocks of the audit are deleted only behind a checkpoint."
_PURGED_TO: Final = f"COALESCE((SELECT MAX(last_id) FROM {_CHECKPOINTS}), 0)"  # noqa: S608
_PURGED_BLOCK: Final = f"COALESCE((SELECT MAX(block_number) FROM {_CHECKPOINTS}), 0)"  # noqa: S608


def make_triggers(apps: Any, schema_editor: Any) -> None:
    _run(schema_editor, _MAKE[schema_editor.connection.vendor])


def drop_triggers(apps: Any, schema_editor: Any) -> None:
    _run(schema_editor, _DROP[schema_editor.connection.vendor])


def _run(schema_editor: Any, statements: list[str]) -> None:
    with schema_editor.connection.cursor() as cursor:
        for statement in statements:
            cursor.execute(statement)


def _sqlite(name: str, event: str, table: str, when: str, message: str) -> str:
    return (
        f"CREATE TRIGGER {name} BEFORE {event} ON {table} FOR EACH ROW {when} "
        f"BEGIN SELECT RAISE(ABORT, '{message}'); END"
    )


def _function(name: str, body: str) -> str:
    return f"CREATE FUNCTION {name}() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN {body} END $$"


def _postgresql(name: str, events: str, table: str, body: str) -> list[str]:
    call = f"EXECUTE FUNCTION {name}()"
    return [
        _function(name, body),
        f"CREATE TRIGGER {name} BEFORE {events} ON {table} FOR EACH ROW {call}",
        f"CREATE TRIGGER {name}_all BEFORE TRUNCATE ON {table} EXECUTE FUNCTION {_REFUSE}()",
    ]


_SQLITE: Final = {
    "parloir_audit_kept": _sqlite(
        "parloir_audit_kept", f"UPDATE OF {', '.join(_KEPT)}", _EVENTS, "", _CHANGED
    ),
    "parloir_audit_forgotten": _sqlite(
        "parloir_audit_forgotten",
        f"UPDATE OF {', '.join(_FORGOTTEN)}",
        _EVENTS,
        "WHEN NEW.source IS NOT NULL OR NEW.source_salt IS NOT NULL",
        _CHANGED,
    ),
    "parloir_audit_deleted": _sqlite(
        "parloir_audit_deleted", "DELETE", _EVENTS, f"WHEN OLD.id > {_PURGED_TO}", _DELETED
    ),
    "parloir_audit_block_kept": _sqlite(
        "parloir_audit_block_kept", "UPDATE", _BLOCKS, "", _BLOCK_CHANGED
    ),
    "parloir_audit_block_deleted": _sqlite(
        "parloir_audit_block_deleted",
        "DELETE",
        _BLOCKS,
        f"WHEN OLD.number > {_PURGED_BLOCK}",
        _BLOCK_DELETED,
    ),
}

# Whatever columns an event has, only these two may differ afterwards, and must then be empty.
_EVENT_BODY: Final = f"""
    IF TG_OP = 'DELETE' THEN
        IF OLD.id > {_PURGED_TO} THEN RAISE EXCEPTION '{_DELETED}'; END IF;
        RETURN OLD;
    END IF;
    IF NEW.source IS NOT NULL OR NEW.source_salt IS NOT NULL
        OR to_jsonb(NEW) - 'source' - 'source_salt'
            IS DISTINCT FROM to_jsonb(OLD) - 'source' - 'source_salt'
    THEN RAISE EXCEPTION '{_CHANGED}'; END IF;
    RETURN NEW;
"""
_BLOCK_BODY: Final = f"""
    IF TG_OP = 'UPDATE' THEN RAISE EXCEPTION '{_BLOCK_CHANGED}'; END IF;
    IF OLD.number > {_PURGED_BLOCK} THEN RAISE EXCEPTION '{_BLOCK_DELETED}'; END IF;
    RETURN OLD;
"""
_MAKE: Final = {
    "sqlite": list(_SQLITE.values()),
    "postgresql": [
        _function(_REFUSE, f"RAISE EXCEPTION '{_CHANGED}';"),
        *_postgresql("parloir_audit_event", "UPDATE OR DELETE", _EVENTS, _EVENT_BODY),
        *_postgresql("parloir_audit_block", "UPDATE OR DELETE", _BLOCKS, _BLOCK_BODY),
    ],
}
_DROP: Final = {
    "sqlite": [f"DROP TRIGGER {name}" for name in _SQLITE],
    "postgresql": [
        f"DROP FUNCTION {name}() CASCADE"
        for name in ("parloir_audit_event", "parloir_audit_block", _REFUSE)
    ],
}
