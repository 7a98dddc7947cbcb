"""The bell of a SQLite database wakes those who wait for it, and nobody relies on it alone."""

import asyncio
import errno

import pytest
from django.db import connection, transaction

from parloir.changes import bell as bells
from parloir.changes.bell import bell_of, listening_to, ring
from parloir.changes.feed import ChangeFeed
from parloir.changes.operations import wake_for_notices
from tests.changes.test_feed import SOON, commit, followed, next_of

AT_ONCE = 0.0


@pytest.fixture
def bell(tmp_path):
    return bell_of(tmp_path / "parloir.sqlite3")


async def test_it_ends_the_wait_of_everybody(bell):
    with listening_to(bell) as one, listening_to(bell) as another:
        ring(bell)
        assert await one.wait(at_most=SOON) is True
        assert await another.wait(at_most=SOON) is True


async def test_what_rang_before_the_wait_ends_it(bell):
    with listening_to(bell) as listener:
        ring(bell)
        ring(bell)
        assert await listener.wait(at_most=SOON) is True


async def test_without_it_the_wait_ends_by_itself(bell):
    with listening_to(bell) as listener:
        assert await listener.wait(at_most=AT_ONCE) is False


def test_nobody_listens_yet(bell):
    ring(bell)
    assert not bell.exists()


async def test_only_the_owner_may_touch_it(bell):
    with listening_to(bell):
        assert bell.stat().st_mode & 0o777 == 0o600


async def test_a_bell_that_is_taken_away_is_noticed(bell):
    with listening_to(bell) as listener:
        bell.unlink()
        with pytest.raises(FileNotFoundError):
            while await listener.wait(at_most=SOON):
                pass


async def test_where_the_kernel_refuses_it_is_polled(bell, monkeypatch, caplog):
    def refuse():
        raise OSError(errno.EMFILE, "Too many open files")

    monkeypatch.setattr(bells, "Inotify", refuse)
    with listening_to(bell) as listener:
        assert await listener.wait(at_most=SOON) is True
    assert "they are polled" in caplog.text


# --- As the feed uses it ------------------------------------------------------------------------

on_sqlite = pytest.mark.skipif(connection.vendor != "sqlite", reason="PostgreSQL has NOTIFY")


@on_sqlite
@pytest.mark.django_db(transaction=True)
async def test_a_commit_that_nobody_rang_for_is_heard(now, monkeypatch):
    monkeypatch.setattr("parloir.changes.operations.ring", lambda bell: None)
    monkeypatch.setattr("parloir.changes.feed.LOOK_SECONDS", 0.02)
    async with followed() as (heard, _):
        await commit(now, "visit:1")
        assert await next_of(heard) == {"visit:1"}


def enqueue(*, fails=False):
    try:
        with transaction.atomic():
            wake_for_notices()
            if fails:
                raise ZeroDivisionError
    except ZeroDivisionError:
        pass
    finally:
        connection.close()


@pytest.mark.django_db(transaction=True)
async def test_a_notice_is_told_to_who_sends_it_and_to_nobody_else():
    feed, told, changes = ChangeFeed(), asyncio.Event(), []
    feed.listen_for_notices(told.set)
    feed.listen(changes.append)
    following = asyncio.create_task(feed.follow())
    try:
        await feed.begin()
        assert not told.is_set()
        await asyncio.to_thread(enqueue)
        await asyncio.wait_for(told.wait(), SOON)
    finally:
        following.cancel()
        await asyncio.gather(following, return_exceptions=True)
    assert changes == []


@pytest.mark.django_db(transaction=True)
def test_a_notice_that_was_rolled_back_wakes_nobody(monkeypatch):
    rung = []
    monkeypatch.setattr("parloir.changes.operations.ring", rung.append)
    monkeypatch.setattr("parloir.changes.operations._notify", rung.append)
    enqueue(fails=True)
    assert rung == []
    enqueue()
    assert len(rung) == 1
