"""Sign-ins: what a browser's session and its sockets have in common (ADR 48).

A sign-in stands until it is ended, as long as its account may sign in and has the password and the
`session_generation` with which it was made. So whatever writes a password ends all sign-ins of the
account, except one that is kept explicitly. Age ends none.
"""

from collections.abc import Iterable
from datetime import datetime, timedelta

from django.contrib.auth import SESSION_KEY
from django.contrib.sessions.backends.base import SessionBase
from django.db import transaction
from django.db.models import F
from django.utils.crypto import constant_time_compare

from parloir.accounts.models import SignIn, User
from parloir.accounts.policies import actor_of
from parloir.audit.operations import record
from parloir.changes.operations import append_change
from parloir.deletion import delete_oldest
from parloir.locks import lock_name
from parloir.vault.sealing import keyed_hash

SIGN_INS_TOPIC = "sign-ins"
"""The topic of the change feed when sign-ins end, of anybody."""
IN_SESSION = "sign_in"
"""Under this name a session has the public id of its sign-in."""
RENEWED_EVERY = timedelta(days=1)
# Longer than any session lives without being renewed.
FORGOTTEN_AFTER = timedelta(days=90)


@transaction.atomic
def begin_sign_in(*, user: User, now: datetime) -> SignIn:
    record("sign_in", by=actor_of(user), on=user, at=now)
    return _new_sign_in(user, now)


def _new_sign_in(user: User, now: datetime) -> SignIn:
    return SignIn.objects.create(
        user=user, auth_hash=user.get_session_auth_hash(), began_at=now, renewed_at=now
    )


def standing_sign_in(public_id: str) -> SignIn | None:
    """Return this sign-in with its account, or None if it no longer stands."""
    found = SignIn.objects.select_related("user").filter(public_id=public_id, ended_at=None).first()
    return found if found is not None and _stands(found) else None


def standing_among(public_ids: Iterable[str]) -> frozenset[str]:
    """Return those of these sign-ins that stand."""
    found = SignIn.objects.select_related("user").filter(
        public_id__in=list(public_ids), ended_at=None
    )
    return frozenset(one.public_id for one in found if _stands(one))


def end_sign_in(*, public_id: str, now: datetime) -> bool:
    """End this sign-in. Returns False if it had ended before."""
    with transaction.atomic():
        standing = SignIn.objects.filter(public_id=public_id, ended_at=None)
        found = standing.select_related("user").first()
        if found is None or not standing.update(ended_at=now):
            return False
        record("sign_out", by=actor_of(found.user), on=found.user, at=now)
        append_change(SIGN_INS_TOPIC, now=now)
    return True


def end_all_sign_ins(*, user: User, now: datetime) -> None:
    """End every sign-in and every session of this account, in the transaction of what causes it."""
    User.objects.filter(pk=user.pk).update(session_generation=F("session_generation") + 1)
    append_change(SIGN_INS_TOPIC, now=now)


def note_new_password(*, user: User, kept: str, now: datetime) -> None:
    """Announce that the other sign-ins of this account have ended, in the transaction that writes
    its password. `kept` is the public id of the sign-in that goes on, or empty."""
    SignIn.objects.filter(public_id=kept, user=user, ended_at=None).update(
        auth_hash=user.get_session_auth_hash()
    )
    append_change(SIGN_INS_TOPIC, now=now)


def sign_in_of_session(session: SessionBase, *, user: User, now: datetime) -> SignIn | None:
    """Return the sign-in of this account's session, or None if it no longer stands.

    A session from before there were sign-ins receives one.
    """
    named = session.get(IN_SESSION)
    return standing_sign_in(named or _name_in_old_session(session, user=user, now=now))


def renew_sign_in(*, public_id: str, now: datetime) -> bool:
    """Return whether the session of this sign-in is due to be renewed, once in `RENEWED_EVERY`."""
    due = SignIn.objects.filter(public_id=public_id, renewed_at__lt=now - RENEWED_EVERY)
    return due.exists() and bool(due.update(renewed_at=now))


def delete_old_sign_ins(*, now: datetime) -> int:
    """Delete the first batch of sign-ins whose sessions ended long ago. Returns how many."""
    old = SignIn.objects.filter(renewed_at__lt=now - FORGOTTEN_AFTER)
    return delete_oldest(old.order_by("renewed_at"))


def _name_in_old_session(session: SessionBase, *, user: User, now: datetime) -> str:
    """Write a sign-in into the stored session, unless another socket just has. Returns its public
    id, or an empty text if the session is over."""
    with transaction.atomic():
        lock_name(keyed_hash(session.session_key or "", purpose="session"))
        stored = session.__class__(session.session_key)
        if stored.get(SESSION_KEY) != str(user.pk):
            return ""
        if IN_SESSION not in stored:
            stored[IN_SESSION] = _new_sign_in(user, now).public_id
            stored.save()
        return str(stored[IN_SESSION])


def _stands(sign_in: SignIn) -> bool:
    user = sign_in.user
    return user.is_active and constant_time_compare(sign_in.auth_hash, user.get_session_auth_hash())
