"""The feed as other processes see it: from other connections, after a commit, quickly."""

import asyncio
from contextlib import asynccontextmanager
from datetime import timedelta
from threading import Event

import pytest
from asgiref.sync import sync_to_async
from django.db import connection, transaction

from parloir.changes.feed import ChangeFeed
from parloir.changes.models import Change
from parloir.changes.operations import append_change, delete_old_changes
from tests.factories.moments import SECOND

SOON = 5  # seconds, on a machine that is busy with other tests
WRITES_ONE_AT_A_TIME = connection.vendor == "sqlite"


@asynccontextmanager
async def followed():
    """Return the topics that a follower receives, from the moment when it follows."""
    heard: asyncio.Queue[frozenset[str]] = asyncio.Queue()
    feed = ChangeFeed()
    feed.listen(heard.put_nowait)
    task = asyncio.create_task(feed.follow())
    await feed.begin()
    try:
        yield heard, feed
    finally:
        task.cancel()
        await asyncio.gather(task, return_exceptions=True)


@sync_to_async(thread_sensitive=False)
def commit(now, *topics, fails=False):
    """Commit in a thread with its own connection."""
    try:
        with transaction.atomic():
            append_change(*topics, now=now)
            if fails:
                raise ZeroDivisionError
    except ZeroDivisionError:
        pass
    finally:
        connection.close()


async def next_of(heard):
    return await asyncio.wait_for(heard.get(), SOON)


@pytest.mark.django_db(transaction=True)
async def test_a_commit_of_another_connection_is_heard(now):
    async with followed() as (heard, _):
        await commit(now, "visit:1", "facility:jail")
        assert await next_of(heard) == {"visit:1", "facility:jail"}


@pytest.mark.django_db(transaction=True)
async def test_what_is_rolled_back_is_not_heard(now):
    async with followed() as (heard, _):
        await commit(now, "rolled back", fails=True)
        await commit(now, "committed")
        found = set()
        while "committed" not in found:
            found |= await next_of(heard)
        assert found == {"committed"}


@pytest.mark.django_db(transaction=True)
async def test_each_change_is_heard_once_and_in_order(now):
    async with followed() as (heard, _):
        for number in range(20):
            await commit(now, f"visit:{number}")
        found: list[str] = []
        while "visit:19" not in found:
            found += sorted(await next_of(heard), key=number_of)
        assert found == [f"visit:{number}" for number in range(20)]


def number_of(topic: str) -> int:
    return int(topic.partition(":")[2])


@sync_to_async(thread_sensitive=False)
def commit_late(now, topic, *, written: Event, may_commit: Event):
    """Write the row immediately, and commit it when allowed."""
    try:
        with transaction.atomic():
            append_change(topic, now=now)
            written.set()
            assert may_commit.wait(SOON)
    finally:
        connection.close()


@pytest.mark.django_db(transaction=True)
@pytest.mark.skipif(WRITES_ONE_AT_A_TIME, reason="SQLite lets one transaction write at a time")
async def test_a_change_that_is_committed_after_a_later_one_is_heard(now):
    written, may_commit = Event(), Event()
    async with followed() as (heard, _):
        late = asyncio.create_task(commit_late(now, "late", written=written, may_commit=may_commit))
        assert await asyncio.to_thread(written.wait, SOON)
        await commit(now, "early")
        assert await next_of(heard) == {"early"}
        may_commit.set()
        await late
        assert await next_of(heard) == {"late"}


@pytest.mark.django_db(transaction=True)
async def test_who_no_longer_listens_hears_nothing(now):
    async with followed() as (heard, feed):
        gone: list[frozenset[str]] = []
        stop = feed.listen(gone.append)
        stop()
        await commit(now, "visit:1")
        while "visit:1" not in await next_of(heard):
            pass
        assert gone == []


@sync_to_async(thread_sensitive=False)
def break_the_followers_connection():
    try:
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
                " WHERE query LIKE 'SELECT id, topic%%' AND pid <> pg_backend_pid()"
            )
            return cursor.rowcount
    finally:
        connection.close()


@pytest.mark.django_db(transaction=True)
@pytest.mark.skipif(WRITES_ONE_AT_A_TIME, reason="SQLite has no connection that could be lost")
async def test_what_is_committed_while_the_database_is_lost_is_heard_afterwards(now, monkeypatch):
    monkeypatch.setattr("parloir.changes.feed.RETRY_SECONDS", 0.05)
    async with followed() as (heard, _):
        assert await break_the_followers_connection() == 1
        await commit(now, "meanwhile")
        assert await next_of(heard) == {"meanwhile"}


@pytest.mark.django_db
def test_changes_are_kept_for_an_hour(now):
    append_change("visit:1", now=now)
    assert delete_old_changes(now=now + timedelta(hours=1)) == 0
    assert delete_old_changes(now=now + timedelta(hours=1) + SECOND) == 1
    assert Change.objects.count() == 0
