"""The media server is restarted where nothing else can be known to have stopped a visit's media."""

# ruff: noqa: F811

import sys
from datetime import timedelta

import pytest
from django.utils import timezone

from parloir.audit.models import AuditEvent
from parloir.threads import in_thread
from parloir.visits.models import Visit
from parloir.worker.conductor import Conductor
from parloir.worker.last_resort import NOT_AGAIN_WITHIN, PATIENCE, LastResort
from tests.realtime.conftest import furnished  # noqa: F401 - a fixture
from tests.worker.test_conductor import _end, admission, conductor, server  # noqa: F401 - fixtures

SECOND = timedelta(seconds=1)


@pytest.fixture
def restarts(tmp_path):
    """What the command has written: one line for each time."""
    return tmp_path / "restarts"


@pytest.fixture
def last_resort(restarts):
    script = f"open({str(restarts)!r}, 'a').write('once\\n')"
    return LastResort([sys.executable, "-c", script])


@pytest.fixture
async def ended(admission, conductor: Conductor, server):
    """A visit that ended while the media server did not answer."""
    await conductor.act_on_changes(now=timezone.now())
    server.go_down()
    await in_thread(_end, admission.visit)
    await conductor.act_on_changes(now=timezone.now())
    return await in_thread(Visit.objects.get, pk=admission.visit.pk)


async def test_restarted_ten_seconds_after_the_end_and_not_before(ended, last_resort, restarts):
    early = ended.ended_at + PATIENCE - SECOND
    assert await last_resort.consider(media_is_there=False, now=early) is False
    assert not restarts.exists()

    assert await last_resort.consider(media_is_there=False, now=ended.ended_at + PATIENCE) is True
    assert restarts.read_text() == "once\n"
    event = await in_thread(AuditEvent.objects.get, action="restart_media")
    assert (event.subject_ref, event.actor_kind) == (ended.public_id, "clock")


async def test_not_again_within_a_minute(ended, last_resort, restarts):
    first = ended.ended_at + PATIENCE
    await last_resort.consider(media_is_there=False, now=first)
    await last_resort.consider(media_is_there=False, now=first + NOT_AGAIN_WITHIN - SECOND)
    assert restarts.read_text() == "once\n"

    await last_resort.consider(media_is_there=False, now=first + NOT_AGAIN_WITHIN)
    assert restarts.read_text() == "once\nonce\n"


async def test_not_while_the_media_server_answers(ended, last_resort, restarts):
    late = ended.ended_at + 2 * PATIENCE
    assert await last_resort.consider(media_is_there=True, now=late) is False
    assert not restarts.exists()


async def test_not_while_only_live_visits_suffer(
    admission,
    conductor,
    server,
    last_resort,
    restarts,
):
    await conductor.act_on_changes(now=timezone.now())
    server.go_down()
    late = timezone.now() + 2 * PATIENCE
    assert await last_resort.consider(media_is_there=False, now=late) is False
    assert not restarts.exists()


async def test_never_without_a_command(ended):
    late = ended.ended_at + 2 * PATIENCE
    assert await LastResort([]).consider(media_is_there=False, now=late) is False


async def test_a_command_that_does_not_exist_is_not_the_end(ended):
    late = ended.ended_at + 2 * PATIENCE
    assert await LastResort(["/no/such/program"]).consider(media_is_there=False, now=late) is True
