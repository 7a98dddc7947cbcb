"""The one transaction in which facts change, are put on record, and bookings follow."""

from dataclasses import replace
from datetime import datetime

from django.db import transaction

from parloir.audit.actors import Actor
from parloir.audit.operations import DONE
from parloir.bookings.operations import lock_facts
from parloir.changes.operations import append_change
from parloir.facts.belonging import topics_of
from parloir.facts.edits import Edit, carry_out
from parloir.facts.following import Followed, judge_again, lock_concerned, settle_again
from parloir.facts.guard import writing_facts
from parloir.facts.recording import record_edits
from parloir.facts.wholes import check_wholes


def configure(
    subject: Edit, *parts: Edit, by: Actor, now: datetime, action: str = "", outcome: str = DONE
) -> Followed:
    """The rows change together or not at all, in one event of the audit about `subject`; every
    booking and visit that they concern follows.

    Raises ValidationError, FactGone and ProtectedError.
    """
    with transaction.atomic():
        lock_facts()
        concerned = [row for edit in (subject, *parts) for row in edit.concerned()]
        locked = lock_concerned(concerned, now=now)
        with writing_facts():
            done = carry_out(subject, parts)
        if not done:
            return Followed()
        check_wholes(done)
        record_edits(done, subject=subject, by=by, now=now, action=action, outcome=outcome)
        append_change(*topics_of(done), now=now)
        rows = [row for one in done for row in one.rows]
        resettled = settle_again(rows, by=by, now=now)
        followed = judge_again(rows, locked=locked, by=by, now=now)
        return replace(followed, resettled=resettled)
