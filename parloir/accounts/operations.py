"""Verify email addresses with codes, before any other question of a registration (P5)."""

from datetime import datetime, timedelta
from enum import StrEnum, auto

from django.db import transaction
from django.db.models import F

from parloir.accounts.models import EmailCode, User
from parloir.audit.actors import ANONYMOUS
from parloir.audit.operations import record
from parloir.locks import lock_name
from parloir.vault.names import new_digits, new_public_id
from parloir.vault.sealing import keyed_hash, seal, unseal

CODE_DIGITS = 6
CODE_LIVES = timedelta(minutes=30)
WRONG_TRIES = 5
CODES_AN_HOUR = 5
_PURPOSE = "email-code"


class EmailCodeRefused(Exception):
    """The code does not prove the address; `reason` says why."""

    class Reason(StrEnum):
        WRONG = auto()
        EXPIRED = auto()
        USED_UP = auto()
        """Wrong digits were tried `WRONG_TRIES` times."""

    def __init__(self, reason: Reason) -> None:
        super().__init__(reason)
        self.reason = reason


class TooManyCodes(Exception):
    """This address was sent `CODES_AN_HOUR` codes within the last hour."""


@transaction.atomic
def issue_email_code(*, email: str, language: str, now: datetime) -> EmailCode:
    """Create a code for this address. Earlier codes stay valid until they expire.

    Raises TooManyCodes, so that nobody can flood a mailbox.
    """
    email = email.strip().lower()
    _lock_address(email)
    recent = EmailCode.objects.filter(email=email, created_at__gt=now - timedelta(hours=1))
    if recent.count() >= CODES_AN_HOUR:
        raise TooManyCodes
    public_id, digits = new_public_id(), new_digits(CODE_DIGITS)
    code = EmailCode.objects.create(
        public_id=public_id,
        email=email,
        code_hash=keyed_hash(digits, purpose=_PURPOSE),
        sealed_code=seal(digits.encode(), purpose=_PURPOSE, context=public_id),
        language=language,
        created_at=now,
        expires_at=now + CODE_LIVES,
    )
    record("issue_email_code", by=ANONYMOUS, on=code, at=now)
    return code


def prove_email(*, email: str, digits: str, now: datetime) -> EmailCode:
    """Mark the code with these digits as proven and return it. Raises EmailCodeRefused."""
    email = email.strip().lower()
    with transaction.atomic():
        _lock_address(email)
        live = EmailCode.objects.filter(
            email=email, expires_at__gt=now, wrong_tries__lt=WRONG_TRIES, proven_at=None
        )
        code = live.filter(code_hash=keyed_hash(digits.strip(), purpose=_PURPOSE)).first()
        if code is not None and live.filter(pk=code.pk).update(proven_at=now):
            record("prove_email", by=ANONYMOUS, on=code, at=now)
            code.proven_at = now
            return code
        missed = live.last()
        if missed is not None:
            live.update(wrong_tries=F("wrong_tries") + 1)
            record("prove_email", by=ANONYMOUS, on=missed, at=now, outcome="refused")
    if missed is not None:
        raise EmailCodeRefused(EmailCodeRefused.Reason.WRONG)
    tried_out = EmailCode.objects.filter(
        email=email, expires_at__gt=now, wrong_tries__gte=WRONG_TRIES
    )
    reason = EmailCodeRefused.Reason
    raise EmailCodeRefused(reason.USED_UP if tried_out.exists() else reason.EXPIRED)


def _lock_address(email: str) -> None:
    """Codes are counted, sent and tried one after the other."""
    lock_name(keyed_hash(email, purpose="email-address"))


def digits_of(code: EmailCode) -> str:
    return unseal(code.sealed_code, purpose=_PURPOSE, context=code.public_id).decode()


def choose_language(*, user: User, language: str) -> None:
    """Set the language in which this person reads pages, on every device, and mails."""
    User.objects.filter(pk=user.pk).update(language=language)
    user.language = language
