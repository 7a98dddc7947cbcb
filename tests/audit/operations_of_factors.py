"""Operations on second factors, for `test_every_operation`."""

import pytest

from parloir.factors import operations as factors
from parloir.factors.break_glass import break_glass, use_break_glass
from parloir.factors.operations import CodeRefused
from parloir.factors.totp import code_of, new_secret, step_at
from parloir.facts.second_factors import take_second_factor, take_visitors_factor
from tests.factories.moments import NINE_ON_MONDAY
from tests.factories.people import OPERATOR, UserFactory, make_visitor

SECRET = new_secret()
AT_NINE = {"now": NINE_ON_MONDAY, "phone_time": NINE_ON_MONDAY}
CODE = code_of(SECRET, step_at(NINE_ON_MONDAY))


def with_app():
    user = UserFactory()
    factors.give_app(user=user, secret=SECRET, by=OPERATOR, now=NINE_ON_MONDAY)
    return user


def refused():
    user = with_app()

    def operate():
        with pytest.raises(CodeRefused):
            factors.check_code(user=user, code="000000", by=OPERATOR, **AT_NINE)

    return operate


def visitors_factor():
    visitor = make_visitor()
    factors.give_app(user=visitor.user, secret=SECRET, by=OPERATOR, now=NINE_ON_MONDAY)
    return lambda: take_visitors_factor(
        visitor=visitor, facility="jackson", by=OPERATOR, now=NINE_ON_MONDAY
    )


def on_app(operation):
    user = with_app()
    return lambda: operation(user=user, by=OPERATOR, now=NINE_ON_MONDAY)


def used_glass():
    signs = break_glass(user=UserFactory(is_staff=True), by=OPERATOR, now=NINE_ON_MONDAY)
    return lambda: use_break_glass(signs=signs, now=NINE_ON_MONDAY)


FACTORS = {
    "break_glass": lambda s: (
        lambda: break_glass(user=UserFactory(is_staff=True), by=OPERATOR, now=NINE_ON_MONDAY)
    ),
    "use_break_glass": lambda s: used_glass(),
    "check_code": lambda s: refused(),
    "add_app": lambda s: (
        lambda: factors.add_app(user=UserFactory(), secret=SECRET, code=CODE, by=s.by, **AT_NINE)
    ),
    "give_app": lambda s: with_app,
    "make_recovery_codes": lambda s: on_app(factors.make_recovery_codes),
    "switch_factor_off": lambda s: on_app(factors.switch_factor_off),
    "take_factor_away": lambda s: on_app(factors.take_factor_away),
    "take_visitors_factor": lambda s: visitors_factor(),
    "take_second_factor": lambda s: on_app(take_second_factor),
}
