"""Set passwords. However one is set, its owner is told by mail."""

from collections.abc import Callable
from datetime import datetime
from enum import StrEnum, auto
from functools import partial

from django.contrib.auth.hashers import make_password
from django.contrib.auth.password_validation import validate_password
from django.db import transaction

from parloir.accounts.models import User
from parloir.accounts.policies import actor_of
from parloir.accounts.sign_ins import note_new_password
from parloir.audit.actors import Actor
from parloir.audit.operations import record
from parloir.credentials.codes import end_codes_of, use_code
from parloir.credentials.links import end_links_of, use_link
from parloir.credentials.models import CodePurpose
from parloir.notices.operations import enqueue_notice


class SetBy(StrEnum):
    """How a password was set."""

    OWNER = auto()
    """On the page that asks for the old one."""
    CODE = auto()
    LINK = auto()
    STAFF = auto()
    """In the configuration, by an administrator."""


def change_password(*, user: User, password: str, kept: str = "", by: Actor, now: datetime) -> None:
    """Set the password of somebody who has just typed the old one.

    `kept` is the public id of the sign-in that goes on: all others of the account end.
    """
    _set(user, password, how=SetBy.OWNER, kept=kept, by=by, now=now)


def set_password_by_code(*, user: User, code_id: str, password: str, now: datetime) -> None:
    """Set a password with a proven code. Raises ValidationError and CodeGone."""
    spend = partial(use_code, code_id=code_id, email=user.email, purpose=CodePurpose.RESET, now=now)
    validate_password(password, user)
    _set(user, password, how=SetBy.CODE, by=actor_of(user), now=now, spend=spend)


def set_password_by_link(*, user: User, link_id: str, password: str, now: datetime) -> None:
    """Set a password with a link. Raises ValidationError and LinkGone."""
    spend = partial(use_link, link_id=link_id, user=user, now=now)
    validate_password(password, user)
    _set(user, password, how=SetBy.LINK, by=actor_of(user), now=now, spend=spend)


def _set(
    user: User,
    password: str,
    *,
    how: SetBy,
    kept: str = "",
    by: Actor,
    now: datetime,
    spend: Callable[[], None] = lambda: None,
) -> None:
    # The hash takes tens of milliseconds of work, which no transaction should span.
    hashed = make_password(password)
    with transaction.atomic():
        spend()
        User.objects.filter(pk=user.pk).update(password=hashed)
        user.password = hashed
        note_new_password(user=user, kept=kept, now=now)
        tell_of_new_password(user, how=how, by=by, now=now)


def tell_of_new_password(user: User, *, how: SetBy, by: Actor, now: datetime) -> None:
    """Record that this person's password was set, end codes and links, and mail them.

    Call it in the transaction that sets the password.
    """
    end_codes_of(user.email, purpose=CodePurpose.RESET, now=now)
    end_links_of(user, now=now)
    record("set_password", by=by, on=user, at=now, how=how.value)
    enqueue_notice(
        "password_changed",
        email=user.email,
        language=user.language,
        now=now,
        user=user.public_id,
        how=how.value,
    )


def tell_of_new_address(user: User, *, old_email: str, now: datetime) -> None:
    """Mail the old address that staff have changed the address with which this person signs in.

    Call it in the transaction that changes it.
    """
    end_codes_of(old_email, purpose=CodePurpose.RESET, now=now)
    end_links_of(user, now=now)
    enqueue_notice(
        "address_changed", email=old_email, language=user.language, now=now, user=user.public_id
    )
