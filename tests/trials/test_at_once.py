import pytest

from parloir.trials.operations import open_trial
from tests.factories.at_once import all_at_once

pytestmark = pytest.mark.django_db(transaction=True)


def _opened_at_once(owners, now):
    """Return for each of these owners how it was refused, or "" if its trial was opened."""
    calls = [lambda owner=owner: open_trial(owner=owner, now=now) and "" for owner in owners]
    return sorted(str(result) for result in all_at_once(calls))


def test_of_many_at_once_as_many_are_opened_as_may_be(now, settings):
    settings.TRIALS_AT_ONCE = 3
    assert _opened_at_once("abcdef", now) == ["", "", "", "busy", "busy", "busy"]


def test_of_one_visitors_trials_at_once_one_is_opened(now):
    assert _opened_at_once("aaaa", now) == ["", "elsewhere", "elsewhere", "elsewhere"]
