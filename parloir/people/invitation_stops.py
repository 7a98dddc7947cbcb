"""Invitations do not reach people who have asked for none, or who have a no-contact order.

The inviting person is not told. For them, such an invitation is one that was not answered.
"""

import hmac
from datetime import datetime

from django.db import IntegrityError, transaction

from parloir.audit.actors import Actor
from parloir.audit.operations import record
from parloir.people.models import Companionship, InvitationStop, NoContact, Visitor
from parloir.vault.sealing import keyed_hash


def invitations_reach(email: str) -> bool:
    """Return whether invitations are sent to this address, and shown to the person there."""
    has_order = NoContact.objects.filter(visitor__user__email=email).exists()
    return not (has_order or is_stopped_at(email))


def is_stopped_at(email: str) -> bool:
    return InvitationStop.objects.filter(email_hash=_hash_of(email)).exists()


def stop_invitations(*, invitation: Companionship, by: Actor, now: datetime) -> bool:
    """Send no more invitations to this invitation's address. Returns False if it was so before."""
    with transaction.atomic():
        try:
            with transaction.atomic():
                InvitationStop.objects.create(email_hash=_hash_of(invitation.email), stopped_at=now)
        except IntegrityError:
            return False
        record("stop_invitations", by=by, on=invitation, at=now)
    return True


def allow_invitations(*, visitor: Visitor, by: Actor, now: datetime) -> bool:
    """Let others invite this visitor again. Returns False if they could."""
    with transaction.atomic():
        stops = InvitationStop.objects.filter(email_hash=_hash_of(visitor.user.email))
        allowed = bool(stops.delete()[0])
        if allowed:
            record("allow_invitations", by=by, on=visitor, at=now)
    return allowed


def signature_of(invitation: Companionship) -> str:
    """Return what the mail's link contains, to know that its user reads the invited address."""
    return keyed_hash(invitation.public_id, purpose="stop-invitations")


def invitation_with_signature(public_id: str, signature: str) -> Companionship | None:
    """Return the invitation of a mail's link; None if the link is not one of ours."""
    invitation = Companionship.objects.filter(public_id=public_id).first()
    if invitation is None:
        return None
    is_ours = hmac.compare_digest(signature_of(invitation).encode(), signature.encode())
    return invitation if is_ours else None


def _hash_of(email: str) -> str:
    return keyed_hash(email.strip().lower(), purpose="stopped-address")
