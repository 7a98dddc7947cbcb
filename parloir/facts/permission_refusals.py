"""What members of staff asked for and may not have: an event for each, and a bounded number."""

from collections.abc import Collection
from datetime import datetime, timedelta
from typing import Final

from parloir.accounts.models import User
from parloir.accounts.policies import actor_of, facilities_served, is_member_of_staff
from parloir.audit.models import AuditEvent
from parloir.audit.operations import record
from parloir.facilities.models import Agency

ACTION: Final = "ask_without_permission"
WITHIN: Final = timedelta(minutes=15)
MOST_WITHIN: Final = 20
"""Within a quarter of an hour the same request is recorded once, and so many of one person."""


def record_permission_refusal(
    *, user: User, asked: str, reason: str = "", at: Collection[str] = (), now: datetime
) -> None:
    """Record that somebody was refused for lack of a permission, unless they are no staff.

    Each agency that they serve has the event. `asked` names the method and the page, `reason` the
    rule, and `at` the slugs of the facilities that it was about. Call it outside the transaction
    that was refused.
    """
    if not is_member_of_staff(user) or not _has_room(user, asked, now):
        return
    for agency in _agencies_of(user) or [""]:
        record(
            ACTION,
            by=actor_of(user),
            on=user,
            at=now,
            agency=agency,
            outcome="refused",
            asked=asked,
            reason=reason,
            facilities=" ".join(sorted(at)),
        )


def _has_room(user: User, asked: str, now: datetime) -> bool:
    """Return whether this is another request than the latest ones, and not one too many."""
    recent = AuditEvent.objects.filter(
        subject_kind=User.__name__,
        subject_ref=user.public_id,
        action=ACTION,
        at__gt=now - WITHIN,
    )
    recorded = {details["asked"] for details in recent.values_list("details", flat=True)}
    return asked not in recorded and len(recorded) < MOST_WITHIN


def _agencies_of(user: User) -> list[str]:
    """Return the public ids of the agencies that the user serves."""
    served = Agency.objects.filter(facilities__slug__in=facilities_served(user))
    return list(served.order_by("pk").values_list("public_id", flat=True).distinct())
