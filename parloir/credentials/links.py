"""Links that set a new password: in a mail to the owner, or handed out by staff in person.

A token has 80 random-looking bits, derived from the row's public id under a key outside the
database, so a letter can contain it and the database does not.
"""

from datetime import datetime, timedelta
from enum import StrEnum, auto

from django.db import transaction
from django.db.models import QuerySet

from parloir.accounts.models import User
from parloir.accounts.policies import is_member_of_staff
from parloir.audit.actors import ANONYMOUS, Actor
from parloir.audit.operations import record
from parloir.credentials.models import PasswordLink
from parloir.deletion import delete_oldest
from parloir.languages import default_language
from parloir.notices.operations import enqueue_notice
from parloir.vault.names import ALPHABET, new_public_id
from parloir.vault.sealing import keyed_hash

LINK_LIVES = timedelta(hours=24)
INVITATION_LIVES = timedelta(days=7)
TOKEN_SIGNS = 16
_BITS_A_SIGN = 5
# Crockford's base 32: letters that are read as digits.
_MISREAD = str.maketrans({"o": "0", "i": "1", "l": "1", "-": None, " ": None})


class LinkGone(Exception):
    """The link was used, is too old, or never existed."""


class HandOutRefused(Exception):
    """No link is handed out for this account; `reason` says why."""

    class Reason(StrEnum):
        STAFF = auto()
        """It has rights of staff, which the one who hands it out may not have."""
        CLOSED = auto()

    def __init__(self, reason: Reason) -> None:
        super().__init__(reason)
        self.reason = reason


@transaction.atomic
def send_link(kind: str, *, email: str, now: datetime) -> None:
    """Mail the owner of this address a link, in a notice of this kind.

    An address without an account gets no mail; the rows are written all the same.
    """
    email = email.strip().lower()
    owner = User.objects.filter(email=email, is_active=True).first()
    link = _new_link(owner, now=now)
    enqueue_notice(
        kind,
        email=email,
        language=owner.language if owner else default_language(),
        now=now,
        link=link.public_id,
    )
    record("send_password_link", by=ANONYMOUS, on=link, at=now)


@transaction.atomic
def send_first_link(*, user: User, by: Actor, now: datetime) -> None:
    """Mail somebody whose account is new a link with which they choose their first password."""
    link = _new_link(user, now=now)
    enqueue_notice(
        "first_password", email=user.email, language=user.language, now=now, link=link.public_id
    )
    record("send_first_link", by=by, on=user, at=now, link=link.public_id)


@transaction.atomic
def send_invitation(*, user: User, by: Actor, now: datetime) -> None:
    """Mail a new member of staff a link with which they choose their first password. It is good for
    a week, and ends those that they were sent before."""
    end_links_of(user, now=now)
    link = _new_link(user, now=now, lives=INVITATION_LIVES)
    enqueue_notice(
        "staff_invitation", email=user.email, language=user.language, now=now, link=link.public_id
    )
    record("send_invitation", by=by, on=user, at=now, link=link.public_id)


@transaction.atomic
def hand_out_link(*, user: User, facility: str, by: Actor, now: datetime) -> PasswordLink:
    """Return a new link for staff to hand out in person, having seen who somebody is.

    Those that were handed out to this person earlier end. The owner is told by mail. `facility` is
    the slug of the facility where it is handed out. Raises HandOutRefused.
    """
    if not user.is_active:
        raise HandOutRefused(HandOutRefused.Reason.CLOSED)
    if is_member_of_staff(user) or user.is_superuser:
        raise HandOutRefused(HandOutRefused.Reason.STAFF)
    links = PasswordLink.objects.filter(user=user, used_at=None)
    links.exclude(handed_out_by="").update(used_at=now)
    link = _new_link(user, now=now, handed_out_by=by.ref)
    record("hand_out_password_link", by=by, on=user, at=now, facility=facility, link=link.public_id)
    enqueue_notice(
        "password_link_handed_out",
        email=user.email,
        language=user.language,
        now=now,
        link=link.public_id,
    )
    return link


def live_link(token: str, *, now: datetime) -> PasswordLink:
    """Return the link with this token, typed in any case, with or without dashes.

    Raises LinkGone.
    """
    token = token.strip().lower().translate(_MISREAD)
    link = _live(now).filter(token_hash=_hash_of(token)).select_related("user").first()
    if link is None:
        raise LinkGone
    return link


def live_link_with_id(link_id: str, *, now: datetime) -> PasswordLink:
    """Return the link with this public id. Raises LinkGone."""
    link = _live(now).filter(public_id=link_id).select_related("user").first()
    if link is None:
        raise LinkGone
    return link


def use_link(*, link_id: str, user: User, now: datetime) -> None:
    """Use a link of this person, once. Raises LinkGone."""
    # Columns of this row alone: PostgreSQL looks at no others again after it has waited.
    unused = PasswordLink.objects.filter(
        public_id=link_id, user=user, used_at=None, expires_at__gt=now
    )
    if not user.is_active or not unused.update(used_at=now):
        raise LinkGone


def end_links_of(user: User, *, now: datetime) -> None:
    PasswordLink.objects.filter(user=user, used_at=None).update(used_at=now)


def delete_old_links(*, now: datetime) -> int:
    """Delete the first batch of links that ended more than a day ago. Returns how many."""
    old = PasswordLink.objects.filter(expires_at__lt=now - timedelta(days=1))
    return delete_oldest(old.order_by("expires_at"))


def token_of(link: PasswordLink) -> str:
    return _token(link.public_id)


def in_groups(token: str) -> str:
    """Return a token as people read and type it, in groups of four."""
    return "-".join(token[at : at + 4] for at in range(0, len(token), 4))


def _live(now: datetime) -> "QuerySet[PasswordLink]":
    return PasswordLink.objects.filter(used_at=None, expires_at__gt=now, user__is_active=True)


def _new_link(
    user: User | None, *, now: datetime, handed_out_by: str = "", lives: timedelta = LINK_LIVES
) -> PasswordLink:
    public_id = new_public_id()
    return PasswordLink.objects.create(
        public_id=public_id,
        user=user,
        token_hash=_hash_of(_token(public_id)),
        handed_out_by=handed_out_by,
        created_at=now,
        expires_at=now + lives,
    )


def _token(public_id: str) -> str:
    number = int(keyed_hash(public_id, purpose="password-link"), 16)
    signs = []
    for _ in range(TOKEN_SIGNS):
        signs.append(ALPHABET[number % len(ALPHABET)])
        number >>= _BITS_A_SIGN
    return "".join(signs)


def _hash_of(token: str) -> str:
    return keyed_hash(token, purpose="password-link-token")
