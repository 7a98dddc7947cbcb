"""End the sign-ins of people who lose a right or get another password by a change of facts."""

from collections.abc import Iterable
from datetime import datetime

from parloir.accounts.models import StaffRole, User
from parloir.accounts.sign_ins import end_all_sign_ins, note_new_password
from parloir.facts.edits import AppliedEdit
from parloir.facts.fact_models import RIGHTS


def end_sign_ins_of_changed_accounts(done: Iterable[AppliedEdit], *, now: datetime) -> None:
    """End them in the transaction of these edits. Rights that are added end nothing."""
    accounts = {account for edit in done if (account := _who_loses_a_right(edit)) is not None}
    for account in sorted(accounts, key=lambda one: one.pk):
        end_all_sign_ins(user=account, now=now)
    for edit in done:
        if isinstance(edit.after, User) and "password" in edit.fields and edit.before is not None:
            note_new_password(user=edit.after, kept="", now=now)


def _who_loses_a_right(edit: AppliedEdit) -> User | None:
    before, after = edit.before, edit.after
    if isinstance(before, StaffRole):
        return before.user
    if isinstance(before, User) and isinstance(after, User):
        lost = [name for name in RIGHTS if getattr(before, name) and not getattr(after, name)]
        return after if lost else None
    return None
