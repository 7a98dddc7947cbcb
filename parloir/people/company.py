"""Who comes along: a visitor's children, and other adults who have agreed to it."""

from datetime import date, datetime, timedelta

from django.db import IntegrityError, transaction

from parloir.accounts.models import User
from parloir.audit.actors import Actor
from parloir.audit.operations import record
from parloir.locks import wait_for_lock
from parloir.notices.operations import enqueue_notice
from parloir.people.models import Companion, Minor, Visitor, age_on
from parloir.throttling.operations import Limit, note_attempt, slowed_until
from parloir.vault.sealing import keyed_hash

OF_AGE = 18
MOST_CHILDREN = 20
INVITATIONS = Limit("companion-invitation", times=10, window=timedelta(hours=24))
INVITATIONS_TO_ONE = Limit("companion-invitation-to", times=3, window=timedelta(hours=24))


class NotAChild(Exception):
    """Nobody under 18 has this date of birth: an adult registers, and is invited."""


class TooManyChildren(Exception):
    """`MOST_CHILDREN` are registered by this adult."""


class InvitedOneself(Exception):
    """The address is the visitor's own."""


class AlreadyInvited(Exception):
    """There is an invitation to this address that stands, answered or not."""


class TooManyInvitations(Exception):
    """This visitor, or this address, has had as many mails as a day may have."""


class InvitationGone(Exception):
    """It was withdrawn, answered or ended meanwhile; nothing was changed."""


def register_minor(
    *,
    guardian: Visitor,
    first_name: str,
    last_name: str,
    date_of_birth: date,
    by: Actor,
    now: datetime,
) -> Minor:
    """A child whom this adult brings along. Raises NotAChild and TooManyChildren."""
    if not 0 <= age_on(now.date(), born=date_of_birth) < OF_AGE:
        raise NotAChild
    with transaction.atomic():
        wait_for_lock(Visitor.objects.filter(pk=guardian.pk))
        if Minor.objects.filter(guardian=guardian, removed_at=None).count() >= MOST_CHILDREN:
            raise TooManyChildren
        minor = Minor.objects.create(
            guardian=guardian,
            first_name=first_name,
            last_name=last_name,
            date_of_birth=date_of_birth,
            registered_at=now,
        )
        record("register_minor", by=by, on=minor, at=now)
    return minor


def remove_minor(*, minor: Minor, by: Actor, now: datetime) -> bool:
    """Not to be chosen any more; visits that are booked stay as they are.

    False where it was removed before.
    """
    with transaction.atomic():
        removed = Minor.objects.filter(pk=minor.pk, removed_at=None).update(removed_at=now)
        if removed:
            record("remove_minor", by=by, on=minor, at=now)
    return bool(removed)


def invite_companion(*, visitor: Visitor, email: str, by: Actor, now: datetime) -> Companion:
    """Ask whoever reads this address to come along. The same happens whether it is registered.

    Raises InvitedOneself, AlreadyInvited and TooManyInvitations.
    """
    email = email.strip().lower()
    if email == visitor.user.email:
        raise InvitedOneself
    if Companion.objects.filter(visitor=visitor, email=email, removed_at=None).exists():
        raise AlreadyInvited
    _count_invitation(visitor, email, now=now)
    try:
        with transaction.atomic():
            companion = Companion.objects.create(visitor=visitor, email=email, invited_at=now)
            record("invite_companion", by=by, on=companion, at=now)
            language = _language_at(email) or visitor.language
            enqueue_notice(
                "companion_invited",
                email=email,
                language=language,
                now=now,
                companion=companion.public_id,
            )
    except IntegrityError as error:
        raise AlreadyInvited from error
    return companion


def accept_invitation(*, companion: Companion, invited: Visitor, by: Actor, now: datetime) -> None:
    """From now on the one who invited can book visits with them. Raises InvitationGone."""
    waiting = Companion.objects.filter(
        pk=companion.pk, email=invited.user.email, companion=None, removed_at=None
    )
    with transaction.atomic():
        if not waiting.update(companion=invited, accepted_at=now):
            raise InvitationGone
        record("accept_invitation", by=by, on=companion, at=now)
        _tell_visitor("companion_accepted", companion, now=now)


def decline_invitation(*, companion: Companion, invited: Visitor, by: Actor, now: datetime) -> None:
    """Raises InvitationGone."""
    waiting = Companion.objects.filter(
        pk=companion.pk, email=invited.user.email, companion=None, removed_at=None
    )
    with transaction.atomic():
        if not waiting.update(removed_at=now):
            raise InvitationGone
        record("decline_invitation", by=by, on=companion, at=now)
        _tell_visitor("companion_declined", companion, now=now)


def end_companionship(*, companion: Companion, by: Actor, now: datetime) -> None:
    """Either side ends it, or the invitation is withdrawn; booked visits stay as they are.

    The other side is told, unless the invitation was never answered. Raises InvitationGone.
    """
    with transaction.atomic():
        ended = Companion.objects.filter(pk=companion.pk, removed_at=None).update(removed_at=now)
        if not ended:
            raise InvitationGone
        companion.refresh_from_db()
        record("end_companionship", by=by, on=companion, at=now)
        other = companion.companion
        if other is None:
            return
        is_by_visitor = by.ref == companion.visitor.user.public_id
        reader = other if is_by_visitor else companion.visitor
        enqueue_notice(
            "companion_ended",
            email=reader.user.email,
            language=reader.language,
            now=now,
            companion=companion.public_id,
            reader=reader.public_id,
        )


def _count_invitation(visitor: Visitor, email: str, *, now: datetime) -> None:
    """Counted whatever comes of it, so that nobody's mailbox is flooded by withdrawing."""
    counted = (
        (INVITATIONS, visitor.public_id),
        (INVITATIONS_TO_ONE, keyed_hash(email, purpose="throttle-invitation")),
    )
    if any(slowed_until(limit, key=key, now=now) is not None for limit, key in counted):
        raise TooManyInvitations
    for limit, key in counted:
        note_attempt(limit, key=key, now=now)


def _language_at(email: str) -> str | None:
    """Whoever is registered reads their own language; only they see which it is."""
    return User.objects.filter(email=email).values_list("language", flat=True).first()


def _tell_visitor(kind: str, companion: Companion, *, now: datetime) -> None:
    visitor = companion.visitor
    enqueue_notice(
        kind,
        email=visitor.user.email,
        language=visitor.language,
        now=now,
        companion=companion.public_id,
    )
