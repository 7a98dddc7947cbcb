"""Ask for a new password: a code by mail or, when codes are closed, a link."""

from datetime import datetime
from enum import StrEnum, auto

from django.db import transaction

from parloir.accounts.models import User
from parloir.credentials.codes import (
    DAY,
    CodeNotSent,
    account_of,
    issue_code,
    note_request_from,
)
from parloir.credentials.links import send_link
from parloir.credentials.models import CodePurpose
from parloir.notices.operations import enqueue_notice
from parloir.throttling.operations import Limit, try_once

LINKS_A_DAY = Limit("password-links", times=3, window=DAY)
_BY_LINK = {CodeNotSent.Reason.CLOSED, CodeNotSent.Reason.DAY}


class Mailed(StrEnum):
    CODE = auto()
    LINK = auto()


def ask_for_new_password(
    *, email: str, client_address: str, language: str, now: datetime
) -> Mailed:
    """Mail the owner of this address a code, or a link if no more codes are sent today.

    Raises CodeNotSent, also when `LINKS_A_DAY` links were mailed already. `client_address` is
    where the request comes from. An address without an account gets no mail, after the same work.
    """
    note_request_from(client_address, now=now)
    email = email.strip().lower()
    try:
        _mail_code(email=email, language=language, now=now)
    except CodeNotSent as refused:
        if refused.reason not in _BY_LINK:
            raise
        if try_once(LINKS_A_DAY, key=account_of(email), now=now) is not None:
            raise
        send_link("password_link", email=email, now=now)
        return Mailed.LINK
    return Mailed.CODE


@transaction.atomic
def _mail_code(*, email: str, language: str, now: datetime) -> None:
    code = issue_code(email=email, purpose=CodePurpose.RESET, now=now)
    owner = User.objects.filter(email=email, is_active=True).first()
    enqueue_notice(
        "password_code",
        email=email,
        language=owner.language if owner else language,
        now=now,
        code=code.public_id,
        user=owner.public_id if owner else "",
    )
