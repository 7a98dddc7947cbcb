"""A process that floods a house through the sockets of one visitor.

python -m bench.socket_flood: reads its orders, a line of JSON. Each of its sockets sends without
end and without waiting, and comes back as soon as it is cut off.
"""

import asyncio
import json
import sys
from itertools import cycle

from websockets.asyncio.client import ClientConnection, connect
from websockets.exceptions import WebSocketException
from websockets.typing import Origin

from bench.attacker import orders

MESSAGES = (
    json.dumps({"type": "intent", "id": "1", "name": "begin", "args": {}}),
    json.dumps({"type": "intent", "id": "2", "name": "leave", "args": {}}),
    json.dumps({"type": "intent", "id": "3", "name": "take_over", "args": {}}),
    json.dumps({"type": "ping", "touched": True}),
    json.dumps({"type": "no such type", "much": "x" * 2000}),
    "[" * 150 + "]" * 150,
    json.dumps({"type": "media.candidate", "leg": "side", "attempt": 1, "direction": "up"}),
)


async def flood(port: int, session: str, booking: str, has_begun: asyncio.Event) -> None:
    url = f"ws://localhost:{port}/ws/visit/{booking}/"
    while True:
        try:
            async with connect(
                url,
                additional_headers={"Cookie": f"parloir_session={session}"},
                origin=Origin(f"http://localhost:{port}"),
                ping_interval=None,
                close_timeout=1,
            ) as socket:
                has_begun.set()
                reading = asyncio.create_task(_read(socket))
                try:
                    for message in cycle(MESSAGES):
                        await socket.send(message)
                finally:
                    reading.cancel()
        # websockets 17.4 raises AttributeError when it sends over a connection that was cut off and
        # is not closed yet.
        except (OSError, WebSocketException, TimeoutError, AttributeError):
            await asyncio.sleep(0)


async def _read(socket: ClientConnection) -> None:
    async for _message in socket:
        pass


async def flood_with(port: int, session: str, booking: str, sockets: int) -> None:
    """Says when the first socket is open."""
    has_begun = asyncio.Event()
    async with asyncio.TaskGroup() as group:
        for _ in range(sockets):
            group.create_task(flood(port, session, booking, has_begun))
        await has_begun.wait()
        sys.stdout.write("begins\n")
        sys.stdout.flush()


if __name__ == "__main__":
    asyncio.run(flood_with(**orders()))
