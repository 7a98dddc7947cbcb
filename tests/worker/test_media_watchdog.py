"""The media server is restarted if nothing else has certainly stopped a visit's media."""

# ruff: noqa: F811

import sys
from datetime import timedelta

import pytest
from django.utils import timezone

from parloir.audit.models import AuditEvent
from parloir.threads import in_thread
from parloir.visits.models import Visit
from parloir.worker.media_reconciler import MediaReconciler
from parloir.worker.media_watchdog import NOT_AGAIN_WITHIN, PATIENCE, MediaWatchdog
from tests.realtime.conftest import furnished  # noqa: F401 - a fixture
from tests.worker.test_media_reconciler import _end, admission, reconciler, server  # noqa: F401 - fixtures

SECOND = timedelta(seconds=1)


@pytest.fixture
def restarts(tmp_path):
    """Return what the command has written: one line for each restart."""
    return tmp_path / "restarts"


@pytest.fixture
def watchdog(restarts):
    script = f"open({str(restarts)!r}, 'a').write('once\\n')"
    return MediaWatchdog([sys.executable, "-c", script])


@pytest.fixture
async def ended(admission, reconciler: MediaReconciler, server):
    """Return a visit that ended while the media server did not answer."""
    await reconciler.apply_changes(now=timezone.now())
    server.go_down()
    await in_thread(_end, admission.visit)
    await reconciler.apply_changes(now=timezone.now())
    return await in_thread(Visit.objects.get, pk=admission.visit.pk)


async def test_restarted_ten_seconds_after_the_end_and_not_before(ended, watchdog, restarts):
    early = ended.ended_at + PATIENCE - SECOND
    assert await watchdog.check(is_media_up=False, now=early) is False
    assert not restarts.exists()

    assert await watchdog.check(is_media_up=False, now=ended.ended_at + PATIENCE) is True
    assert restarts.read_text() == "once\n"
    event = await in_thread(AuditEvent.objects.get, action="restart_media")
    assert (event.subject_ref, event.actor_kind) == (ended.public_id, "clock")


async def test_not_again_within_a_minute(ended, watchdog, restarts):
    first = ended.ended_at + PATIENCE
    await watchdog.check(is_media_up=False, now=first)
    await watchdog.check(is_media_up=False, now=first + NOT_AGAIN_WITHIN - SECOND)
    assert restarts.read_text() == "once\n"

    await watchdog.check(is_media_up=False, now=first + NOT_AGAIN_WITHIN)
    assert restarts.read_text() == "once\nonce\n"


async def test_not_while_the_media_server_answers(ended, watchdog, restarts):
    late = ended.ended_at + 2 * PATIENCE
    assert await watchdog.check(is_media_up=True, now=late) is False
    assert not restarts.exists()


async def test_not_while_only_live_visits_suffer(
    admission,
    reconciler,
    server,
    watchdog,
    restarts,
):
    await reconciler.apply_changes(now=timezone.now())
    server.go_down()
    late = timezone.now() + 2 * PATIENCE
    assert await watchdog.check(is_media_up=False, now=late) is False
    assert not restarts.exists()


async def test_never_without_a_command(ended):
    late = ended.ended_at + 2 * PATIENCE
    assert await MediaWatchdog([]).check(is_media_up=False, now=late) is False


async def test_a_command_that_does_not_exist_is_not_the_end(ended):
    late = ended.ended_at + 2 * PATIENCE
    assert await MediaWatchdog(["/no/such/program"]).check(is_media_up=False, now=late) is True
