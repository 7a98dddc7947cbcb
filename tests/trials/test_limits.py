"""How often, and beside how many others, a trial may be opened."""

from datetime import timedelta

import pytest

from parloir.trials.models import Trial
from parloir.trials.operations import (
    CLOSED_LATE,
    LASTS,
    WINDOW,
    Reason,
    TrialRefused,
    delete_old_trials,
    must_be_possible,
    note_trial_closed,
    open_trial,
    trials_to_close,
)
from parloir.visits.models import Visit
from tests.factories.places import make_jail
from tests.factories.visits import make_booking, make_live

pytestmark = pytest.mark.django_db

MOMENT = timedelta(microseconds=1)


def _tried(owner, now):
    """Open a trial and close it at the same moment."""
    trial = open_trial(owner=owner, now=now)
    note_trial_closed(trial=trial, now=now)
    return trial


def _refusal(owner, now):
    with pytest.raises(TrialRefused) as caught:
        open_trial(owner=owner, now=now)
    return caught.value.reason


def test_a_trial_lasts_twenty_seconds(now):
    trial = open_trial(owner="maria", now=now)
    assert (trial.opened_at, trial.ends_at) == (now, now + timedelta(seconds=20))


def test_a_visitor_has_one_trial_at_a_time(now):
    first = open_trial(owner="maria", now=now)
    assert _refusal("maria", now) == Reason.ELSEWHERE
    open_trial(owner="ruth", now=now)
    note_trial_closed(trial=first, now=now)
    open_trial(owner="maria", now=now)


def test_a_visitor_has_three_trials_an_hour(now):
    for minutes in (0, 10, 20):
        _tried("maria", now + timedelta(minutes=minutes))
    assert _refusal("maria", now + WINDOW - MOMENT) == Reason.OFTEN
    _tried("ruth", now + WINDOW - MOMENT)
    _tried("maria", now + WINDOW)
    assert _refusal("maria", now + WINDOW) == Reason.OFTEN


def test_no_more_trials_are_open_than_may_be(now, settings):
    settings.TRIALS_AT_ONCE = 2
    first = open_trial(owner="maria", now=now)
    open_trial(owner="ruth", now=now)
    assert _refusal("ana", now) == Reason.BUSY
    note_trial_closed(trial=first, now=now)
    open_trial(owner="ana", now=now)


def test_none_is_open_where_none_may_be(now, settings):
    settings.TRIALS_AT_ONCE = 0
    assert _refusal("maria", now) == Reason.BUSY


def test_visits_with_trouble_come_first(now):
    visit = make_live(make_booking(make_jail()))
    now = visit.booking.starts_at
    must_be_possible(owner="maria", now=now)
    Visit.objects.filter(pk=visit.pk).update(trouble_since=now)
    assert _refusal("maria", now) == Reason.BUSY


def test_the_worker_closes_what_is_open_two_seconds_after_its_end(now):
    trial = open_trial(owner="maria", now=now)
    assert trials_to_close(now=trial.ends_at + CLOSED_LATE - MOMENT) == []
    assert trials_to_close(now=trial.ends_at + CLOSED_LATE) == [trial]
    note_trial_closed(trial=trial, now=now)
    assert trials_to_close(now=trial.ends_at + CLOSED_LATE) == []


def test_the_worker_closes_what_lies_ahead_since_the_clock_was_set_back(now):
    trial = open_trial(owner="maria", now=now)
    assert trials_to_close(now=now) == []
    assert trials_to_close(now=now - MOMENT) == [trial]


def test_a_trial_is_noted_as_closed_once(now):
    trial = open_trial(owner="maria", now=now)
    assert note_trial_closed(trial=trial, now=now + LASTS) is True
    assert note_trial_closed(trial=trial, now=now + LASTS * 2) is False
    assert Trial.objects.get().closed_at == now + LASTS


def test_a_closed_trial_is_deleted_when_it_no_longer_counts(now):
    _tried("maria", now)
    open_trial(owner="ruth", now=now)
    assert delete_old_trials(now=now + WINDOW - MOMENT) == 0
    assert delete_old_trials(now=now + WINDOW) == 1
    assert [one.owner for one in Trial.objects.all()] == ["ruth"]
