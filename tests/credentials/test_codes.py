from datetime import timedelta
from ipaddress import ip_network

import pytest

from parloir.audit.models import AuditEvent
from parloir.credentials.codes import (
    CodeGone,
    CodeNotSent,
    CodeRefused,
    delete_old_codes,
    digits_of,
    is_usable,
    issue_code,
    note_request_from,
    prove_code,
    use_code,
)
from parloir.credentials.models import CodePurpose, SealedCode
from parloir.notices.models import Notice
from tests.factories.moments import MINUTE, SECOND

pytestmark = pytest.mark.django_db

Reason = CodeRefused.Reason
MARIA = "maria@example.org"
HOUR, DAY = timedelta(hours=1), timedelta(days=1)
RESET, REGISTRATION = CodePurpose.RESET, CodePurpose.REGISTRATION


def issue(now, email=MARIA, purpose=RESET) -> SealedCode:
    return issue_code(email=email, purpose=purpose, now=now)


def wrong(*codes: SealedCode) -> str:
    taken = {digits_of(code) for code in codes}
    return next(f"{n:08d}" for n in range(99) if f"{n:08d}" not in taken)


def prove(digits, now, email=MARIA, *, purpose=RESET, place="here") -> SealedCode:
    return prove_code(email=email, purpose=purpose, digits=digits, client_address=place, now=now)


def refusal(digits, now, email=MARIA, **more) -> Reason:
    with pytest.raises(CodeRefused) as caught:
        prove(digits, now, email, **more)
    return caught.value.reason


def not_sent(now, email=MARIA, purpose=RESET) -> CodeNotSent:
    with pytest.raises(CodeNotSent) as caught:
        issue(now, email, purpose)
    return caught.value


def guess_wrong(times, now):
    """Try wrong codes from a new place each time, and return when and how each was refused."""
    code, refused = issue(now), []
    for n in range(times):
        if n and n % 5 == 0:
            now += HOUR / 5
            code = issue(now)
        refused.append(refusal(wrong(code), now, place=f"place {n}"))
    assert refused == [Reason.WRONG] * times
    return now, code


@pytest.mark.parametrize("purpose", CodePurpose)
def test_the_code_proves_the_address_in_any_case(now, purpose):
    code = issue(now, " Maria@Example.ORG ", purpose)
    proven = prove(f" {digits_of(code)} ", now, "MARIA@example.org", purpose=purpose)
    assert proven == code
    assert SealedCode.objects.get().proven_at == now


def test_a_code_has_eight_digits_and_neither_they_nor_the_address_are_kept_in_clear(now):
    code = issue(now)
    digits = digits_of(SealedCode.objects.get(pk=code.pk))
    assert (len(digits), digits.isdigit()) == (8, True)
    row = SealedCode.objects.values().get()
    assert digits.encode() not in bytes(row.pop("sealed_digits"))
    assert digits not in str(row)
    assert "maria" not in str(row)


def test_codes_of_two_addresses_with_the_same_digits_have_other_hashes(now, monkeypatch):
    monkeypatch.setattr("parloir.credentials.codes.new_digits", lambda count: "7" * count)
    issue(now), issue(now, "eve@example.org"), issue(now, purpose=REGISTRATION)
    assert len(set(SealedCode.objects.values_list("code_hash", flat=True))) == 3


def test_a_code_proves_once(now):
    code = issue(now)
    prove(digits_of(code), now)
    assert refusal(digits_of(code), now) == Reason.EXPIRED


def test_a_code_is_good_until_half_an_hour_has_passed(now):
    first, second = issue(now), issue(now + SECOND)
    last = now + 30 * MINUTE - SECOND
    assert prove(digits_of(first), last) == first
    assert refusal(digits_of(second), now + SECOND + 30 * MINUTE) == Reason.EXPIRED


def test_an_earlier_code_stays_good_beside_a_later_one(now):
    first = issue(now)
    issue(now + MINUTE)
    assert prove(digits_of(first), now + 2 * MINUTE) == first


def test_after_five_wrong_tries_the_right_code_is_no_longer_taken(now):
    code = issue(now)
    for _ in range(5):
        assert refusal(wrong(code), now) == Reason.WRONG
    assert refusal(digits_of(code), now) == Reason.USED_UP
    assert SealedCode.objects.get().proven_at is None


def test_after_four_wrong_tries_the_right_code_is_taken(now):
    code = issue(now)
    for _ in range(4):
        refusal(wrong(code), now)
    assert prove(digits_of(code), now) == code


def test_wrong_tries_count_for_every_code_of_the_address(now):
    codes = [issue(now), issue(now)]
    for _ in range(5):
        refusal(wrong(*codes), now)
    assert [refusal(digits_of(code), now) for code in codes] == [Reason.USED_UP, Reason.USED_UP]


def test_a_used_up_code_is_not_compared_beside_a_newer_one(now):
    old = issue(now)
    for _ in range(5):
        refusal(wrong(old), now)
    new = issue(now)
    assert refusal(digits_of(old), now) == Reason.WRONG
    assert prove(digits_of(new), now) == new


def test_a_code_proves_no_other_address_and_nothing_else(now):
    code = issue(now)
    assert refusal(digits_of(code), now, "eve@example.org") == Reason.EXPIRED
    assert refusal(digits_of(code), now, purpose=REGISTRATION) == Reason.EXPIRED
    assert SealedCode.objects.get().proven_at is None


@pytest.mark.parametrize("digits", ["", " ", "abc", "1234567", "123456789", "٣" * 8])
def test_what_is_no_code_is_refused(now, digits):
    issue(now)
    assert refusal(digits, now) == Reason.WRONG


