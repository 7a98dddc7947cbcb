"""How many guesses at the code for a new password are compared within a day.

For a process that has a database. The clock is moved by giving the operations their time.
"""

from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from datetime import datetime, timedelta
from threading import Barrier

from django.db import connection

from parloir.credentials.codes import (
    CODE_DIGITS,
    TRIES_A_CODE,
    CodeNotSent,
    CodeRefused,
    prove_code,
)
from parloir.credentials.models import CodePurpose
from parloir.credentials.resets import ask_for_new_password

DAY = timedelta(days=1)
EACH = timedelta(minutes=5)
_GUESS = "00000000"


def code_guess_odds_a_day(
    *, careless_at: str, careful_at: str, senders: int, begins_at: datetime
) -> float:
    """Return the chance of guessing a code of one account within a day.

    It is the worse of two attackers, each at the account with this email address: a careless one,
    who goes on whatever is refused, with `senders` network addresses that send at the same moment,
    and a careful one, who stays one try below the limit of each code. The accounts must not have
    been attacked in the day before.
    """
    careless = tries_looked_at(
        email=careless_at, senders=senders, begins_at=begins_at, ends_at=begins_at + DAY
    )
    careful = tries_looked_at(
        email=careful_at, senders=TRIES_A_CODE - 1, begins_at=begins_at, ends_at=begins_at + DAY
    )
    return float(max(careless, careful) / 10**CODE_DIGITS)


def tries_looked_at(*, email: str, senders: int, begins_at: datetime, ends_at: datetime) -> int:
    """Return how many wrong codes were compared.

    Every five minutes the attacker asks for a code, and sends a guess from each of the network
    addresses, all at the same moment.
    """
    looked_at, now = 0, begins_at
    with ThreadPoolExecutor(senders) as pool:
        while now < ends_at:
            _ask(email, now)
            together = Barrier(senders)
            guesses = [
                pool.submit(_is_compared, email, f"sender {number}", now, together)
                for number in range(senders)
            ]
            looked_at += sum(guess.result() for guess in guesses)
            now += EACH
    return looked_at


def _ask(email: str, now: datetime) -> None:
    with suppress(CodeNotSent):
        ask_for_new_password(email=email, client_address="asker", language="en", now=now)


def _is_compared(email: str, place: str, now: datetime, together: Barrier) -> bool:
    """Guess when all others do, and return whether the guess was compared with a code."""
    together.wait()
    try:
        prove_code(
            email=email, purpose=CodePurpose.RESET, digits=_GUESS, client_address=place, now=now
        )
    except CodeRefused as refused:
        return refused.reason is CodeRefused.Reason.WRONG
    finally:
        connection.close()
    return True
