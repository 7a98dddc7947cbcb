"""What runs every second, or before a terminated visit is silent, costs the same after a year.

The queries are not listed here: everything is recorded that a worker, an idle wall, an idle
station, an idle monitor and the termination of a visit send. A new periodic query joins by itself.
"""

import asyncio
from dataclasses import replace

import pytest
from django.utils import timezone

from parloir.accounts.models import Role
from parloir.realtime import process
from parloir.threads import in_thread
from parloir.worker import loop
from tests.factories.people import make_staff
from tests.factories.visits import make_live
from tests.history.past import A_LITTLE, A_YEAR, Past, insert_past, let_ids_begin_again
from tests.history.queries import Query, complaints_about, recorded_queries, unrecorded
from tests.realtime.browsers import eventually
from tests.realtime.conftest import Scene, furnished, running_house  # noqa: F401 - a fixture
from tests.realtime.watching import wall_of


@pytest.fixture(autouse=True)
def ids_begin_again(transactional_db):
    let_ids_begin_again()


@pytest.fixture
def worker_jobs(monkeypatch):
    """Return the jobs that the worker has, and those that have run."""
    all_of_them, done = [], []
    repeat = loop.repeat

    async def noted_repeat(job, **others):
        def noted_run(*, now):
            job.run(now=now)
            done.append(job)

        all_of_them.append(job)
        await repeat(replace(job, run=noted_run), **others)

    monkeypatch.setattr(loop, "repeat", noted_repeat)
    return all_of_them, done


@pytest.fixture
async def scene(furnished, monkeypatch):  # noqa: F811
    for module in (process, loop):
        monkeypatch.setattr(module, "connect_to_media_server", lambda: furnished.media)
    async with running_house(furnished):
        yield furnished


async def what_runs(scene: Scene, worker_jobs) -> list[Query]:
    """Return the queries of everything that runs by itself, and of a termination."""
    officer = await in_thread(make_staff, Role.OFFICER, scene.facility, full_name="Dana Reyes")
    with recorded_queries() as queries:
        worker = asyncio.create_task(loop.work())
        monitor, station = await scene.monitor(), await scene.station()
        await monitor.sees("pin")
        await station.sees("sign_in")
        wall = await wall_of(scene, officer)
        await wall.sees_where(lambda screen: not screen["tiles"])
        await wall.send(type="ping", visible=True, watching=[])
        await every_job_has_run(*worker_jobs)

        # That people sign in happens once a visit, by their own hands.
        admission = await in_thread(unrecorded, make_live, scene.booking, now=timezone.now())
        await monitor.sees("live")
        await station.sees("live")
        screen = await wall.sees_where(lambda screen: screen["tiles"])
        visit = screen["tiles"][0]["visit"]
        await wall.does(
            "terminate", visit=visit, ground="weapons", conduct=["visitor"], persons=[], note=""
        )
        await monitor.sees("ended")
        await scene.room_is_gone()
        await every_job_has_run(*worker_jobs)
        worker.cancel()
        await asyncio.gather(worker, return_exceptions=True)
    assert admission is not None
    return queries


async def every_job_has_run(all_of_them, done) -> None:
    """Wait until each has run, and forget that those have which a change of a visit wakes."""
    await eventually(lambda: all_of_them and all(job in done for job in all_of_them))
    done[:] = [job for job in done if not {"facility:", "visit:"} & set(job.woken_by)]


async def test_no_query_depends_on_a_little_history(scene, worker_jobs):
    await costs_nothing(scene, worker_jobs, A_LITTLE)


@pytest.mark.timeout(900)
async def test_no_query_depends_on_a_year_of_history(scene, worker_jobs):
    await costs_nothing(scene, worker_jobs, A_YEAR)


async def costs_nothing(scene: Scene, worker_jobs, past: Past) -> None:
    await in_thread(insert_past, past, facility=scene.facility, now=timezone.now())
    queries = await what_runs(scene, worker_jobs)
    sent = " ".join(query.sql for query in queries)
    for table in ("liveness_heartbeat", "visits_visit", "bookings_booking", "notices_notice"):
        assert table in sent
    complaints = await in_thread(complaints_about, queries)
    assert not complaints, "\n\n".join(complaints)
