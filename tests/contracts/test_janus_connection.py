"""Behaviour that needs a real Janus and a real connection to it."""

import asyncio
import logging
from collections.abc import Callable
from dataclasses import replace

import pytest

from parloir.media.errors import LegGone, MediaServerUnavailable, NotAllowed
from parloir.media.events import LegLost
from parloir.media.janus import JanusServer, transport
from parloir.media.protocol import LegSpec, Participant, RoomSpec
from tests.contracts.conftest import SECRET
from tests.contracts.descriptions import canned_offer
from tests.contracts.ear import Ear
from tests.contracts.relay import Relay
from tests.contracts.running_janus import RunningJanus

pytestmark = [pytest.mark.asyncio(loop_scope="session"), pytest.mark.janus]

Specs = Callable[..., LegSpec]


async def test_a_cut_connection_loses_its_legs_and_ends_them_when_it_is_back(
    janus: RunningJanus, real: JanusServer, room: RoomSpec, leg_in: Specs
) -> None:
    await real.open_room(room)
    async with Relay(janus.address.url) as relay:
        server = JanusServer(replace(janus.address, url=relay.url))
        leg = await server.open_leg(leg_in())
        ear = Ear(leg)
        relay.cut()
        assert isinstance((await ear.to_the_end())[-1], LegLost)
        with pytest.raises(LegGone):
            await leg.publish(canned_offer())
        # Janus keeps a session for a minute in case its client comes back. We do not: what
        # happened in the gap is unknown, so the old leg is gone before the new one is opened.
        again = await server.open_leg(leg_in())
        assert await server.participants(room_id=room.room_id) == (
            Participant(again.spec.feed_id, publishing=False),
        )
        await server.close()


async def test_another_process_can_discard_a_leg(
    janus: RunningJanus, real: JanusServer, room: RoomSpec, leg_in: Specs
) -> None:
    await real.open_room(room)
    other = JanusServer(janus.address)
    leg = await other.open_leg(leg_in())
    await real.discard_leg(session_id=leg.spec.session_id)
    assert await real.participants(room_id=room.room_id) == ()
    with pytest.raises(LegGone):
        await leg.publish(canned_offer())
    await other.close()


async def test_another_process_can_close_the_room(
    janus: RunningJanus, real: JanusServer, room: RoomSpec
) -> None:
    await real.open_room(room)
    other = JanusServer(janus.address)
    await other.close_room(room_id=room.room_id, secret=SECRET)
    assert room.room_id not in await real.rooms()
    await other.close()


async def test_a_janus_that_does_not_answer_is_unavailable_in_time(
    janus: RunningJanus, room: RoomSpec
) -> None:
    server = JanusServer(janus.address, request_timeout=1.0)
    await server.open_room(room)
    janus.freeze()
    try:
        async with asyncio.timeout(4):
            with pytest.raises(MediaServerUnavailable):
                await server.ping(within=0.2)
            with pytest.raises(MediaServerUnavailable):
                await server.rooms()
    finally:
        janus.thaw()
    assert room.room_id in await server.rooms()
    await server.close()


async def test_without_a_janus_it_is_unavailable_in_time(janus: RunningJanus) -> None:
    async with Relay(janus.address.url) as relay:
        nowhere = relay.url
    server = JanusServer(replace(janus.address, url=nowhere), connect_timeout=0.3)
    async with asyncio.timeout(2):
        with pytest.raises(MediaServerUnavailable):
            await server.ping()
        await server.close()


async def test_a_wrong_key_opens_no_room(janus: RunningJanus, room: RoomSpec) -> None:
    server = JanusServer(replace(janus.address, admin_key="another"))
    with pytest.raises(NotAllowed):
        await server.open_room(room)
    await server.close()
    stranger = JanusServer(replace(janus.address, api_secret="another"))
    with pytest.raises(NotAllowed):
        await stranger.rooms()
    await stranger.close()


async def test_sessions_are_kept_alive(
    janus: RunningJanus,
    room: RoomSpec,
    leg_in: Specs,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(transport, "KEEP_ALIVE_S", 0.05)
    server = JanusServer(janus.address)
    await server.open_room(room)
    leg = await server.open_leg(leg_in())
    ear = Ear(leg)
    other = JanusServer(janus.address)
    await other.discard_leg(session_id=leg.spec.session_id)
    # Nobody has told the first process; its keep-alive finds out.
    assert isinstance((await ear.to_the_end())[-1], LegLost)
    await server.close()
    await other.close()


async def test_descriptions_and_secrets_stay_out_of_the_log(
    janus: RunningJanus, room: RoomSpec, leg_in: Specs, caplog: pytest.LogCaptureFixture
) -> None:
    with caplog.at_level(logging.INFO):
        server = JanusServer(janus.address)
        await server.open_room(room)
        leg = await server.open_leg(leg_in())
        await leg.publish(canned_offer())
        await server.close()
    assert "Connected to the media server" in caplog.text
    assert "ice-ufrag" not in caplog.text
    assert room.secret not in caplog.text
    assert janus.address.api_secret not in repr(janus.address)
    assert room.secret not in repr(room)
    assert room.pin not in f"{room} {leg.spec}"
