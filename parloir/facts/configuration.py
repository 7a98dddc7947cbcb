"""The transaction in which facts change, are audited, and bookings are repaired."""

from dataclasses import replace
from datetime import datetime

from django.db import transaction

from parloir.audit.actors import Actor
from parloir.audit.operations import DONE
from parloir.bookings.operations import lock_facts
from parloir.changes.operations import append_change
from parloir.facts.account_authority import check_operator_remains, check_who_remains
from parloir.facts.audit_record import record_edits
from parloir.facts.authority import check_authority, is_exempt
from parloir.facts.consistency import check_consistency
from parloir.facts.edits import Edit, carry_out
from parloir.facts.guard import writing_facts
from parloir.facts.impact import (
    ChangeImpact,
    lock_affected,
    recompute_restrictions,
    revalidate_bookings,
)
from parloir.facts.lost_rights import end_sign_ins_of_changed_accounts
from parloir.facts.scope import topics_of
from parloir.facts.wall_times import keep_times_ahead, zone_changes_in


def configure(
    subject: Edit,
    *parts: Edit,
    by: Actor,
    now: datetime,
    action: str = "",
    outcome: str = DONE,
    agency: str = "",
) -> ChangeImpact:
    """Change rows of facts together, with one audit event about `subject`, and revalidate all
    bookings and visits that they affect. At a facility that gets another time zone, they keep their
    wall times.

    Returns the impact. Raises ChangeRefused, ValidationError, FactGone and ProtectedError, and then
    changes nothing.
    """
    edits = (subject, *parts)
    with transaction.atomic():
        lock_facts()
        check_authority(edits, by=by)
        rows = [row for edit in edits for row in edit.affected()]
        affected = lock_affected(rows, now=now)
        with writing_facts():
            done = carry_out(subject, parts)
        if not done:
            return ChangeImpact()
        check_consistency(done)
        check_operator_remains(done)
        if not is_exempt(by):
            check_who_remains(done)
        record_edits(
            done, subject=subject, by=by, now=now, action=action, outcome=outcome, agency=agency
        )
        append_change(*topics_of(done), now=now)
        end_sign_ins_of_changed_accounts(done, now=now)
        changed = [row for one in done for row in one.rows]
        keep_times_ahead(zone_changes_in(done), by=by, now=now)
        restrictions_changed = recompute_restrictions(changed, by=by, now=now)
        impact = revalidate_bookings(changed, affected=affected, by=by, now=now)
        return replace(impact, restrictions_changed=restrictions_changed)
