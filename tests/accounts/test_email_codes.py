from datetime import timedelta

import pytest

from parloir.accounts.models import EmailCode
from parloir.accounts.operations import (
    EmailCodeRefused,
    TooManyCodes,
    digits_of,
    issue_email_code,
    prove_email,
)
from parloir.audit.models import AuditEvent
from tests.factories.moments import MINUTE, SECOND

pytestmark = pytest.mark.django_db

Reason = EmailCodeRefused.Reason
MARIA = "maria@example.org"


def issue(now, email=MARIA) -> EmailCode:
    return issue_email_code(email=email, language="en", now=now)


def wrong(code: EmailCode) -> str:
    return f"{(int(digits_of(code)) + 1) % 1_000_000:06d}"


def refusal(digits, now, email=MARIA) -> Reason:
    with pytest.raises(EmailCodeRefused) as caught:
        prove_email(email=email, digits=digits, now=now)
    return caught.value.reason


def test_the_code_proves_the_address_in_any_case(now):
    code = issue(now, " Maria@Example.ORG ")
    proven = prove_email(email="MARIA@example.org", digits=f" {digits_of(code)} ", now=now)
    assert proven == code
    assert EmailCode.objects.get().proven_at == now


def test_a_code_has_six_digits_that_are_not_kept_in_clear(now):
    code = issue(now)
    digits = digits_of(EmailCode.objects.get(pk=code.pk))
    assert (len(digits), digits.isdigit()) == (6, True)
    row = EmailCode.objects.values("code_hash", "sealed_code", "public_id").get()
    assert digits.encode() not in bytes(row["sealed_code"])
    assert len(row["code_hash"]) == 64


def test_a_code_proves_once(now):
    code = issue(now)
    prove_email(email=MARIA, digits=digits_of(code), now=now)
    assert refusal(digits_of(code), now) == Reason.EXPIRED


def test_a_code_is_good_until_half_an_hour_has_passed(now):
    first, second = issue(now), issue(now + SECOND)
    last = now + 30 * MINUTE - SECOND
    assert prove_email(email=MARIA, digits=digits_of(first), now=last) == first
    assert refusal(digits_of(second), now + SECOND + 30 * MINUTE) == Reason.EXPIRED


def test_an_earlier_code_stays_good_beside_a_later_one(now):
    first = issue(now)
    issue(now + MINUTE)
    assert prove_email(email=MARIA, digits=digits_of(first), now=now + 2 * MINUTE) == first


def test_after_five_wrong_tries_the_right_code_is_no_longer_taken(now):
    code = issue(now)
    for _ in range(5):
        assert refusal(wrong(code), now) == Reason.WRONG
    assert refusal(digits_of(code), now) == Reason.USED_UP
    assert EmailCode.objects.get().proven_at is None


def test_after_four_wrong_tries_the_right_code_is_taken(now):
    code = issue(now)
    for _ in range(4):
        refusal(wrong(code), now)
    assert prove_email(email=MARIA, digits=digits_of(code), now=now) == code


def test_wrong_tries_count_for_every_code_of_the_address(now):
    codes = [issue(now), issue(now)]
    digits = next(
        f"{n:06d}" for n in range(9) if f"{n:06d}" not in {digits_of(code) for code in codes}
    )
    for _ in range(5):
        refusal(digits, now)
    assert [refusal(digits_of(code), now) for code in codes] == [Reason.USED_UP, Reason.USED_UP]


def test_a_new_code_after_five_wrong_tries_is_good(now):
    code = issue(now)
    for _ in range(5):
        refusal(wrong(code), now)
    new = issue(now)
    assert prove_email(email=MARIA, digits=digits_of(new), now=now) == new


def test_a_code_proves_no_other_address(now):
    code = issue(now)
    assert refusal(digits_of(code), now, email="eve@example.org") == Reason.EXPIRED
    assert EmailCode.objects.get().proven_at is None


@pytest.mark.parametrize("digits", ["", " ", "abc", "12345", "1234567"])
def test_what_is_no_code_is_refused(now, digits):
    issue(now)
    assert refusal(digits, now) == Reason.WRONG


def test_an_address_gets_five_codes_an_hour(now):
    for minutes in range(5):
        issue(now + minutes * MINUTE)
    with pytest.raises(TooManyCodes):
        issue(now + timedelta(hours=1) - SECOND, MARIA.upper())
    assert issue(now, "eve@example.org").pk
    assert issue(now + timedelta(hours=1)).pk


def test_codes_leave_events_that_name_no_address(now):
    code = issue(now)
    refusal(wrong(code), now)
    prove_email(email=MARIA, digits=digits_of(code), now=now)
    events = AuditEvent.objects.order_by("id").values_list("action", "outcome", "subject_ref")
    assert list(events) == [
        ("issue_email_code", "done", code.public_id),
        ("prove_email", "refused", code.public_id),
        ("prove_email", "done", code.public_id),
    ]
