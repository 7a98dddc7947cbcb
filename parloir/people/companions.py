"""Register the companions of a visitor: their children, and other adults who have agreed."""

from datetime import date, datetime, timedelta

from django.db import IntegrityError, transaction
from django.db.models import QuerySet

from parloir.accounts.models import User
from parloir.audit.actors import Actor
from parloir.audit.operations import record
from parloir.locks import wait_for_lock
from parloir.notices.operations import enqueue_notice
from parloir.people.identity_queries import own_identity
from parloir.people.models import Companionship, Minor, Visitor, age_on
from parloir.throttling.operations import Limit, try_once
from parloir.typed_text.personal_names import check_names
from parloir.vault.sealing import keyed_hash

OF_AGE = 18
MOST_CHILDREN = 20
INVITATIONS = Limit("companion-invitation", times=10, window=timedelta(hours=24))
INVITATIONS_TO_ONE = Limit("companion-invitation-to", times=3, window=timedelta(hours=24))


class NotAChild(Exception):
    """The date of birth is not that of somebody under 18. An adult registers and is invited."""


class TooManyChildren(Exception):
    """This adult has registered `MOST_CHILDREN` already."""


class InvitedOneself(Exception):
    """The address is the visitor's own."""


class AlreadyInvited(Exception):
    """An invitation to this address is in force, answered or not."""


class TooManyInvitations(Exception):
    """This visitor has sent, or this address has had, as many invitations as a day may have."""


class NotApproved(Exception):
    """Nobody has looked at this visitor's identity and approved it yet."""


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
    """Register a child whom this adult brings. Raises NotAChild, TooManyChildren and
    NameRefused."""
    check_names(first_name, last_name)
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
    """Remove a child from those who can be chosen; visits that are booked stay as they are.

    Return False where it was removed before.
    """
    with transaction.atomic():
        removed = Minor.objects.filter(pk=minor.pk, removed_at=None).update(removed_at=now)
        if removed:
            record("remove_minor", by=by, on=minor, at=now)
    return bool(removed)


def invite_companion(*, visitor: Visitor, email: str, by: Actor, now: datetime) -> Companionship:
    """Ask the person at this address to be a companion, registered or not: the same happens.

    It also happens if invitations do not reach that person, and then no letter is sent.
    Raises NotApproved, InvitedOneself, AlreadyInvited and TooManyInvitations.
    """
    if not may_invite(visitor):
        raise NotApproved
    email = email.strip().lower()
    if email == visitor.user.email:
        raise InvitedOneself
    if Companionship.objects.filter(visitor=visitor, email=email, removed_at=None).exists():
        raise AlreadyInvited
    _count_invitation(visitor, email, now=now)
    try:
        with transaction.atomic():
            invitation = Companionship.objects.create(visitor=visitor, email=email, invited_at=now)
            record("invite_companion", by=by, on=invitation, at=now)
            language = _language_at(email) or visitor.language
            enqueue_notice(
                "companion_invited",
                email=email,
                language=language,
                now=now,
                companionship=invitation.public_id,
            )
    except IntegrityError as error:
        raise AlreadyInvited from error
    return invitation


def may_invite(visitor: Visitor) -> bool:
    """Return whether some agency knows who this is: an invitation is a letter to a stranger."""
    return own_identity(visitor).is_approved_somewhere


def accept_invitation(
    *, invitation: Companionship, invited: Visitor, by: Actor, now: datetime
) -> None:
    """Make `invited` a companion: the inviting visitor can book visits with them from now on.

    Raises InvitationGone.
    """
    with transaction.atomic():
        if not _waiting(invitation, invited).update(companion=invited, accepted_at=now):
            raise InvitationGone
        record("accept_invitation", by=by, on=invitation, at=now)
        _tell_visitor("companion_accepted", invitation, now=now)


def decline_invitation(
    *, invitation: Companionship, invited: Visitor, by: Actor, now: datetime
) -> None:
    """Raises InvitationGone."""
    with transaction.atomic():
        if not _waiting(invitation, invited).update(removed_at=now):
            raise InvitationGone
        record("decline_invitation", by=by, on=invitation, at=now)
        _tell_visitor("companion_declined", invitation, now=now)


def end_companionship(*, companionship: Companionship, by: Actor, now: datetime) -> None:
    """End it for either side, or withdraw the invitation; booked visits stay as they are.

    The other side gets a mail, unless the invitation was never answered. Raises InvitationGone.
    """
    with transaction.atomic():
        ended = Companionship.objects.filter(pk=companionship.pk, removed_at=None).update(
            removed_at=now
        )
        if not ended:
            raise InvitationGone
        companionship.refresh_from_db()
        record("end_companionship", by=by, on=companionship, at=now)
        companion = companionship.companion
        if companion is None:
            return
        is_by_visitor = by.ref == companionship.visitor.user.public_id
        recipient = companion if is_by_visitor else companionship.visitor
        enqueue_notice(
            "companion_ended",
            email=recipient.user.email,
            language=recipient.language,
            now=now,
            companionship=companionship.public_id,
            recipient=recipient.public_id,
        )


def _waiting(invitation: Companionship, invited: Visitor) -> QuerySet[Companionship]:
    """The invitation as a query that finds nothing unless it waits for this visitor's answer."""
    return Companionship.objects.filter(
        pk=invitation.pk, email=invited.user.email, companion=None, removed_at=None
    )


def _count_invitation(visitor: Visitor, email: str, *, now: datetime) -> None:
    """Count an invitation even if it is withdrawn, so that withdrawing cannot flood a mailbox.

    One that is refused counts for neither the visitor nor the address.
    """
    address = keyed_hash(email, purpose="throttle-invitation")
    with transaction.atomic():
        for limit, key in ((INVITATIONS, visitor.public_id), (INVITATIONS_TO_ONE, address)):
            if try_once(limit, key=key, now=now) is not None:
                raise TooManyInvitations


def _language_at(email: str) -> str | None:
    """Return the language of a registered person, which only they see in their mail; else None."""
    return User.objects.filter(email=email).values_list("language", flat=True).first()


def _tell_visitor(kind: str, companionship: Companionship, *, now: datetime) -> None:
    visitor = companionship.visitor
    enqueue_notice(
        kind,
        email=visitor.user.email,
        language=visitor.language,
        now=now,
        companionship=companionship.public_id,
    )
