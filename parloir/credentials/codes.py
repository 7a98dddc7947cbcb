"""Codes that prove an email address: the only kind of code that we send by mail.

All counts are by address, whether or not it has an account, so that nothing here tells which
addresses have one, by its answer or by the work that it takes.
"""

import hmac
from datetime import datetime, timedelta
from enum import StrEnum, auto

from django.db import transaction
from django.db.models import QuerySet

from parloir.audit.actors import ANONYMOUS
from parloir.audit.operations import record
from parloir.credentials.links import send_link
from parloir.credentials.models import CodePurpose, SealedCode
from parloir.deletion import delete_oldest
from parloir.locks import lock_name
from parloir.throttling.addresses import try_once_from
from parloir.throttling.operations import Limit, note_attempt, slowed_until
from parloir.vault.names import new_digits, new_public_id
from parloir.vault.sealing import keyed_hash, seal, unseal

CODE_DIGITS = 8
CODE_LIVES = timedelta(minutes=30)
"""From its mail until it is proven, and from then until it is used."""
TRIES_A_CODE = 5
HOUR, DAY = timedelta(hours=1), timedelta(days=1)

CODES_AN_HOUR = Limit("codes-an-hour", times=5, window=HOUR)
CODES_A_DAY = Limit("codes-a-day", times=10, window=DAY)
ASKED_FROM_ONE_PLACE = Limit("codes-asked-from", times=60, window=HOUR)
TRIED_FROM_ONE_PLACE = Limit("codes-tried-from", times=60, window=HOUR)
WRONG_A_DAY = Limit("codes-wrong", times=30, window=DAY)
CLOSED = Limit("codes-closed", times=1, window=DAY)

_PURPOSE = "sealed-code"


class CodeNotSent(Exception):
    """No code is sent to this address now; `reason` says why, `until` when it can be again."""

    class Reason(StrEnum):
        PLACE = auto()
        """Too many were asked for from this network address within the hour."""
        HOUR = auto()
        """Five were sent within the hour."""
        DAY = auto()
        """Ten were sent within a day."""
        CLOSED = auto()
        """Thirty wrong ones were tried within a day."""

    def __init__(self, reason: Reason, until: datetime) -> None:
        super().__init__(reason)
        self.reason = reason
        self.until = until


class CodeRefused(Exception):
    """The digits prove nothing; `reason` says why."""

    class Reason(StrEnum):
        WRONG = auto()
        """They were compared, and are wrong. Each other reason means that nothing was compared."""
        EXPIRED = auto()
        """There is no code that still counts."""
        USED_UP = auto()
        """The code was tried `TRIES_A_CODE` times."""
        CLOSED = auto()
        """Thirty wrong ones were tried within a day."""
        PLACE = auto()
        """Too many were tried from this network address within the hour."""

    def __init__(self, reason: Reason) -> None:
        super().__init__(reason)
        self.reason = reason


class CodeGone(Exception):
    """The proven code was used already, or was proven too long ago."""


def account_of(email: str) -> str:
    """Return the keyed hash of an address, in any case, by which all codes are counted."""
    return keyed_hash(email.strip().lower(), purpose="account-address")


@transaction.atomic
def issue_code(*, email: str, purpose: CodePurpose, now: datetime) -> SealedCode:
    """Create a code for this address. Earlier codes stay valid until they expire.

    Raises CodeNotSent, so that nobody can flood a mailbox or collect codes to guess.
    """
    account = account_of(email)
    lock_name(account)
    _check_limits_of_account(account, now=now)
    for limit in (CODES_AN_HOUR, CODES_A_DAY):
        note_attempt(limit, key=account, now=now)
    public_id, digits = new_public_id(), new_digits(CODE_DIGITS)
    code = SealedCode.objects.create(
        public_id=public_id,
        purpose=purpose,
        account=account,
        code_hash=_hash_of(digits, account=account, purpose=purpose),
        sealed_digits=seal(digits.encode(), purpose=_PURPOSE, context=public_id),
        created_at=now,
        expires_at=now + CODE_LIVES,
    )
    record("issue_code", by=ANONYMOUS, on=code, at=now, purpose=purpose.value)
    return code


def note_request_from(client_address: str, *, now: datetime) -> None:
    """Count a request for a code from this network address. Raises CodeNotSent."""
    until = try_once_from(ASKED_FROM_ONE_PLACE, address=client_address, now=now)
    if until is not None:
        raise CodeNotSent(CodeNotSent.Reason.PLACE, until)


