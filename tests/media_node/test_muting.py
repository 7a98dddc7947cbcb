"""The party's process and the conductor tell the media server of one leg at the same time."""

import pytest
from asgiref.sync import sync_to_async

from parloir.media_node.muting import silence_leg
from parloir.visits.interventions import pause
from parloir.visits.legs import must_be_ready, open_party_leg
from parloir.visits.models import Leg, Silence, Visit
from parloir.visits.pausing import resume
from parloir.visits.silence import legs_to_silence, note_streams, wanted_silence
from tests.factories.moments import MINUTE, SECOND
from tests.factories.people import OFFICER
from tests.factories.places import make_jail
from tests.factories.visits import TEN_ON_MONDAY, make_booking, make_live

pytestmark = pytest.mark.django_db(transaction=True)

NOW = TEN_ON_MONDAY + 5 * MINUTE
STREAMS = {"audio": "0", "video": "1"}


class SlowServer:
    """Keeps what it was told last of each stream. `meanwhile` happens before it hears the request
    of this number, and what is said meanwhile it hears at once."""

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
    admission = visit.admissions.select_related("visit").get(party="visitor")
    leg = open_party_leg(admission=admission, now=NOW).leg
    leg.streams = STREAMS
    note_streams(leg=leg, streams=STREAMS)
    assert wanted_silence(must_be_ready(admission=admission), leg.role) == Silence.ALL
    return leg


async def conducts(server) -> None:
    for leg in await sync_to_async(legs_to_silence)():
        await silence_leg(server, leg, now=NOW + SECOND)


async def goes_on() -> None:
    visit = await sync_to_async(Visit.objects.select_related("booking", "facility").get)()
    await sync_to_async(resume)(visit=visit, by=OFFICER, now=NOW + SECOND)


async def silenced() -> str:
    return (await sync_to_async(Leg.objects.get)()).silenced


@pytest.mark.parametrize("at", [1, 2])
async def test_a_visit_that_goes_on_while_its_leg_is_being_silenced_is_seen_and_heard(at):
    async def meanwhile(server):
        await conducts(server)
        await goes_on()
        await conducts(server)

    leg = await sync_to_async(a_leg_that_joins_a_paused_visit)()
    server = SlowServer(at=at, meanwhile=meanwhile)
    await silence_leg(server, leg, now=NOW)
    await conducts(server)
    assert server.muted == {"0": False, "1": False}
    assert await silenced() == ""
    visit = await sync_to_async(Visit.objects.get)()
    assert visit.let_through_at is not None


@pytest.mark.parametrize("at", [1, 2])
async def test_a_visit_that_is_paused_again_meanwhile_lets_nothing_through(at):
    async def meanwhile(server):
        await goes_on()
        await conducts(server)
        visit = await sync_to_async(Visit.objects.select_related("booking", "facility").get)()
        await sync_to_async(pause)(visit=visit, by=OFFICER, now=NOW + 2 * SECOND)
        await conducts(server)

    leg = await sync_to_async(a_leg_that_joins_a_paused_visit)()
    server = SlowServer(at=at, meanwhile=meanwhile)
    await silence_leg(server, leg, now=NOW)
    await conducts(server)
    assert server.muted == {"0": True, "1": True}
    assert await silenced() == Silence.ALL


async def test_what_is_kept_back_already_is_not_told_again():
    asked = []

    async def counts(server):
        asked.append(dict(server.muted))

    leg = await sync_to_async(a_leg_that_joins_a_paused_visit)()
    await silence_leg(SlowServer(at=0, meanwhile=counts), leg, now=NOW)
    again = SlowServer(at=1, meanwhile=counts)
    await silence_leg(again, leg, now=NOW)
    assert again.muted == {}
    assert asked == []
