"""The party's process and the worker mute one leg at the same time."""

import pytest
from asgiref.sync import sync_to_async

from parloir.media_node.muting import apply_mute
from parloir.visits.interventions import pause
from parloir.visits.legs import must_be_ready, open_side_leg
from parloir.visits.models import Leg, MuteScope, Visit
from parloir.visits.muting import legs_to_mute, note_streams, wanted_scope
from parloir.visits.pausing import resume
from tests.factories.moments import MINUTE, SECOND
from tests.factories.people import OFFICER
from tests.factories.places import make_jail
from tests.factories.visits import TEN_ON_MONDAY, make_booking, make_live

pytestmark = pytest.mark.django_db(transaction=True)

NOW = TEN_ON_MONDAY + 5 * MINUTE
STREAMS = {"audio": "0", "video": "1"}


class SlowServer:
    """Keeps the last request about each stream. `meanwhile` runs before the request number `at`
    arrives, and requests that are sent meanwhile arrive immediately."""

    def __init__(self, *, at: int, meanwhile) -> None:
        self.muted: dict[str, bool] = {}
        self._left, self._meanwhile = at, meanwhile

    async def mute(self, *, room_id, secret, feed_id, mid, muted):
        self._left -= 1
        if self._left == 0:
            await self._meanwhile(self)
        self.muted[mid] = muted


def a_leg_that_joins_a_paused_visit() -> Leg:
    visit = make_live(make_booking(make_jail()))
    pause(visit=visit, by=OFFICER, now=NOW)
    admission = visit.admissions.select_related("visit").get(side="visitor")
    leg = open_side_leg(admission=admission, sign_in="", now=NOW).leg
    leg.streams = STREAMS
    note_streams(leg=leg, streams=STREAMS)
    assert wanted_scope(must_be_ready(admission=admission), leg.role) == MuteScope.ALL
    return leg


async def reconciles(server) -> None:
    for leg in await sync_to_async(legs_to_mute)():
        await apply_mute(server, leg, now=NOW + SECOND)


async def goes_on() -> None:
    visit = await sync_to_async(Visit.objects.select_related("booking", "facility").get)()
    await sync_to_async(resume)(visit=visit, by=OFFICER, now=NOW + SECOND)


async def muted_scope() -> str:
    return (await sync_to_async(Leg.objects.get)()).muted_scope


@pytest.mark.parametrize("at", [1, 2])
async def test_a_visit_that_goes_on_while_its_leg_is_being_muted_is_seen_and_heard(at):
    async def meanwhile(server):
        await reconciles(server)
        await goes_on()
        await reconciles(server)

    leg = await sync_to_async(a_leg_that_joins_a_paused_visit)()
    server = SlowServer(at=at, meanwhile=meanwhile)
    await apply_mute(server, leg, now=NOW)
    await reconciles(server)
    assert server.muted == {"0": False, "1": False}
    assert await muted_scope() == ""
    visit = await sync_to_async(Visit.objects.get)()
    assert visit.video_unmuted_at is not None


@pytest.mark.parametrize("at", [1, 2])
async def test_a_visit_that_is_paused_again_meanwhile_stays_muted(at):
    async def meanwhile(server):
        await goes_on()
        await reconciles(server)
        visit = await sync_to_async(Visit.objects.select_related("booking", "facility").get)()
        await sync_to_async(pause)(visit=visit, by=OFFICER, now=NOW + 2 * SECOND)
        await reconciles(server)

    leg = await sync_to_async(a_leg_that_joins_a_paused_visit)()
    server = SlowServer(at=at, meanwhile=meanwhile)
    await apply_mute(server, leg, now=NOW)
    await reconciles(server)
    assert server.muted == {"0": True, "1": True}
    assert await muted_scope() == MuteScope.ALL


async def test_what_is_muted_already_is_not_asked_for_again():
    asked = []

    async def counts(server):
        asked.append(dict(server.muted))

    leg = await sync_to_async(a_leg_that_joins_a_paused_visit)()
    await apply_mute(SlowServer(at=0, meanwhile=counts), leg, now=NOW)
    again = SlowServer(at=1, meanwhile=counts)
    await apply_mute(again, leg, now=NOW)
    assert again.muted == {}
    assert asked == []
