"""Passwords that were wrong, in the audit: of accounts that exist, and of addresses without one."""

from dataclasses import dataclass
from datetime import datetime

from parloir.accounts.models import User
from parloir.accounts.policies import actor_of
from parloir.audit.actors import ANONYMOUS
from parloir.audit.operations import record


@dataclass(frozen=True, slots=True)
class NoAccount:
    """The subject of an event about an email address that has no account. The address itself is
    never written."""

    public_id: str = ""


def record_failed_sign_in(*, email: str, now: datetime) -> None:
    """Record that a wrong password was looked at. The work is the same whether there is an account
    or not."""
    user = User.objects.filter(email=email.strip().lower()).first()
    record("sign_in", by=ANONYMOUS, on=user or NoAccount(), at=now, outcome="failed")


def record_wrong_current_password(*, user: User, now: datetime) -> None:
    """Record that somebody who is signed in typed another password than their own."""
    record("prove_password", by=actor_of(user), on=user, at=now, outcome="failed")
