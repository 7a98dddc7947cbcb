"""The media reconciler: whatever happens, the media server matches the rows afterwards."""

import pytest
from django.utils import timezone

from parloir.accounts.sign_ins import begin_sign_in, end_sign_in
from parloir.media.fake import FakeMediaServer
from parloir.media.protocol import LegSpec
from parloir.threads import in_thread
from parloir.visits.admission import enter_pin
from parloir.visits.legs import MayNotConnect, open_side_leg
from parloir.visits.models import Visit
from parloir.visits.operations import acknowledge_rules, begin, confirm_names, end
from parloir.visits.rooms import leg_spec, room_spec
from parloir.visits.states import Outcome
from parloir.worker.media_reconciler import MediaReconciler
from tests.contracts.descriptions import canned_offer
from tests.factories.people import KIOSK, OFFICER
from tests.realtime.conftest import furnished  # noqa: F401 - a fixture


def _admit(scene):
    now = timezone.now()
    monitor = scene.facility.monitors.first()
    admission = enter_pin(monitor=monitor, pin=scene.pin, language="en", by=KIOSK, now=now)
    confirm_names(admission=admission, by=KIOSK, now=now)
    acknowledge_rules(admission=admission, by=KIOSK, now=now)
    begin(admission=admission, by=KIOSK, now=now)
    return admission


def _end(visit):
    from django.db import transaction

    with transaction.atomic():
        assert end(
            visit=visit, outcome=Outcome.TERMINATED, by=OFFICER, now=timezone.now(),
            ended_by="staff", ground="weapons", conduct={"visitor"},
        )  # fmt: skip


@pytest.fixture
def admission(furnished):  # noqa: F811
    return _admit(furnished)


@pytest.fixture
def server():
    return FakeMediaServer()


@pytest.fixture
def reconciler(server):
    return MediaReconciler(server)


def _fresh(visit):
    return Visit.objects.get(pk=visit.pk)


async def test_room_is_opened_for_a_visit_and_noted(admission, reconciler, server):
    await reconciler.apply_changes(now=timezone.now())
    visit = await in_thread(_fresh, admission.visit)
    assert await server.rooms() == {visit.room_id}
    assert visit.room_opened_at is not None


async def test_room_of_an_ended_visit_is_closed_and_noted(admission, reconciler, server):
    await reconciler.apply_changes(now=timezone.now())
    await in_thread(_end, admission.visit)
    await reconciler.apply_changes(now=timezone.now())
    assert await server.rooms() == frozenset()
    assert (await in_thread(_fresh, admission.visit)).room_closed_at is not None


async def test_room_that_came_back_after_its_visit_ended_is_closed(admission, reconciler, server):
    await reconciler.apply_changes(now=timezone.now())
    await in_thread(_end, admission.visit)
    await reconciler.apply_changes(now=timezone.now())
    await server.open_room(room_spec(admission.visit))
    await reconciler.compare_and_repair(now=timezone.now())
    assert await server.rooms() == frozenset()


async def test_visit_that_ended_while_the_reconciler_was_away_loses_its_room(
    admission, reconciler, server
):
    await reconciler.apply_changes(now=timezone.now())
    await in_thread(_end, admission.visit)
    successor = MediaReconciler(server)
    await successor.compare_and_repair(now=timezone.now())
    assert await server.rooms() == frozenset()


async def test_rooms_are_opened_anew_after_the_media_server_has_restarted(
    admission, reconciler, server
):
    await reconciler.apply_changes(now=timezone.now())
    server.go_down()
    await reconciler.compare_and_repair(now=timezone.now())
    assert (await in_thread(_fresh, admission.visit)).trouble_since is not None
    assert not reconciler.is_media_up
    server.come_back()
    await reconciler.compare_and_repair(now=timezone.now())
    visit = await in_thread(_fresh, admission.visit)
    assert await server.rooms() == {visit.room_id}
    assert visit.trouble_since is None
    assert reconciler.is_media_up


async def test_party_with_an_open_leg_stays_in_the_room(admission, reconciler, server):
    await reconciler.apply_changes(now=timezone.now())
    new = await in_thread(open_side_leg, admission=admission, sign_in="", now=timezone.now())
    leg = await server.open_leg(leg_spec(new.leg, new.visit))
    await leg.publish(canned_offer())
    await reconciler.compare_and_repair(now=timezone.now())
    present = await server.participants(room_id=new.visit.room_id)
    assert [one.feed_id for one in present] == [new.leg.feed_id]


async def test_intruder_in_the_room_is_removed(admission, reconciler, server):
    await reconciler.apply_changes(now=timezone.now())
    visit = await in_thread(_fresh, admission.visit)
    spec = room_spec(visit)
    intruder = await server.open_leg(
        LegSpec(room_id=spec.room_id, pin=spec.pin, feed_id=77, session_id=78, opaque_id="intruder")
    )
    await intruder.publish(canned_offer())
    await reconciler.compare_and_repair(now=timezone.now())
    assert await server.participants(room_id=spec.room_id) == ()


async def test_leg_of_an_ended_sign_in_is_removed_whatever_its_process_does(
    admission, reconciler, server
):
    """Nobody but the reconciler acts here: the process that opened the leg hangs."""
    await reconciler.apply_changes(now=timezone.now())
    user = await in_thread(lambda: admission.visit.booking.visitor.user)
    sign_in = await in_thread(begin_sign_in, user=user, now=timezone.now())
    new = await in_thread(
        open_side_leg, admission=admission, sign_in=sign_in.public_id, now=timezone.now()
    )
    leg = await server.open_leg(leg_spec(new.leg, new.visit))
    await leg.publish(canned_offer())
    await reconciler.compare_and_repair(now=timezone.now())
    assert len(await server.participants(room_id=new.visit.room_id)) == 1
    await in_thread(end_sign_in, public_id=sign_in.public_id, now=timezone.now())
    await reconciler.compare_and_repair(now=timezone.now())
    assert await server.participants(room_id=new.visit.room_id) == ()
    with pytest.raises(MayNotConnect):
        await in_thread(
            open_side_leg, admission=admission, sign_in=sign_in.public_id, now=timezone.now()
        )
