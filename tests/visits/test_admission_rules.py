"""Every rule of admission is judged somewhere, by a function of its own name."""

import inspect
import re

import pytest

from parloir.scheduling import admission
from parloir.scheduling.judging import Judges
from parloir.scheduling.refusals import Group, Rule
from parloir.visits import admission_rules, separation
from parloir.visits.admission_rules import ADMISSION_RULES

ALL_JUDGES = {
    id(judges): judges
    for module in (admission, separation, admission_rules)
    for name, judges in vars(module).items()
    if name.endswith("_RULES") and isinstance(judges, Judges)
}.values()
EVERY_JUDGE = [
    pytest.param(rule, judges.judge_of(rule), id=f"{rule}-{number}")
    for number, judges in enumerate(ALL_JUDGES)
    for rule in judges.rules
]

# Asked at booking of any, and at the door of the one that somebody stands at; and a restriction
# that has cancelled a booking is told instead of the cancellation.
ASKED_AT_BOOKING_TOO = {Rule.NO_MONITOR_FREE, Rule.NO_STATION_FREE, Rule.RESTRICTED}


def test_every_rule_of_admission_is_judged_at_the_door():
    of_admission = {rule for rule in Rule if rule.group == Group.ADMISSION}
    assert of_admission | ASKED_AT_BOOKING_TOO == ADMISSION_RULES
    assert {rule for judges in ALL_JUDGES for rule in judges.rules} == ADMISSION_RULES


@pytest.mark.parametrize(("rule", "judge"), EVERY_JUDGE)
def test_a_judge_is_called_as_its_rule_and_says_no_other(rule, judge):
    assert judge.__name__.lstrip("_") == rule
    said = re.findall(r"Rule\.([A-Z_]+)", inspect.getsource(judge))
    assert set(said) == {rule.name}
