"""How often passwords are looked at (decision 46).

A browser that the owner has signed in with before has a small limit of its own. All others count
together for an account, whether the account exists or not, and for each address at which it was
tried. A wrong password also counts for the address alone, which only ever slows a little.
"""

from dataclasses import dataclass, replace
from datetime import timedelta

from django.http import HttpRequest

from parloir.accounts.failed_sign_ins import record_wrong_current_password
from parloir.accounts.models import User
from parloir.clock import current_time
from parloir.throttling.addresses import address_key, stands_outside_limits
from parloir.throttling.delays import Counted, GrowingDelay, Try, begin_try
from parloir.vault.sealing import keyed_hash
from parloir.web.known_browser import browser_of

A_DAY = timedelta(days=1)

AT_KNOWN_BROWSER = GrowingDelay(
    name="sign-in-known",
    free=5,
    first_wait=timedelta(seconds=30),
    longest_wait=timedelta(minutes=15),
    window=A_DAY,
)
BY_ACCOUNT_AND_ADDRESS = GrowingDelay(
    name="sign-in-there",
    free=5,
    first_wait=timedelta(seconds=30),
    longest_wait=timedelta(hours=1),
    window=A_DAY,
)
BY_ACCOUNT = GrowingDelay(
    name="sign-in",
    free=20,
    first_wait=timedelta(seconds=30),
    longest_wait=timedelta(minutes=15),
    window=A_DAY,
)
BY_ADDRESS = GrowingDelay(
    name="sign-in-from",
    free=300,
    first_wait=timedelta(seconds=1),
    longest_wait=timedelta(seconds=10),
    window=timedelta(hours=1),
)
IN_SESSION = GrowingDelay(
    name="current-password",
    free=5,
    first_wait=timedelta(seconds=30),
    longest_wait=timedelta(minutes=15),
    window=A_DAY,
)


@dataclass(frozen=True, slots=True)
class _Limits:
    known: GrowingDelay
    account: GrowingDelay
    account_and_address: GrowingDelay


PASSWORDS = _Limits(AT_KNOWN_BROWSER, BY_ACCOUNT, BY_ACCOUNT_AND_ADDRESS)
CODES = _Limits(
    replace(AT_KNOWN_BROWSER, name="code-known"),
    replace(BY_ACCOUNT, name="code"),
    replace(BY_ACCOUNT_AND_ADDRESS, name="code-there"),
)
"""Only those who know the password come as far. Their wrong codes do not slow the owner's own
browser down either."""


def begin_sign_in(request: HttpRequest, email: str) -> Try:
    """Record a password that somebody tries for this email address. Raises TooEarly.

    If the password is right, the caller takes the try back.
    """
    email, now = email.strip().lower(), current_time()
    return begin_try(_counted(request, email, PASSWORDS), now=now)


def begin_code(request: HttpRequest, email: str) -> Try:
    """Record a code that somebody types after this account's password. Raises TooEarly.

    If the code is right, the caller takes the try back.
    """
    return begin_try(_counted(request, email, CODES), now=current_time())


def is_current_password(user: User, password: str) -> bool:
    """Return whether somebody who is signed in knows the password. Raises TooEarly."""
    attempt = begin_try([Counted(IN_SESSION, user.public_id)], now=current_time())
    if not user.check_password(password):
        record_wrong_current_password(user=user, now=current_time())
        return False
    attempt.take_back()
    return True


def _counted(request: HttpRequest, email: str, limits: _Limits) -> list[Counted]:
    """Return what this try counts for, in the order of locks: account, then address."""
    browser = browser_of(request)
    user = User.objects.filter(email=email).first()
    known = browser.known_to(user) if browser else None
    if known is not None:
        return [Counted(limits.known, known.public_id)]
    address = str(request.META.get("REMOTE_ADDR", ""))
    counted = [
        Counted(limits.account, keyed_hash(email, purpose="throttle-account")),
        Counted(
            limits.account_and_address,
            keyed_hash(f"{address_key(address)} {email}", purpose="throttle-account"),
        ),
    ]
    if not stands_outside_limits(address):
        counted.append(Counted(BY_ADDRESS, address_key(address)))
    return counted
