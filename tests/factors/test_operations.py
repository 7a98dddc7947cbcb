"""Second factors: added, asked for, used up, and taken away."""

from datetime import timedelta

import pytest

from parloir.accounts.models import Role
from parloir.accounts.policies import actor_of
from parloir.accounts.sign_ins import begin_sign_in, standing_sign_in
from parloir.audit.models import AuditEvent
from parloir.factors.models import AuthenticatorApp, RecoveryCode
from parloir.factors.operations import (
    CodeRefused,
    Factor,
    NoFactor,
    add_app,
    check_code,
    give_app,
    make_recovery_codes,
    secret_of,
    switch_factor_off,
    take_factor_away,
)
from parloir.factors.queries import has_factor, must_pass, recovery_codes_left, with_roles
from parloir.factors.totp import code_of, new_secret, step_at
from parloir.notices.models import Notice
from tests.factories.people import OPERATOR, UserFactory, make_staff, make_visitor
from tests.factories.places import make_jail

pytestmark = pytest.mark.django_db
STEP = timedelta(seconds=30)
Reason = CodeRefused.Reason


@pytest.fixture
def dana():
    return make_staff(Role.OFFICER, make_jail())


@pytest.fixture
def secret():
    return new_secret()


@pytest.fixture
def paper(dana, secret, now):
    """Return Dana's recovery codes. Her app was added with the code of this moment."""
    return add_app(
        user=dana, secret=secret, code=code_of(secret, step_at(now)), by=actor_of(dana),
        now=now, phone_time=now,
    )  # fmt: skip


def types(user, code, now):
    """Return with what somebody passes, or why not."""
    try:
        return check_code(user=user, code=code, by=actor_of(user), now=now, phone_time=now)
    except CodeRefused as refused:
        return refused.reason


def events(user):
    of_user = AuditEvent.objects.filter(subject_ref=user.public_id).order_by("pk")
    return [(one.action, one.outcome) for one in of_user]


def test_totp_of_another_secret_adds_no_app(dana, secret, now):
    with pytest.raises(CodeRefused) as refused:
        add_app(
            user=dana, secret=secret, code=code_of(new_secret(), step_at(now)), by=actor_of(dana),
            now=now, phone_time=now,
        )  # fmt: skip
    assert refused.value.reason is Reason.WRONG
    assert not has_factor(dana)


def test_an_app_comes_with_ten_recovery_codes_and_a_letter(dana, paper):
    assert has_factor(dana)
    assert len(set(paper)) == recovery_codes_left(dana) == 10
    assert events(dana) == [("add_factor", "done")]
    assert [one.kind for one in Notice.objects.all()] == ["factor_changed"]


def test_totp_counts_once_and_so_does_every_older_one(dana, secret, paper, now):
    at = now + 3 * STEP
    codes = [code_of(secret, step_at(at) + steps) for steps in (-1, 0, 1)]
    assert types(dana, codes[1], at) is Factor.APP
    assert types(dana, codes[1], at) is Reason.REPLAYED
    assert types(dana, codes[0], at) is Reason.REPLAYED
    assert types(dana, codes[2], at) is Factor.APP
    # It is still tolerated a minute and a half after it was shown first.
    assert types(dana, codes[2], at + 2 * STEP) is Reason.REPLAYED
    assert types(dana, codes[2], at + 3 * STEP) is Reason.WRONG


def test_totp_with_which_the_app_was_added_is_used_up(dana, secret, paper, now):
    assert types(dana, code_of(secret, step_at(now)), now) is Reason.REPLAYED


def test_a_refused_totp_leaves_an_event_and_changes_nothing(dana, secret, paper, now):
    at = now + 3 * STEP
    types(dana, code_of(secret, step_at(at)), at)
    before = AuthenticatorApp.objects.values().get()
    types(dana, code_of(secret, step_at(at)), at)
    types(dana, "000000", at + 40 * STEP)
    assert AuthenticatorApp.objects.values().get() == before
    assert events(dana)[1:] == [("refuse_code", "replayed"), ("refuse_code", "wrong")]


