"""Asking for a new password, and typing codes, is the same for a known and an unknown address."""

import re
from datetime import timedelta

import pytest
from django.contrib.auth.hashers import MD5PasswordHasher
from django.db import connection
from django.test.utils import CaptureQueriesContext

from parloir.credentials.codes import CodeNotSent, CodeRefused, digits_of, prove_code
from parloir.credentials.models import CodePurpose, PasswordLink, SealedCode
from parloir.credentials.resets import Mailed, ask_for_new_password
from parloir.notices.models import Notice
from tests.factories.moments import SECOND
from tests.factories.people import UserFactory

pytestmark = pytest.mark.django_db

HOUR, DAY = timedelta(hours=1), timedelta(days=1)
KNOWN, UNKNOWN, CLOSED = "maria@example.org", "nobody@example.org", "closed@example.org"
ADDRESSES = (KNOWN, UNKNOWN, CLOSED)


@pytest.fixture(autouse=True)
def accounts():
    UserFactory(email=KNOWN, language="es")
    UserFactory(email=CLOSED, is_active=False)


def ask(email, now, place="here"):
    return ask_for_new_password(email=email, client_address=place, language="en", now=now)


def reason_of(email, now):
    with pytest.raises(CodeNotSent) as caught:
        ask(email, now)
    return caught.value.reason


def guess(email, now, place):
    try:
        prove_code(
            email=email, purpose=CodePurpose.RESET, digits="x", client_address=place, now=now
        )
    except CodeRefused as refused:
        return refused.reason
    raise AssertionError


def close_codes(email, now):
    for n in range(30):
        if n % 5 == 0:
            now += HOUR / 5
            ask(email, now, f"{email} {n}")
        guess(email, now, f"{email} {n}")
    return now


def work_of(call):
    """Return the statements of a call, without values, and how often a password was hashed."""
    hashed = []
    with pytest.MonkeyPatch.context() as patch, CaptureQueriesContext(connection) as queries:
        patch.setattr(MD5PasswordHasher, "encode", lambda *_: hashed.append(1) or "md5$x$y")
        call()
    # On PostgreSQL a lock's name is a value too.
    values = re.compile(r"SAVEPOINT .*| VALUES .*| WHERE .*|hashtextextended\(.*", re.DOTALL)
    statements = [values.sub("", query["sql"]) for query in queries]
    return statements, len(hashed)


def test_the_owner_gets_a_code_in_their_language(now):
    assert ask(KNOWN.upper(), now) is Mailed.CODE
    notice = Notice.objects.get()
    assert (notice.kind, notice.email, notice.language) == ("password_code", KNOWN, "es")
    assert digits_of(SealedCode.objects.get()) not in str(notice.params)


def test_asking_is_the_same_work_for_every_address(now):
    work = [work_of(lambda email=email: ask(email, now)) for email in ADDRESSES]
    assert work[0] == work[1] == work[2]
    assert work[0][1] == 0


@pytest.mark.parametrize("tries", [1, 5, 6, 30])
def test_guessing_is_the_same_work_for_every_address(now, tries):
    """Also with the try that uses up a code, after it, and with the one that closes codes."""
    work = []
    for email in ADDRESSES:
        at = now
        for n in range(tries - 1):
            if n % 5 == 0:
                at += HOUR / 5
                ask(email, at, f"{email} {n}")
            guess(email, at, f"{email} {n}")
        if tries == 1:
            ask(email, at, f"{email} first")
        work.append(work_of(lambda email=email, at=at: guess(email, at, f"{email} last")))
    assert work[0] == work[1] == work[2]
    assert work[0][1] == 0


def test_when_codes_are_closed_a_link_comes_three_times_a_day(now):
    at = {email: close_codes(email, now) for email in ADDRESSES}
    PasswordLink.objects.all().delete()
    work = [work_of(lambda email=email: ask(email, at[email])) for email in ADDRESSES]
    assert work[0] == work[1] == work[2]
    for email in ADDRESSES:
        assert [ask(email, at[email], email) for _ in range(2)] == [Mailed.LINK] * 2
        assert reason_of(email, at[email] + SECOND) == CodeNotSent.Reason.CLOSED
    owners = PasswordLink.objects.values_list("user__email", flat=True)
    assert sorted(map(str, owners)) == ["None"] * 6 + [KNOWN] * 3


def test_after_ten_codes_in_a_day_a_link_comes(now):
    for n in range(10):
        assert ask(KNOWN, now + n * HOUR) is Mailed.CODE
    assert ask(KNOWN, now + 10 * HOUR) is Mailed.LINK
    assert ask(KNOWN, now + DAY) is Mailed.CODE


def test_after_five_codes_in_an_hour_nothing_comes_until_it_is_over(now):
    for email in ADDRESSES:
        for _ in range(5):
            ask(email, now)
        assert reason_of(email, now + HOUR - SECOND) == CodeNotSent.Reason.HOUR
    assert Notice.objects.count() == 15
