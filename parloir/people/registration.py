"""Begin a registration: the email address is verified before any other question (P5)."""

from datetime import datetime

from django.db import transaction

from parloir.accounts.models import User
from parloir.accounts.operations import issue_email_code
from parloir.notices.operations import enqueue_notice


@transaction.atomic
def begin_registration(*, email: str, language: str, now: datetime) -> None:
    """Send a code to this address or, if it has an account, the advice to sign in.

    A code is created in both cases, so that trying codes does not tell whether the address has
    an account. Raises TooManyCodes.
    """
    email = email.strip().lower()
    code = issue_email_code(email=email, language=language, now=now)
    if User.objects.filter(email=email).exists():
        enqueue_notice("already_registered", email=email, language=language, now=now)
    else:
        enqueue_notice("email_code", email=email, language=language, now=now, code=code.public_id)
