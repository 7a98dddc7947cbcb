"""Begin a registration: the email address is verified before any other question (P5)."""

from datetime import datetime

from django.db import transaction

from parloir.accounts.models import User
from parloir.credentials.codes import issue_code, note_request_from
from parloir.credentials.models import CodePurpose
from parloir.notices.operations import enqueue_notice


def begin_registration(*, email: str, client_address: str, language: str, now: datetime) -> None:
    """Send a code to this address or, if it has an account, the advice to sign in.

    A code is created in both cases, so that trying codes does not tell whether the address has
    an account. `client_address` is where the request comes from. Raises CodeNotSent.
    """
    note_request_from(client_address, now=now)
    email = email.strip().lower()
    with transaction.atomic():
        code = issue_code(email=email, purpose=CodePurpose.REGISTRATION, now=now)
        kind = "already_registered" if User.objects.filter(email=email).exists() else "email_code"
        enqueue_notice(kind, email=email, language=language, now=now, code=code.public_id)
