"""Browsers that the owner of an account has signed in with before.

Wrong passwords that strangers try do not slow such a browser down, and a sign-in with any other
one is reported by mail. Its cookie has a random token, of which the row has a keyed hash together
with the password in force: whichever way the password is changed, no earlier browser is known
afterwards, except the one in which the owner has changed it.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import QuerySet

from parloir.accounts.browser_kinds import BrowserKind
from parloir.accounts.models import KnownBrowser, User
from parloir.accounts.policies import actor_of
from parloir.audit.actors import Actor
from parloir.audit.operations import record
from parloir.deletion import delete_oldest
from parloir.vault.names import new_token
from parloir.vault.sealing import keyed_hash

FORGOTTEN_AFTER = timedelta(days=400)
"""As long as a browser keeps a cookie (RFC 6265bis)."""
_PURPOSE = "known-browser"


@dataclass(frozen=True, slots=True)
class NewBrowser:
    """A browser that was not known before, and the token for its cookie."""

    row: KnownBrowser
    token: str


def known_browser(
    *, user: User | None, tokens: Sequence[str], now: datetime
) -> KnownBrowser | None:
    """Return the browser with one of these tokens if the owner has signed in with it before.

    It does the same work for an account that does not exist (None).
    """
    if not tokens:
        return None
    user = user or User()
    hashes = [_hash_of(token, user) for token in tokens]
    return _in_force(user, now).filter(token_hash__in=hashes).order_by("pk").last()


@transaction.atomic
def remember_sign_in(
    *, user: User, tokens: Sequence[str], kind: BrowserKind, now: datetime
) -> NewBrowser | None:
    """Record a sign-in. Returns the browser if it was not known before."""
    known = known_browser(user=user, tokens=tokens, now=now)
    if known is not None:
        KnownBrowser.objects.filter(pk=known.pk).update(last_seen_at=now)
        return None
    new = _remember(user, kind, now)
    record("sign_in_with_new_browser", by=actor_of(user), on=new.row, at=now)
    return new


@transaction.atomic
def keep_browser(*, user: User, kind: BrowserKind, now: datetime) -> str:
    """Return a token for the browser in which the owner has just set this password."""
    new = _remember(user, kind, now)
    record("keep_browser", by=actor_of(user), on=new.row, at=now)
    return new.token


@transaction.atomic
def revoke_known_browsers(*, user: User, by: Actor, now: datetime) -> int:
    """Make every browser of this account an unknown one, and return how many there were."""
    known = KnownBrowser.objects.filter(user=user, revoked_at=None)
    count = known.update(revoked_at=now)
    if count:
        record("revoke_known_browsers", by=by, on=user, at=now, browsers=count)
    return count


def delete_old_browsers(*, now: datetime) -> int:
    """Delete the first batch of browsers that were not seen for long. Returns how many."""
    old = KnownBrowser.objects.filter(last_seen_at__lt=now - FORGOTTEN_AFTER)
    return delete_oldest(old.order_by("last_seen_at"))


def _in_force(user: User, now: datetime) -> QuerySet[KnownBrowser]:
    return KnownBrowser.objects.filter(
        user_id=user.pk or 0, revoked_at=None, last_seen_at__gte=now - FORGOTTEN_AFTER
    )


def _remember(user: User, kind: BrowserKind, now: datetime) -> NewBrowser:
    token = new_token()
    row = KnownBrowser.objects.create(
        user=user,
        token_hash=_hash_of(token, user),
        browser=kind.browser,
        system=kind.system,
        first_seen_at=now,
        last_seen_at=now,
    )
    return NewBrowser(row, token)


def _hash_of(token: str, user: User) -> str:
    return keyed_hash(f"{token}\n{user.password}", purpose=_PURPOSE)
