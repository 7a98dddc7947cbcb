"""Where the running media server can be reached, and what answers there."""

import json
from collections.abc import Callable
from typing import Any

import psutil
import pytest
from websockets.asyncio.client import connect
from websockets.exceptions import WebSocketException
from websockets.typing import Subprotocol

from parloir.media.janus import JanusServer
from parloir.media.protocol import LegSpec, RoomSpec
from tests.contracts.descriptions import canned_offer
from tests.contracts.running_janus import SECRETS, RunningJanus
from tests.stage.open_ports import OpenPort, open_ports

pytestmark = [pytest.mark.asyncio(loop_scope="session"), pytest.mark.janus]


async def test_all_but_media_is_on_loopback(
    janus: RunningJanus, real: JanusServer, room: RoomSpec, leg_in: Callable[..., LegSpec]
) -> None:
    await real.open_room(room)
    leg = await real.open_leg(leg_in())
    await leg.publish(canned_offer())

    ports = open_ports([psutil.Process(janus.pid)])

    media = {one for one in ports if one.protocol == "udp"}
    assert media
    assert all(janus.ports.media_first <= one.port <= janus.ports.media_last for one in media)
    assert ports - media == {OpenPort("tcp", "127.0.0.1", janus.ports.api)}
    await leg.close()


async def test_no_port_has_the_admin_api(janus: RunningJanus) -> None:
    listening = [one for one in open_ports([psutil.Process(janus.pid)]) if one.protocol == "tcp"]
    assert listening
    for one in listening:
        assert await _answer(one, "janus-admin-protocol", {"janus": "list_sessions"}) is None


async def test_api_does_not_answer_what_administrators_ask(janus: RunningJanus) -> None:
    api = OpenPort("tcp", "127.0.0.1", janus.ports.api)
    for question in ("list_sessions", "get_settings", "list_handles", "handle_info"):
        answer = await _answer(api, "janus-protocol", {"janus": question})
        assert answer is not None
        assert answer["janus"] == "error", question


async def _answer(
    where: OpenPort, protocol: str, question: dict[str, Any]
) -> dict[str, Any] | None:
    """Return the answer to a question with every secret that there is; None if nobody listens."""
    secrets = {"apisecret": SECRETS.api, "admin_secret": SECRETS.api, "transaction": "one"}
    try:
        async with connect(
            f"ws://{where.address}:{where.port}", subprotocols=[Subprotocol(protocol)]
        ) as socket:
            await socket.send(json.dumps(question | secrets))
            answer: dict[str, Any] = json.loads(await socket.recv())
            return answer
    except (OSError, WebSocketException):
        return None
