"""Tokens that open nothing, in the audit: once a minute from each network address."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from parloir.audit.actors import ANONYMOUS
from parloir.audit.models import AuditEvent
from parloir.audit.operations import record
from parloir.source import current_source

ACTION: Final = "show_wrong_token"
A_MINUTE: Final = timedelta(minutes=1)


@dataclass(frozen=True, slots=True)
class ApiToken:
    """The subject of an event about a token that belongs to nobody. It is never written."""

    public_id: str = ""


def record_wrong_token(*, now: datetime) -> None:
    """Record that a token was shown that is unknown, revoked or over, unless one was recorded from
    the same address within a minute: a program with an old token asks again and again."""
    lately = AuditEvent.objects.filter(at__gt=now - A_MINUTE, action=ACTION)
    if not lately.filter(source=current_source().address or None).exists():
        record(ACTION, by=ANONYMOUS, on=ApiToken(), at=now, outcome="failed")
