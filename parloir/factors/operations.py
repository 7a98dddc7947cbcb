"""Second factors of accounts: they are added, asked for, and taken away.

`phone_time` is the real time, which phones have too. It differs from `now` in a demo whose clock
was set.
"""

from datetime import datetime
from enum import StrEnum, auto

from django.db import transaction

from parloir.accounts.models import User
from parloir.accounts.sign_ins import end_all_sign_ins
from parloir.audit.actors import Actor
from parloir.audit.operations import record
from parloir.factors import recovery_codes, totp
from parloir.factors.models import AuthenticatorApp, RecoveryCode
from parloir.factors.queries import recovery_codes_left
from parloir.notices.operations import enqueue_notice
from parloir.vault.sealing import seal, unseal

_PURPOSE = "authenticator-app"


class Factor(StrEnum):
    """With what somebody has passed. Sessions and the audit have these words."""

    APP = auto()
    RECOVERY_CODE = auto()
    BREAK_GLASS = auto()
    """By the emergency sign-in of `factors.break_glass`."""


class What(StrEnum):
    """What a letter about the second factor says."""

    ADDED = auto()
    NEW_CODES = auto()
    CODE_USED = auto()
    SWITCHED_OFF = auto()
    TAKEN_AWAY = auto()
    TAKEN_IN_PERSON = auto()


class CodeRefused(Exception):
    """A code did not count. `reason` says why."""

    class Reason(StrEnum):
        WRONG = auto()
        REPLAYED = auto()
        """It is a code of the app that was used, or is older than one that was."""
        USED_BEFORE = auto()
        """It is a recovery code that was used."""

    def __init__(self, reason: Reason) -> None:
        super().__init__(reason)
        self.reason = reason


class NoFactor(Exception):
    """The account has no second factor: it may have been taken away just now."""


def check_code(*, user: User, code: str, by: Actor, now: datetime, phone_time: datetime) -> Factor:
    """Use up a code of the app or from paper. Returns which it was.

    Raises CodeRefused, after recording that. So call it outside a transaction.
    """
    try:
        with transaction.atomic():
            return _use(user, code, by, now, phone_time)
    except CodeRefused as refused:
        record("refuse_code", by=by, on=user, at=now, outcome=refused.reason.value)
        raise


@transaction.atomic
def add_app(
    *, user: User, secret: str, code: str, by: Actor, now: datetime, phone_time: datetime
) -> list[str]:
    """Add the app that shows this code, in place of one that there was.

    Returns new recovery codes, which nobody can read again. Raises CodeRefused.
    """
    step = totp.matching_step(secret, code, at=phone_time)
    if step is None:
        raise CodeRefused(CodeRefused.Reason.WRONG)
    _put(user, secret, last_step=step, now=now)
    codes = _make_codes(user, now)
    record("add_factor", by=by, on=user, at=now, factor=Factor.APP.value)
    _tell(user, What.ADDED, now)
    return codes


@transaction.atomic
def give_app(*, user: User, secret: str, by: Actor, now: datetime) -> None:
    """Give an account an app without asking for a code, and without recovery codes."""
    _put(user, secret, last_step=0, now=now)
    record("add_factor", by=by, on=user, at=now, factor=Factor.APP.value)


@transaction.atomic
def make_recovery_codes(*, user: User, by: Actor, now: datetime) -> list[str]:
    """Return new recovery codes. The ones before no longer count. Raises NoFactor."""
    if not AuthenticatorApp.objects.filter(user=user).exists():
        raise NoFactor
    codes = _make_codes(user, now)
    record("make_recovery_codes", by=by, on=user, at=now)
    _tell(user, What.NEW_CODES, now)
    return codes


@transaction.atomic
def switch_factor_off(*, user: User, by: Actor, now: datetime) -> None:
    """Ask this person for no codes any more. Raises NoFactor."""
    _remove(user)
    record("switch_factor_off", by=by, on=user, at=now)
    _tell(user, What.SWITCHED_OFF, now)


@transaction.atomic
def take_factor_away(*, user: User, in_person_at: str = "", by: Actor, now: datetime) -> None:
    """Take the factor of somebody else away, and sign them out everywhere. Raises NoFactor.

    `in_person_at` is the slug of the facility to which a visitor has come for it.
    """
    _remove(user)
    end_all_sign_ins(user=user, now=now)
    record("take_factor_away", by=by, on=user, at=now, facility=in_person_at)
    _tell(user, What.TAKEN_IN_PERSON if in_person_at else What.TAKEN_AWAY, now)


def secret_of(app: AuthenticatorApp) -> str:
    opened = unseal(app.sealed_secret, purpose=_PURPOSE, context=app.user.public_id)
    return opened.decode()


def _use(user: User, code: str, by: Actor, now: datetime, phone_time: datetime) -> Factor:
    typed = "".join(code.split())
    if len(typed) == totp.DIGITS:
        _use_step(user, typed, phone_time)
        return Factor.APP
    _use_recovery_code(user, typed, now)
    record("use_recovery_code", by=by, on=user, at=now, left=recovery_codes_left(user))
    _tell(user, What.CODE_USED, now)
    return Factor.RECOVERY_CODE


def _use_step(user: User, code: str, phone_time: datetime) -> None:
    app = AuthenticatorApp.objects.select_related("user").filter(user=user).first()
    step = totp.matching_step(secret_of(app), code, at=phone_time) if app else None
    if app is None or step is None:
        raise CodeRefused(CodeRefused.Reason.WRONG)
    unused = AuthenticatorApp.objects.filter(pk=app.pk, last_step__lt=step)
    if not unused.update(last_step=step):
        raise CodeRefused(CodeRefused.Reason.REPLAYED)


def _use_recovery_code(user: User, code: str, now: datetime) -> None:
    same = RecoveryCode.objects.filter(user=user, code_hash=recovery_codes.hash_of(code, user=user))
    if same.filter(used_at=None).update(used_at=now):
        return
    is_known = same.exists()
    raise CodeRefused(CodeRefused.Reason.USED_BEFORE if is_known else CodeRefused.Reason.WRONG)


def _put(user: User, secret: str, *, last_step: int, now: datetime) -> None:
    sealed = seal(secret.encode(), purpose=_PURPOSE, context=user.public_id)
    AuthenticatorApp.objects.update_or_create(
        user=user, defaults={"sealed_secret": sealed, "added_at": now, "last_step": last_step}
    )


def _make_codes(user: User, now: datetime) -> list[str]:
    RecoveryCode.objects.filter(user=user).delete()
    codes = recovery_codes.new_codes()
    RecoveryCode.objects.bulk_create(
        RecoveryCode(user=user, code_hash=recovery_codes.hash_of(code, user=user), made_at=now)
        for code in codes
    )
    return codes


def _remove(user: User) -> None:
    removed, _ = AuthenticatorApp.objects.filter(user=user).delete()
    RecoveryCode.objects.filter(user=user).delete()
    if not removed:
        raise NoFactor


def _tell(user: User, what: What, now: datetime) -> None:
    enqueue_notice(
        "factor_changed",
        email=user.email,
        language=user.language,
        now=now,
        user=user.public_id,
        what=what.value,
    )
