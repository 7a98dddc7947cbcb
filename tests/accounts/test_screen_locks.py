"""When the screens of staff are locked, by the times of their sign-in."""

from datetime import timedelta

import pytest
from django.utils import timezone

from parloir.accounts.models import Role, SignIn
from parloir.accounts.screen_locks import (
    ASKS_BEFORE,
    LOCKED_AFTER,
    NEW_SIGN_IN_AFTER,
    WRITTEN_EVERY,
    Lock,
    begin_locking,
    lock_of,
    locked_from,
    note_activity,
    remembered,
    unlock,
)
from parloir.accounts.sign_ins import begin_sign_in, end_sign_in
from parloir.audit.models import AuditEvent
from parloir.changes.models import Change
from tests.factories.people import make_staff, make_visitor
from tests.factories.places import make_jail

pytestmark = pytest.mark.django_db
A_MOMENT = timedelta(microseconds=1)


@pytest.fixture
def now():
    return timezone.now()


@pytest.fixture
def sign_in(now):
    user = make_staff(Role.OFFICER, make_jail())
    public_id = begin_sign_in(user=user, now=now).public_id
    begin_locking(sign_in=public_id, now=now)
    return public_id


@pytest.fixture(params=["this process", "another process"])
def process(request):
    """Return a function that comes before each step: another process remembers nothing."""
    return remembered.forget if request.param == "another process" else lambda: None


def test_idle_lock_comes_after_30_minutes(sign_in, now, process):
    process()
    assert lock_of(sign_in=sign_in, now=now + LOCKED_AFTER - ASKS_BEFORE - A_MOMENT) is Lock.OPEN
    assert lock_of(sign_in=sign_in, now=now + LOCKED_AFTER - ASKS_BEFORE) is Lock.SOON
    assert lock_of(sign_in=sign_in, now=now + LOCKED_AFTER - A_MOMENT) is Lock.SOON
    assert lock_of(sign_in=sign_in, now=now + LOCKED_AFTER) is Lock.IDLE


def test_idle_lock_comes_30_minutes_after_the_last_activity(sign_in, now, process):
    later = now + timedelta(minutes=29, seconds=59)
    process()
    note_activity(sign_in=sign_in, now=later)
    process()
    assert locked_from(sign_in=sign_in, now=later) == later + LOCKED_AFTER
    assert lock_of(sign_in=sign_in, now=later + LOCKED_AFTER - A_MOMENT) is Lock.SOON
    assert lock_of(sign_in=sign_in, now=later + LOCKED_AFTER) is Lock.IDLE


def test_idle_lock_is_not_undone_by_activity_that_comes_late(sign_in, now, process):
    process()
    note_activity(sign_in=sign_in, now=now + LOCKED_AFTER)
    process()
    assert lock_of(sign_in=sign_in, now=now + LOCKED_AFTER) is Lock.IDLE


def test_activity_in_another_process_keeps_a_screen_open(sign_in, now):
    """This process remembers an earlier activity, and looks before it locks."""
    SignIn.objects.update(active_at=now + timedelta(minutes=10))
    assert lock_of(sign_in=sign_in, now=now + LOCKED_AFTER) is Lock.OPEN


def test_activity_is_written_once_a_minute_and_costs_no_query_meanwhile(
    sign_in, now, django_assert_num_queries
):
    with django_assert_num_queries(0):
        note_activity(sign_in=sign_in, now=now + WRITTEN_EVERY - A_MOMENT)
        lock_of(sign_in=sign_in, now=now + WRITTEN_EVERY - A_MOMENT)
    with django_assert_num_queries(1):
        note_activity(sign_in=sign_in, now=now + WRITTEN_EVERY)
    assert SignIn.objects.get().active_at == now + WRITTEN_EVERY


def test_age_asks_for_a_new_sign_in_after_12_hours_of_work(sign_in, now):
    SignIn.objects.update(active_at=now + NEW_SIGN_IN_AFTER - timedelta(minutes=1))
    remembered.forget()
    assert lock_of(sign_in=sign_in, now=now + NEW_SIGN_IN_AFTER - A_MOMENT) is Lock.OPEN
    assert lock_of(sign_in=sign_in, now=now + NEW_SIGN_IN_AFTER) is Lock.AGE


def test_unlocking_an_idle_screen_does_not_put_the_new_sign_in_off(sign_in, now, process):
    later = now + timedelta(hours=1)
    process()
    assert unlock(sign_in=sign_in, at=later, now=later) is Lock.IDLE
    process()
    assert lock_of(sign_in=sign_in, now=later) is Lock.OPEN
    assert lock_of(sign_in=sign_in, now=now + NEW_SIGN_IN_AFTER) is Lock.AGE


def test_unlocking_after_12_hours_is_a_new_sign_in(sign_in, now, process):
    later = now + NEW_SIGN_IN_AFTER
    process()
    assert unlock(sign_in=sign_in, at=later, now=later) is Lock.AGE
    process()
    assert lock_of(sign_in=sign_in, now=later) is Lock.OPEN
    stored = SignIn.objects.get()
    assert (stored.active_at, stored.proven_at) == (later, later)


@pytest.mark.parametrize(
    ("hours", "events"),
    [(0.1, []), (1, [("unlock_screen", {"locked_by": "idle"})]),
     (13, [("unlock_screen", {"locked_by": "age"})])],
)  # fmt: skip
def test_unlocking_is_on_record_with_what_had_locked_the_screen(sign_in, now, hours, events):
    later = now + timedelta(hours=hours)
    unlock(sign_in=sign_in, at=later, now=later)
    found = AuditEvent.objects.exclude(action="sign_in")
    assert [(one.action, one.details) for one in found] == events
    assert Change.objects.filter(topic=f"unlocked:{sign_in}").count() == 1


def test_a_sign_in_that_has_ended_is_not_unlocked(sign_in, now):
    end_sign_in(public_id=sign_in, now=now)
    later = now + timedelta(hours=1)
    assert unlock(sign_in=sign_in, at=later, now=later) is Lock.OPEN
    assert lock_of(sign_in=sign_in, now=later) is Lock.IDLE
    assert not AuditEvent.objects.filter(action="unlock_screen").exists()


def test_screens_of_visitors_are_never_locked(now):
    public_id = begin_sign_in(user=make_visitor().user, now=now).public_id
    long_after = now + timedelta(days=10)
    note_activity(sign_in=public_id, now=long_after)
    assert lock_of(sign_in=public_id, now=long_after) is Lock.OPEN
    assert locked_from(sign_in=public_id, now=long_after) is None
