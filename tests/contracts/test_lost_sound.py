"""Sound that is lost on a bad line is sent again, in both directions, by a real Janus and Chromium.

The one side is behind a line that loses a fifth of all packets, each way; the other is not.
"""

import asyncio
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from playwright.async_api import async_playwright

from launcher.janus_build import ensure_janus
from parloir.media.events import FeedPublished
from parloir.media.janus import JanusServer
from parloir.media.protocol import LegSpec, RoomSpec
from tests.contracts.ear import Ear
from tests.contracts.peers import CHROMIUM_FLAGS, BrowserPage, ChromiumPeer
from tests.contracts.running_janus import RunningJanus
from tests.stage.browsers import CHROMIUM
from tests.stage.private_network import Machine, private_network, why_not
from tests.stage.thin_line import ThinLine, thin_line
from tests.stage.thin_way import Way

pytestmark = [pytest.mark.janus, pytest.mark.browser, pytest.mark.timeout(300)]

ADDRESSES = {"server": "10.78.0.1/24", "near": "10.78.0.2/24", "far": "10.78.0.3/24"}
BAD = Way(loss=0.2, delay_ms=20)
PACKETS = 500
"""Ten seconds of sound."""
MOST_LOST = 0.1

LegIn = Callable[..., LegSpec]


def test_lost_sound_is_sent_again_both_ways(tmp_path: Path, room: RoomSpec, leg_in: LegIn) -> None:
    reason = why_not()
    if reason is not None:
        pytest.skip(reason)
    installation = ensure_janus(chosen=None, log=tmp_path / "build.log")
    with private_network(ADDRESSES) as machines, thin_line(machines["far"]) as line:

        async def measured() -> tuple[float, float]:
            janus = RunningJanus(tmp_path, installation)
            janus.start()
            try:
                return await _shares_lost(janus, room, leg_in, machines, line, tmp_path)
            finally:
                janus.close()

        downlink, uplink = machines["server"].do(lambda: asyncio.run(measured()))
    assert downlink <= MOST_LOST
    assert uplink <= MOST_LOST


async def _shares_lost(
    janus: RunningJanus,
    room: RoomSpec,
    leg_in: LegIn,
    machines: dict[str, Machine],
    line: ThinLine,
    folder: Path,
) -> tuple[float, float]:
    server = JanusServer(janus.address)
    async with async_playwright() as playwright:
        peers = []
        for name in ("far", "near"):
            browser = await playwright.chromium.launch(
                executable_path=machines[name].executable(CHROMIUM, folder=folder),
                args=CHROMIUM_FLAGS,
            )
            peers.append(await (await BrowserPage.open(browser)).party())
        await server.open_room(room)
        await _connect(server, peers, [leg_in(), leg_in()])
        line.becomes(down=BAD, up=BAD)
        shares = await asyncio.gather(*map(_share_lost, peers))
    await server.close()
    return shares[0], shares[1]


async def _connect(server: JanusServer, peers: list[ChromiumPeer], specs: list[LegSpec]) -> None:
    legs = [await server.open_leg(spec) for spec in specs]
    ears = [Ear(leg) for leg in legs]
    for leg, peer in zip(legs, peers, strict=True):
        await peer.publish(leg)
    for leg, ear, peer in zip(legs, ears, peers, strict=True):
        offer = await leg.subscribe([(await ear.hear(FeedPublished)).feed_id])
        assert offer is not None
        await peer.receive(leg, offer)
        await peer.ask("firstFrame")


async def _share_lost(peer: ChromiumPeer) -> float:
    """Return which share of the next packets of sound never came."""
    before = await _sound(peer)
    while (now := await _sound(peer))["packets"] - before["packets"] < PACKETS:
        await peer.ask("aMoment")
    lost: int = now["lost"] - before["lost"]
    return lost / (lost + now["packets"] - before["packets"])


async def _sound(peer: ChromiumPeer) -> dict[str, Any]:
    found: dict[str, Any] = (await peer.ask("received"))["audio"]
    return found
