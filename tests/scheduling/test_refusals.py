import copy
import pickle
from dataclasses import FrozenInstanceError

import pytest

from parloir.scheduling.refusals import Facts, Refusal, Rule


def test_refusals_with_the_same_facts_are_equal_and_hash_alike():
    one = Refusal(Rule.TOO_SOON, {"hours": 24, "grid": 5})
    same = Refusal(Rule.TOO_SOON, {"grid": 5, "hours": 24})
    assert one == same
    assert len({one, same, Refusal(Rule.TOO_SOON, {"hours": 25, "grid": 5})}) == 2


def test_a_refusal_does_not_follow_the_mapping_it_was_made_from():
    facts = {"hours": 24}
    refusal = Refusal(Rule.TOO_SOON, facts)
    facts["hours"] = 48
    assert refusal.facts == {"hours": 24}


def test_a_refusal_cannot_be_changed():
    refusal = Refusal(Rule.TOO_SOON, {"hours": 24})
    with pytest.raises(FrozenInstanceError):
        refusal.rule = Rule.TOO_FAR
    with pytest.raises(TypeError):
        refusal.facts["hours"] = 48


def test_a_refusal_without_facts():
    refusal = Refusal(Rule.PIN_UNKNOWN)
    assert refusal.facts == {}
    assert (refusal.next_date, refusal.next_at) == (None, None)


def test_facts_fill_a_sentence():
    assert "at least {hours} hours".format_map(Facts({"hours": 24})) == "at least 24 hours"


def test_a_refusal_can_be_copied_and_pickled():
    refusal = Refusal(Rule.TOO_SOON, {"hours": 24})
    assert copy.deepcopy(refusal) == refusal
    assert pickle.loads(pickle.dumps(refusal)) == refusal  # noqa: S301 - our own bytes


def test_the_values_of_rules_are_their_names_in_lower_case():
    assert [rule.value for rule in Rule] == [rule.name.lower() for rule in Rule]
