"""Close a visitor's account that somebody else has got hold of, and open it again."""

from datetime import datetime
from enum import StrEnum, auto

from django.contrib.auth.hashers import make_password
from django.db import transaction

from parloir.accounts.models import Role, User
from parloir.accounts.policies import facilities_served
from parloir.audit.actors import Actor
from parloir.bookings.operations import lock_case, lock_facts
from parloir.bookings.operations.new_pins import replace_known_pins, tell_new_pins
from parloir.facts.account_authority import serves_only_at
from parloir.facts.authority import is_exempt, member_of_staff
from parloir.facts.configuration import configure
from parloir.facts.edits import Changed
from parloir.notices.operations import enqueue_notice
from parloir.people.models import Visitor


class AccountRefused(Exception):
    """The account stays as it is; `reason` says why."""

    class Reason(StrEnum):
        ALREADY_SO = auto()
        WORKS_HERE = auto()
        """The account is also that of a member of staff: only an administrator of every facility
        at which they serve closes or opens it."""

    def __init__(self, reason: Reason) -> None:
        super().__init__(reason)
        self.reason = reason


def close_account(*, visitor: Visitor, agency: str = "", by: Actor, now: datetime) -> None:
    """Close a visitor's account: every session and socket ends, and nobody can sign in.

    The visits that are booked stay booked, each with another PIN, which nobody reads before the
    account is open again. The owner gets a mail. `agency` is the public id of the agency
    whose staff do it, and which reads so in the audit. Raises AccountRefused.
    """
    with transaction.atomic():
        _turn(visitor, is_active=False, agency=agency, by=by, now=now)
        replace_known_pins(visitor=visitor, by=by, now=now)
        _tell("account_closed", visitor, now=now)


def reopen_account(*, visitor: Visitor, agency: str = "", by: Actor, now: datetime) -> None:
    """Open a closed account again, for an owner who has shown who they are.

    Its password is no longer valid: the owner chooses another one by mail. They get the new PINs of
    their visits. `agency` as in `close_account`. Raises AccountRefused.
    """
    with transaction.atomic():
        _turn(visitor, is_active=True, agency=agency, by=by, now=now)
        visitor.user.is_active = True
        _tell("account_reopened", visitor, now=now)
        tell_new_pins(visitor=visitor, now=now)


def _turn(visitor: Visitor, *, is_active: bool, agency: str, by: Actor, now: datetime) -> None:
    lock_facts()
    lock_case(visitor)
    user = User.objects.get(pk=visitor.user_id)
    if user.is_active == is_active:
        raise AccountRefused(AccountRefused.Reason.ALREADY_SO)
    if _works_here(user) and not _administers_all_of(user, by):
        raise AccountRefused(AccountRefused.Reason.WORKS_HERE)
    changed: dict[str, object] = {"is_active": is_active}
    if is_active:
        changed["password"] = make_password(None)
    action = "reopen_account" if is_active else "close_account"
    configure(Changed(user, changed), by=by, now=now, action=action, agency=agency)


def _works_here(user: User) -> bool:
    return user.is_staff or user.is_superuser or user.roles.exists()


def _administers_all_of(user: User, by: Actor) -> bool:
    if is_exempt(by):
        return True
    administrator = member_of_staff(by)
    if administrator is None or user.is_superuser:
        return False
    return serves_only_at(user, facilities_served(administrator, Role.ADMINISTRATOR))


def _tell(kind: str, visitor: Visitor, *, now: datetime) -> None:
    user = visitor.user
    enqueue_notice(
        kind, email=user.email, language=user.language, now=now, visitor=visitor.public_id
    )