def _check_limits_of_account(account: str, *, now: datetime) -> None:
    reasons = {
        CLOSED: CodeNotSent.Reason.CLOSED,
        CODES_A_DAY: CodeNotSent.Reason.DAY,
        CODES_AN_HOUR: CodeNotSent.Reason.HOUR,
    }
    for limit, reason in reasons.items():
        until = slowed_until(limit, key=account, now=now)
        if until is not None:
            raise CodeNotSent(reason, until)


def prove_code(
    *, email: str, purpose: CodePurpose, digits: str, client_address: str, now: datetime
) -> SealedCode:
    """Mark the code with these digits as proven and return it. Raises CodeRefused.

    `client_address` is the network address from which it is tried. The wrong try that closes
    the codes of this address sends its owner a mail with a link.
    """
    if try_once_from(TRIED_FROM_ONE_PLACE, address=client_address, now=now) is not None:
        raise CodeRefused(CodeRefused.Reason.PLACE)
    with transaction.atomic():
        found = _try(email=email, purpose=purpose, digits=digits.strip(), now=now)
    if isinstance(found, CodeRefused.Reason):
        raise CodeRefused(found)
    return found


def _try(
    *, email: str, purpose: CodePurpose, digits: str, now: datetime
) -> SealedCode | CodeRefused.Reason:
    account = account_of(email)
    lock_name(account)
    if slowed_until(CLOSED, key=account, now=now) is not None:
        return CodeRefused.Reason.CLOSED
    unproven = list(
        SealedCode.objects.filter(
            account=account, purpose=purpose, proven_at=None, expires_at__gt=now
        ).order_by("id")
    )
    counted = [code for code in unproven if _count_try(code)]
    if not counted:
        return CodeRefused.Reason.USED_UP if unproven else CodeRefused.Reason.EXPIRED
    wanted = _hash_of(digits, account=account, purpose=purpose)
    for code in counted:
        if hmac.compare_digest(code.code_hash, wanted) and _mark_proven(code, now=now):
            record("prove_code", by=ANONYMOUS, on=code, at=now)
            return code
    record("prove_code", by=ANONYMOUS, on=counted[-1], at=now, outcome="refused")
    note_attempt(WRONG_A_DAY, key=account, now=now)
    if slowed_until(WRONG_A_DAY, key=account, now=now) is not None:
        note_attempt(CLOSED, key=account, now=now)
        record("close_codes", by=ANONYMOUS, on=counted[-1], at=now)
        send_link("codes_closed", email=email, now=now)
    return CodeRefused.Reason.WRONG


def _count_try(code: SealedCode) -> bool:
    """Count a try by a compare-and-set. A code whose try was not counted is not compared."""
    if code.tries >= TRIES_A_CODE:
        return False
    unchanged = SealedCode.objects.filter(pk=code.pk, tries=code.tries, proven_at=None)
    return bool(unchanged.update(tries=code.tries + 1))


def _mark_proven(code: SealedCode, *, now: datetime) -> bool:
    code.proven_at = now
    return bool(SealedCode.objects.filter(pk=code.pk, proven_at=None).update(proven_at=now))


def use_code(*, code_id: str, email: str, purpose: CodePurpose, now: datetime) -> None:
    """Use a proven code of this address, once. Raises CodeGone."""
    if not _usable(code_id, email, purpose, now).update(used_at=now):
        raise CodeGone


def is_usable(*, code_id: str, email: str, purpose: CodePurpose, now: datetime) -> bool:
    return _usable(code_id, email, purpose, now).exists()


def _usable(
    code_id: str, email: str, purpose: CodePurpose, now: datetime
) -> "QuerySet[SealedCode]":
    proven = SealedCode.objects.filter(
        public_id=code_id, account=account_of(email), purpose=purpose, used_at=None
    )
    return proven.filter(proven_at__gt=now - CODE_LIVES)


def end_codes_of(email: str, *, purpose: CodePurpose, now: datetime) -> None:
    """Let every code of this address expire that nobody has used yet."""
    codes = SealedCode.objects.filter(account=account_of(email), purpose=purpose, used_at=None)
    codes.filter(expires_at__gt=now).update(expires_at=now)
    codes.exclude(proven_at=None).update(used_at=now)


def digits_of(code: SealedCode) -> str:
    return unseal(code.sealed_digits, purpose=_PURPOSE, context=code.public_id).decode()


def delete_old_codes(*, now: datetime) -> int:
    """Delete the first batch of codes that can neither be proven nor used. Returns how many."""
    return delete_oldest(SealedCode.objects.filter(expires_at__lt=now - DAY).order_by("expires_at"))


def _hash_of(digits: str, *, account: str, purpose: CodePurpose) -> str:
    return keyed_hash(f"{purpose.value}:{account}:{digits}", purpose=_PURPOSE)