def test_an_address_gets_five_codes_an_hour_whatever_they_are_for(now):
    for minutes in range(5):
        issue(now + minutes * MINUTE, purpose=REGISTRATION if minutes % 2 else RESET)
    refused = not_sent(now + HOUR - SECOND, MARIA.upper())
    assert (refused.reason, refused.until) == (CodeNotSent.Reason.HOUR, now + HOUR)
    assert not_sent(now + HOUR - SECOND, purpose=REGISTRATION).reason == CodeNotSent.Reason.HOUR
    assert issue(now, "eve@example.org").pk
    assert issue(now + HOUR).pk


def test_an_address_gets_ten_codes_a_day(now):
    for n in range(10):
        issue(now + n * HOUR)
    refused = not_sent(now + DAY - SECOND)
    assert (refused.reason, refused.until) == (CodeNotSent.Reason.DAY, now + DAY)
    assert issue(now + DAY).pk


def test_one_place_asks_for_sixty_codes_an_hour(now):
    for _ in range(60):
        note_request_from("here", now=now)
    note_request_from("elsewhere", now=now)
    with pytest.raises(CodeNotSent) as caught:
        note_request_from("here", now=now + HOUR - SECOND)
    assert caught.value.reason == CodeNotSent.Reason.PLACE
    note_request_from("here", now=now + HOUR)


def test_one_place_tries_sixty_codes_an_hour_at_all_addresses(now):
    code = issue(now)
    for n in range(60):
        assert refusal("00000000", now, f"{n}@example.org") == Reason.EXPIRED
    assert refusal(digits_of(code), now + 20 * MINUTE) == Reason.PLACE
    assert prove(digits_of(code), now + 20 * MINUTE, place="elsewhere") == code


def test_after_thirty_wrong_ones_in_a_day_no_code_counts_for_a_day(now):
    closed_at, last = guess_wrong(30, now)
    fresh = closed_at + MINUTE
    assert refusal(digits_of(last), fresh, place="other") == Reason.CLOSED
    refused = not_sent(fresh)
    assert (refused.reason, refused.until) == (CodeNotSent.Reason.CLOSED, closed_at + DAY)
    assert not_sent(closed_at + DAY - SECOND).reason == CodeNotSent.Reason.CLOSED
    code = issue(closed_at + DAY)
    assert prove(digits_of(code), closed_at + DAY, place="other") == code


def test_after_twenty_nine_wrong_ones_codes_count(now):
    at, code = guess_wrong(29, now)
    assert prove(digits_of(code), at, place="other") == code


def test_the_thirty_are_those_of_the_last_day_whenever_it_began(now):
    """Ten, then nineteen, then eleven: the last thirty within a day close."""
    guess_wrong(10, now)
    guess_wrong(19, now + 20 * HOUR)
    at, _used_up = guess_wrong(10, now + 25 * HOUR)
    code = issue(at)
    assert prove(digits_of(code), at, place="other") == code
    code = issue(at)
    assert refusal(wrong(code), at, place="other") == Reason.WRONG
    assert refusal(digits_of(code), at, place="other") == Reason.CLOSED


def test_tries_that_nobody_compared_close_nothing(now):
    for n in range(40):
        assert refusal("00000000", now, place=str(n)) == Reason.EXPIRED
    code = issue(now)
    assert prove(digits_of(code), now) == code


def test_closing_tells_the_owner_once(now):
    at, _code = guess_wrong(30, now)
    refusal("00000000", at, place="other")
    notice = Notice.objects.get()
    assert (notice.kind, notice.email) == ("codes_closed", MARIA)


def test_a_proven_code_is_used_once_by_its_address_for_its_purpose(now):
    code = prove(digits_of(issue(now)), now)
    use = {"code_id": code.public_id, "email": MARIA.upper(), "purpose": RESET, "now": now}
    assert is_usable(**use)
    for other in ({"email": "eve@example.org"}, {"purpose": REGISTRATION}, {"code_id": "x"}):
        assert not is_usable(**use | other)
        with pytest.raises(CodeGone):
            use_code(**use | other)
    use_code(**use)
    assert not is_usable(**use)
    with pytest.raises(CodeGone):
        use_code(**use)


def test_a_proven_code_is_good_for_half_an_hour(now):
    code = prove(digits_of(issue(now)), now)
    use = {"code_id": code.public_id, "email": MARIA, "purpose": RESET}
    assert is_usable(**use, now=now + 30 * MINUTE - SECOND)
    assert not is_usable(**use, now=now + 30 * MINUTE)


def test_a_code_that_is_not_proven_permits_nothing(now):
    code = issue(now)
    with pytest.raises(CodeGone):
        use_code(code_id=code.public_id, email=MARIA, purpose=RESET, now=now)


def test_old_codes_are_deleted_when_they_can_no_longer_be_used(now):
    issue(now)
    expired = now + 30 * MINUTE
    assert delete_old_codes(now=expired + DAY) == 0
    assert delete_old_codes(now=expired + DAY + SECOND) == 1


def test_codes_leave_events_that_name_no_address(now):
    code = issue(now)
    refusal(wrong(code), now)
    prove(digits_of(code), now)
    events = AuditEvent.objects.order_by("id").values_list("action", "outcome", "subject_ref")
    assert list(events) == [
        ("issue_code", "done", code.public_id),
        ("prove_code", "refused", code.public_id),
        ("prove_code", "done", code.public_id),
    ]


def test_the_facilitys_own_network_stands_outside_the_limits_by_place(now, settings):
    settings.FACILITY_NETWORKS = (ip_network("10.1.0.0/16"),)
    code = issue(now)
    for n in range(61):
        note_request_from("10.1.0.7", now=now)
        assert refusal("00000000", now, f"{n}@example.org", place="10.1.0.7") == Reason.EXPIRED
    assert prove(digits_of(code), now, place="10.1.0.7") == code
