"""Every rule is declared once, with all its parts."""

import inspect
import re

import pytest

from parloir.bookings.rules import eligibility, make_ups, occupancy_rules, quotas
from parloir.bookings.rules.catalog import (
    GROUPS,
    JUDGED_IN_BOOKING,
    OCCUPANCY_RULES,
    RULES_AFTER_BOOKING,
    RULES_BY_IMPORTANCE,
    RULES_OF_FACILITY,
    IncompleteRule,
    name_of_rule,
    require_each,
)
from parloir.bookings.texts.refusal_texts.texts import text_for
from parloir.scheduling import rules
from parloir.scheduling.judging import Judges
from parloir.scheduling.refusals import Group, Refusal, Rule

WITHOUT_A_FUNCTION = {Rule.ALREADY_TAKEN, Rule.RESERVATION_LAPSED}
OF_ADMISSION = {rule for rule in Rule if rule.group == Group.ADMISSION}

ALL_JUDGES = [
    judges
    for module in (rules, eligibility, quotas, make_ups, occupancy_rules)
    for name, judges in vars(module).items()
    if name.endswith("_RULES") and isinstance(judges, Judges)
]
EVERY_JUDGE = [(rule, judges.judge_of(rule)) for judges in ALL_JUDGES for rule in judges.rules]


def test_every_rule_is_judged_in_one_place():
    judged = [rule for rule, _ in EVERY_JUDGE]
    assert len(judged) == len(set(judged))
    assert set(judged) == JUDGED_IN_BOOKING == set(Rule) - WITHOUT_A_FUNCTION - OF_ADMISSION


@pytest.mark.parametrize(
    ("rule", "judge"), [pytest.param(*one, id=str(one[0])) for one in EVERY_JUDGE]
)
def test_a_judge_is_called_as_its_rule_and_says_no_other(rule, judge):
    assert judge.__name__.lstrip("_") == rule
    said = re.findall(r"Refusal\(\s*Rule\.([A-Z_]+)", inspect.getsource(judge))
    assert set(said) <= {rule.name}


def test_every_group_has_a_name_but_those_that_are_not_asked_at_booking():
    assert set(GROUPS) == set(Group) - {Group.FINISHING, Group.ADMISSION}
    assert list(GROUPS) == [group for group in Group if group in GROUPS]
    assert len({str(name) for name in GROUPS.values()}) == len(GROUPS)


def test_a_rule_has_the_name_of_its_group_and_one_of_admission_has_none():
    assert name_of_rule(Rule.TOO_SOON) == name_of_rule(Rule.IN_THE_PAST) == "Shortest notice"
    with pytest.raises(KeyError):
        name_of_rule(Rule.PIN_UNKNOWN)


def test_what_still_counts_after_booking():
    assert set(RULES_AFTER_BOOKING) == {
        Rule.NOT_YET_IN_SERVICE,
        Rule.OUTSIDE_HOURS,
        Rule.CLOSED,
        Rule.RESTRICTED,
        Rule.NO_CONTACT,
        Rule.NOT_ON_LIST,
        Rule.INMATE_UNAVAILABLE,
        Rule.INMATE_NO_VISITS,
        Rule.INMATE_CAME_IN,
        Rule.INMATE_COMMITTED,
        Rule.SEPARATION,
        Rule.NO_STATION_FREE,
        Rule.NO_MONITOR_FREE,
    }


def test_what_others_bookings_break_and_what_tells_most():
    assert RULES_BY_IMPORTANCE == (
        Rule.INMATE_CAME_IN,
        Rule.INMATE_COMMITTED,
        Rule.INMATE_BUSY,
        Rule.VISITOR_BUSY,
        Rule.SEPARATION,
        Rule.NO_STATION_FREE,
        Rule.NO_MONITOR_FREE,
    )
    assert set(RULES_BY_IMPORTANCE[2:]) == OCCUPANCY_RULES
    assert not OCCUPANCY_RULES & RULES_OF_FACILITY


def test_a_rule_without_a_part_is_named_with_what_to_write():
    require_each([Rule.CLOSED], [Rule.CLOSED, Rule.TOO_FAR], what_to_do="write it")
    with pytest.raises(IncompleteRule, match=r"^closed, too_far: write it$"):
        require_each([Rule.TOO_FAR, Rule.CLOSED], [Rule.OFF_GRID], what_to_do="write it")


def test_a_rule_without_a_group_cannot_be_declared():
    with pytest.raises(TypeError, match="group"):
        Rule._new_member_(Rule, "of_no_group")


def test_a_part_is_not_given_twice():
    judges = Judges[[int]]()
    judges.of(Rule.CLOSED)(lambda _: None)
    with pytest.raises(ValueError, match="closed is judged by"):
        judges.of(Rule.CLOSED)
    with pytest.raises(ValueError, match="closed has a text"):
        text_for(Rule.CLOSED)


def test_judges_are_asked_in_order_and_only_those_that_are_meant():
    judges = Judges[[int]]()
    asked = []
    for rule, limit in ((Rule.TOO_FAR, 3), (Rule.CLOSED, 1), (Rule.OFF_GRID, 2)):

        def judge(number: int, rule: Rule = rule, limit: int = limit) -> Refusal | None:
            asked.append(rule)
            return Refusal(rule) if number > limit else None

        judges.of(rule)(judge)
    meant = {Rule.CLOSED, Rule.TOO_FAR}
    assert [one.rule for one in judges.refusals(meant, 2)] == [Rule.CLOSED]
    assert [one.rule for one in judges.refusals(meant, 4)] == [Rule.TOO_FAR, Rule.CLOSED]
    assert asked == [Rule.TOO_FAR, Rule.CLOSED] * 2
    assert next(judges.refusals(set(Rule), 4)).rule == Rule.TOO_FAR
    assert asked[4:] == [Rule.TOO_FAR]
    assert judges.allow(1)
    assert not judges.allow(2)