def test_a_recovery_code_counts_once(dana, paper, now):
    assert types(dana, paper[3], now) is Factor.RECOVERY_CODE
    assert recovery_codes_left(dana) == 9
    assert types(dana, paper[3], now) is Reason.USED_BEFORE
    assert types(dana, "00000-00000", now) is Reason.WRONG
    assert recovery_codes_left(dana) == 9
    assert events(dana)[1:] == [
        ("use_recovery_code", "done"),
        ("refuse_code", "used_before"),
        ("refuse_code", "wrong"),
    ]
    used = AuditEvent.objects.get(action="use_recovery_code")
    assert used.details == {"left": 9}


def test_a_recovery_code_is_read_however_it_is_typed(dana, paper, now):
    typed = f"  {paper[0].upper().replace('-', ' ').replace('0', 'O').replace('1', 'l')} "
    assert types(dana, typed, now) is Factor.RECOVERY_CODE


def test_a_recovery_code_of_somebody_else_counts_for_nobody(dana, paper, now):
    ruth = UserFactory()
    give_app(user=ruth, secret=new_secret(), by=OPERATOR, now=now)
    assert types(ruth, paper[0], now) is Reason.WRONG
    assert types(dana, paper[0], now) is Factor.RECOVERY_CODE


def test_new_recovery_codes_replace_those_before(dana, paper, now):
    types(dana, paper[0], now)
    fresh = make_recovery_codes(user=dana, by=actor_of(dana), now=now)
    assert recovery_codes_left(dana) == 10
    assert types(dana, paper[1], now) is Reason.WRONG
    assert types(dana, fresh[1], now) is Factor.RECOVERY_CODE


def test_there_are_no_recovery_codes_without_an_app(dana, now):
    for operation in (make_recovery_codes, switch_factor_off, take_factor_away):
        with pytest.raises(NoFactor):
            operation(user=dana, by=actor_of(dana), now=now)
    assert events(dana) == []


def test_another_phone_takes_the_place_of_the_first(dana, secret, paper, now):
    other, at = new_secret(), now + 9 * STEP
    add_app(
        user=dana, secret=other, code=code_of(other, step_at(at)), by=actor_of(dana),
        now=at, phone_time=at,
    )  # fmt: skip
    at += 3 * STEP
    assert types(dana, code_of(secret, step_at(at)), at) is Reason.WRONG
    assert types(dana, code_of(other, step_at(at)), at) is Factor.APP
    assert types(dana, paper[0], at) is Reason.WRONG


def test_a_factor_that_is_taken_away_ends_every_sign_in(dana, paper, now):
    sign_in = begin_sign_in(user=dana, now=now)
    take_factor_away(user=dana, by=OPERATOR, now=now)
    assert not has_factor(dana)
    assert not RecoveryCode.objects.exists()
    assert standing_sign_in(sign_in.public_id) is None
    assert events(dana)[1:] == [("sign_in", "done"), ("take_factor_away", "done")]


def test_switching_off_ends_no_sign_in(dana, paper, now):
    sign_in = begin_sign_in(user=dana, now=now)
    switch_factor_off(user=dana, by=actor_of(dana), now=now)
    assert not has_factor(dana)
    assert standing_sign_in(sign_in.public_id) is not None


def test_neither_totp_secret_nor_recovery_codes_are_stored_in_the_clear(dana, secret, paper):
    app = AuthenticatorApp.objects.get()
    assert secret_of(app) == secret
    stored = bytes(app.sealed_secret)
    assert secret.encode() not in stored
    hashes = " ".join(RecoveryCode.objects.values_list("code_hash", flat=True))
    assert [code for code in paper if code in hashes or code.replace("-", "") in hashes] == []


def test_staff_must_pass_and_visitors_need_not(dana):
    jail = make_jail(slug="clay")
    people = {
        "role": make_staff(Role.AUDITOR, jail),
        "operator": UserFactory(is_superuser=True),
        "administration": UserFactory(is_staff=True),
        "visitor": make_visitor().user,
    }
    assert {who: must_pass(user) for who, user in people.items()} == {
        "role": True, "operator": True, "administration": True, "visitor": False,
    }  # fmt: skip


def test_whether_somebody_must_pass_is_loaded_with_the_account(dana, django_assert_num_queries):
    pk = make_visitor().user.pk
    accounts = with_roles(type(dana).objects)
    with django_assert_num_queries(2):
        assert must_pass(accounts.get(pk=dana.pk))
        assert not must_pass(accounts.get(pk=pk))
