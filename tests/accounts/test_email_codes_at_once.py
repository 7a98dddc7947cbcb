import pytest
from django.db.models import Sum

from parloir.accounts.models import EmailCode
from parloir.accounts.operations import (
    CODES_AN_HOUR,
    WRONG_TRIES,
    EmailCodeRefused,
    TooManyCodes,
    digits_of,
    issue_email_code,
    prove_email,
)
from tests.factories.at_once import all_at_once

pytestmark = pytest.mark.django_db(transaction=True)

EMAIL = "maria@example.org"


def issue(now):
    return issue_email_code(email=EMAIL, language="en", now=now)


def test_of_many_asked_for_at_once_an_hours_worth_is_sent(now):
    results = all_at_once([lambda: issue(now) for _ in range(CODES_AN_HOUR + 3)])
    assert sum(isinstance(one, TooManyCodes) for one in results) == 3
    assert EmailCode.objects.count() == CODES_AN_HOUR


def test_wrong_codes_at_once_are_counted_one_by_one(now):
    codes = [issue(now), issue(now)]
    wrong = next(
        digits for digits in ("000000", "000001", "000002")
        if digits not in {digits_of(code) for code in codes}
    )  # fmt: skip
    results = all_at_once(
        [lambda: prove_email(email=EMAIL, digits=wrong, now=now) for _ in range(WRONG_TRIES + 3)]
    )
    assert [type(one) for one in results] == [EmailCodeRefused] * (WRONG_TRIES + 3)
    reasons = sorted(one.reason for one in results)
    assert reasons == ["used_up"] * 3 + ["wrong"] * WRONG_TRIES
    assert EmailCode.objects.aggregate(Sum("wrong_tries")) == {"wrong_tries__sum": 2 * WRONG_TRIES}


def test_a_right_code_proves_once(now):
    digits = digits_of(issue(now))
    results = all_at_once(
        [lambda: prove_email(email=EMAIL, digits=digits, now=now) for _ in range(4)]
    )
    assert sum(isinstance(one, EmailCode) for one in results) == 1
