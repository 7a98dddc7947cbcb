"""Tell the owner of an account about a sign-in with a new browser."""

from collections.abc import Sequence
from datetime import datetime

from django.db import transaction

from parloir.accounts.browser_kinds import BrowserKind
from parloir.accounts.known_browsers import remember_sign_in
from parloir.accounts.models import User
from parloir.notices.operations import enqueue_notice


@transaction.atomic
def welcome_browser(
    *, user: User, tokens: Sequence[str], kind: BrowserKind, is_first: bool, now: datetime
) -> str | None:
    """Record a sign-in. Returns the token for the cookie of a browser that was not known before.

    The owner gets a mail about it, unless it is their first one (`is_first`): they have just
    registered with it.
    """
    new = remember_sign_in(user=user, tokens=tokens, kind=kind, now=now)
    if new is None:
        return None
    if not is_first:
        enqueue_notice(
            "new_browser",
            email=user.email,
            language=user.language,
            now=now,
            browser=new.row.public_id,
        )
    return new.token
