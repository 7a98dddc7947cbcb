import pytest

from parloir.credentials.codes import (
    CODES_AN_HOUR,
    TRIES_A_CODE,
    WRONG_A_DAY,
    CodeGone,
    CodeNotSent,
    CodeRefused,
    _count_try,
    account_of,
    digits_of,
    issue_code,
    prove_code,
    use_code,
)
from parloir.credentials.links import LinkGone, hand_out_link, live_link_with_id, use_link
from parloir.credentials.models import CodePurpose, SealedCode
from parloir.credentials.resets import ask_for_new_password
from parloir.notices.models import Notice
from parloir.throttling.operations import note_attempt
from tests.factories.at_once import all_at_once
from tests.factories.people import REGISTRAR, UserFactory

pytestmark = pytest.mark.django_db(transaction=True)

EMAIL = "maria@example.org"
SENDERS = 64
Reason = CodeRefused.Reason


def issue(now):
    return issue_code(email=EMAIL, purpose=CodePurpose.RESET, now=now)


def wrong_of(*codes):
    taken = {digits_of(code) for code in codes}
    return next(f"{n:08d}" for n in range(99) if f"{n:08d}" not in taken)


def prove(digits, now, place):
    return prove_code(
        email=EMAIL, purpose=CodePurpose.RESET, digits=digits, client_address=place, now=now
    )


def reasons_of(results):
    assert {type(one) for one in results} <= {CodeRefused}
    return sorted(one.reason for one in results)


def test_of_many_asked_for_at_once_an_hours_worth_is_sent(now):
    calls = [
        lambda place=place: ask_for_new_password(
            email=EMAIL, client_address=place, language="en", now=now
        )
        for place in map(str, range(16))
    ]
    results = all_at_once(calls)
    assert sum(isinstance(one, CodeNotSent) for one in results) == 16 - CODES_AN_HOUR.times
    assert SealedCode.objects.count() == CODES_AN_HOUR.times


def test_of_sixty_four_tries_at_once_five_are_looked_at(now):
    codes = [issue(now), issue(now)]
    wrong = wrong_of(*codes)
    results = all_at_once([lambda place=str(n): prove(wrong, now, place) for n in range(SENDERS)])
    looked_at = [Reason.WRONG] * TRIES_A_CODE
    assert reasons_of(results) == sorted([Reason.USED_UP] * (SENDERS - TRIES_A_CODE) + looked_at)
    assert set(SealedCode.objects.values_list("tries", flat=True)) == {TRIES_A_CODE}


def test_of_sixty_four_tries_at_once_the_last_of_the_day_closes_and_tells_once(now):
    code = issue(now)
    for _ in range(WRONG_A_DAY.times - 2):
        note_attempt(WRONG_A_DAY, key=account_of(EMAIL), now=now)
    wrong = wrong_of(code)
    results = all_at_once([lambda place=str(n): prove(wrong, now, place) for n in range(SENDERS)])
    looked_at = [Reason.WRONG] * 2
    assert reasons_of(results) == sorted([Reason.CLOSED] * (SENDERS - 2) + looked_at)
    assert Notice.objects.filter(kind="codes_closed").count() == 1


def test_from_one_place_sixty_are_let_in_at_once(now):
    results = all_at_once([lambda: prove("00000000", now, "here") for _ in range(SENDERS)])
    assert reasons_of(results) == sorted([Reason.EXPIRED] * 60 + [Reason.PLACE] * 4)


def test_a_right_code_proves_once_and_is_used_once(now):
    digits = digits_of(issue(now))
    results = all_at_once([lambda n=str(n): prove(digits, now, n) for n in range(4)])
    (proven,) = [one for one in results if isinstance(one, SealedCode)]
    use = {"code_id": proven.public_id, "email": EMAIL, "purpose": CodePurpose.RESET, "now": now}
    results = all_at_once([lambda: use_code(**use) for _ in range(4)])
    assert sum(isinstance(one, CodeGone) for one in results) == 3


def test_a_try_whose_count_changed_meanwhile_is_not_compared(now, monkeypatch):
    """Without the lock that lets tries of an address wait for each other."""
    monkeypatch.setattr("parloir.credentials.codes.lock_name", lambda name: None)
    digits = digits_of(issue(now))
    read_at = SealedCode.objects.get()
    SealedCode.objects.update(tries=TRIES_A_CODE)

    assert not _count_try(read_at)
    assert read_at.proven_at is None
    assert reasons_of(all_at_once([lambda: prove(digits, now, "here")])) == [Reason.USED_UP]


def test_a_link_for_a_new_password_is_used_once(now):
    user = UserFactory()
    link = hand_out_link(user=user, facility="jackson", by=REGISTRAR, now=now)

    def use():
        """Look at it, then use it, as the page does."""
        owner = live_link_with_id(link.public_id, now=now).user
        return use_link(link_id=link.public_id, user=owner, now=now)

    results = all_at_once([use] * 8)
    assert results.count(None) == 1
    assert [type(one) for one in results if one is not None] == [LinkGone] * 7
