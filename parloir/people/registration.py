"""How a registration begins (P5): the address is proven before anything else is asked."""

from datetime import datetime

from django.db import transaction

from parloir.accounts.models import User
from parloir.accounts.operations import issue_email_code
from parloir.notices.operations import enqueue_notice


@transaction.atomic
def begin_registration(*, email: str, language: str, now: datetime) -> None:
    """Send a code to this address, or, where it has an account, the advice to sign in.

    A code is made in both cases, so that whoever stands at the page cannot tell one from the
    other by trying codes. Raises TooManyCodes.
    """
    email = email.strip().lower()
    code = issue_email_code(email=email, language=language, now=now)
    if User.objects.filter(email=email).exists():
        enqueue_notice("already_registered", email=email, language=language, now=now)
    else:
        enqueue_notice("email_code", email=email, language=language, now=now, code=code.public_id)
