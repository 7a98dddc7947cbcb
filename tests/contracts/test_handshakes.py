"""Which side starts a connection, and what its packets cost the server (ADR 16): a real Janus."""

from collections.abc import Callable

import pytest

from parloir.media.events import FeedPublished
from parloir.media.janus import JanusServer
from parloir.media.protocol import LegSpec, RoomSpec
from tests.contracts.ear import Ear
from tests.contracts.peers import BrowserPage
from tests.contracts.test_real_media import Party

pytestmark = [
    pytest.mark.asyncio(loop_scope="session"),
    pytest.mark.janus,
    pytest.mark.browser,
]

BOTH = ("publish", "subscribe")


@pytest.mark.parametrize(
    ("unhurried", "role", "cipher"),
    [(False, "server", "AES_CM_128"), (True, "client", "AEAD_AES_256_GCM")],
)
async def test_who_is_in_no_hurry_gets_the_cheaper_cipher_and_keeps_it(
    real: JanusServer,
    room: RoomSpec,
    leg_in: Callable[..., LegSpec],
    page: BrowserPage,
    unhurried: bool,
    role: str,
    cipher: str,
) -> None:
    """Also after both directions have taken another way, with offers of either side."""
    await real.open_room(room)
    legs = [await real.open_leg(leg_in()) for _ in range(2)]
    first, second = [Party(leg, Ear(leg), await page.party()) for leg in legs]
    await first.peer.publish(first.leg, unhurried=unhurried)
    await second.peer.publish(second.leg, unhurried=unhurried)
    feed = (await first.ear.hear(FeedPublished)).feed_id
    offer = await first.leg.subscribe([feed], unhurried=unhurried)
    assert offer is not None
    await first.peer.receive(first.leg, offer)
    await first.until_it_grows("video", "frames")
    await first.peer.ask("published")
    assert [await _kind_of(first, each) for each in BOTH] == [(role, cipher)] * 2

    await first.peer.reroute(first.leg)
    again = await first.leg.reroute_receiving()
    assert again is not None
    await first.peer.receive(first.leg, again)
    await first.until_it_grows("video", "frames")
    assert [await _kind_of(first, each) for each in BOTH] == [(role, cipher)] * 2


async def _kind_of(party: Party, direction: str) -> tuple[str, str]:
    """Return the browser's part in the handshake, and the cipher as the standard names it."""
    transport = await party.peer.ask("transport", direction)
    # Browsers name it differently, as SRTP_AES128_CM_SHA1_80 or AES_CM_128_HMAC_SHA1_80.
    cipher = transport["cipher"].removeprefix("SRTP_")
    return transport["role"], cipher if "GCM" in cipher else "AES_CM_128"
