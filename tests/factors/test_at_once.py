"""Several processes look at one code at the same moment: it lets one person in."""

from datetime import timedelta

import pytest

from parloir.accounts.models import Role
from parloir.factors.break_glass import BreakGlassRefused, break_glass, use_break_glass
from parloir.factors.operations import (
    CodeRefused,
    Factor,
    check_code,
    give_app,
    make_recovery_codes,
)
from parloir.factors.totp import code_of, new_secret, step_at
from tests.factories.at_once import all_at_once
from tests.factories.people import OPERATOR, make_staff
from tests.factories.places import make_jail

pytestmark = pytest.mark.django_db(transaction=True)
TRIES = 5


@pytest.fixture
def dana():
    return make_staff(Role.OFFICER, make_jail())


def types(user, code, now):
    return lambda: check_code(user=user, code=code, by=OPERATOR, now=now, phone_time=now)


def test_of_many_who_type_one_totp_together_one_passes(dana, now):
    secret, at = new_secret(), now + timedelta(minutes=2)
    give_app(user=dana, secret=secret, by=OPERATOR, now=now)
    outcomes = all_at_once([types(dana, code_of(secret, step_at(at)), at)] * TRIES)
    assert outcomes.count(Factor.APP) == 1
    refused = [one.reason for one in outcomes if isinstance(one, CodeRefused)]
    assert refused == [CodeRefused.Reason.REPLAYED] * (TRIES - 1)


def test_of_many_who_type_one_recovery_code_together_one_passes(dana, now):
    give_app(user=dana, secret=new_secret(), by=OPERATOR, now=now)
    paper = make_recovery_codes(user=dana, by=OPERATOR, now=now)
    outcomes = all_at_once([types(dana, paper[0], now)] * TRIES)
    assert outcomes.count(Factor.RECOVERY_CODE) == 1
    refused = [one.reason for one in outcomes if isinstance(one, CodeRefused)]
    assert refused == [CodeRefused.Reason.USED_BEFORE] * (TRIES - 1)


def test_of_many_who_use_one_break_glass_together_one_signs_in(dana, now):
    signs = break_glass(user=dana, by=OPERATOR, now=now)
    outcomes = all_at_once([lambda: use_break_glass(signs=signs, now=now)] * TRIES)
    assert outcomes.count(dana) == 1
    refused = [one.reason for one in outcomes if isinstance(one, BreakGlassRefused)]
    assert refused == [BreakGlassRefused.Reason.USED] * (TRIES - 1)
