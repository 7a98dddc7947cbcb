"""One sign-in without password and factor, made on the server's console when they are lost.

All administrators are told by mail when one is made, and when it is used.
"""

from datetime import datetime, timedelta
from enum import StrEnum, auto

from django.db import transaction
from django.db.models import Q, QuerySet

from parloir.accounts.models import Role, User
from parloir.accounts.policies import actor_of
from parloir.audit.actors import ANONYMOUS, Actor
from parloir.audit.operations import record
from parloir.factors.models import BreakGlass
from parloir.factors.queries import must_pass
from parloir.factors.signs import new_signs, plain
from parloir.notices.operations import enqueue_notice
from parloir.vault.sealing import keyed_hash

LIVES = timedelta(minutes=15)
_GROUPS = 4


class Step(StrEnum):
    """What the letter to the administrators tells."""

    MADE = auto()
    USED = auto()


class NotStaff(Exception):
    """The account is a visitor's, or closed."""


class BreakGlassRefused(Exception):
    """It lets nobody in. `reason` says why."""

    class Reason(StrEnum):
        UNKNOWN = auto()
        USED = auto()
        EXPIRED = auto()

    def __init__(self, reason: Reason) -> None:
        super().__init__(reason)
        self.reason = reason


@transaction.atomic
def break_glass(*, user: User, by: Actor, now: datetime) -> str:
    """Return the signs with which this member of staff signs in once, within 15 minutes.

    Those that were made for them before expire. Raises NotStaff.
    """
    if not user.is_active or not must_pass(user):
        raise NotStaff
    BreakGlass.objects.filter(user=user, used_at=None, expires_at__gt=now).update(expires_at=now)
    signs = new_signs(_GROUPS)
    BreakGlass.objects.create(
        user=user, signs_hash=_hash_of(signs), made_at=now, expires_at=now + LIVES
    )
    record("break_glass", by=by, on=user, at=now)
    _tell_administrators(user, Step.MADE, now)
    return signs


def use_break_glass(*, signs: str, now: datetime) -> User:
    """Use it up, and return who signs in.

    Raises BreakGlassRefused, after recording that. So call it outside a transaction.
    """
    found = BreakGlass.objects.select_related("user").filter(signs_hash=_hash_of(signs)).first()
    if found is None:
        raise BreakGlassRefused(BreakGlassRefused.Reason.UNKNOWN)
    with transaction.atomic():
        # Columns of this row alone: PostgreSQL looks at no others again after it has waited.
        usable = BreakGlass.objects.filter(pk=found.pk, used_at=None, expires_at__gt=now)
        if found.user.is_active and usable.update(used_at=now):
            record("use_break_glass", by=actor_of(found.user), on=found.user, at=now)
            _tell_administrators(found.user, Step.USED, now)
            return found.user
    refused = BreakGlassRefused(_why_not(BreakGlass.objects.get(pk=found.pk)))
    record("refuse_break_glass", by=ANONYMOUS, on=found.user, at=now, outcome=refused.reason.value)
    raise refused


def administrators() -> "QuerySet[User]":
    """Return everybody who administers a facility or the installation, and may sign in."""
    administers = Q(is_superuser=True) | Q(roles__role=Role.ADMINISTRATOR)
    return User.objects.filter(administers, is_active=True).distinct().order_by("pk")


def _why_not(found: BreakGlass) -> BreakGlassRefused.Reason:
    if found.used_at is not None:
        return BreakGlassRefused.Reason.USED
    return BreakGlassRefused.Reason.EXPIRED


def _hash_of(signs: str) -> str:
    return keyed_hash(plain(signs), purpose="break-glass")


def _tell_administrators(user: User, step: Step, now: datetime) -> None:
    for one in administrators():
        enqueue_notice(
            "break_glass",
            email=one.email,
            language=one.language,
            now=now,
            user=user.public_id,
            step=step.value,
        )
