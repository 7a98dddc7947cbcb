"""A process with the sockets of many devices that nobody uses, in place of their browsers.

python -m bench.many_sockets: reads its orders, a line of JSON. It says "ready" when each socket
has received its screen, then sends a ping for each every ten seconds, as browsers do.
"""

import asyncio
import json
import random
import sys
from dataclasses import dataclass

from websockets.asyncio.client import ClientConnection, connect
from websockets.typing import Origin

PING_EVERY_S = 10.0
CONNECTING_AT_ONCE = 20
CONNECTS_WITHIN_S = 120.0


@dataclass(frozen=True, slots=True)
class Device:
    kind: str
    token: str

    @property
    def path(self) -> str:
        return f"/ws/{self.kind}/"

    @property
    def cookie(self) -> str:
        return f"parloir_{self.kind}={self.token}"


async def hold(port: int, devices: list[Device], *, touched: bool) -> None:
    """Hold a socket for each device. Says "ready" once."""
    gate = asyncio.Semaphore(CONNECTING_AT_ONCE)
    async with asyncio.TaskGroup() as group:
        opened = [group.create_task(_open(port, one, gate)) for one in devices]
        for connecting in opened:
            socket = await connecting
            group.create_task(_ping(socket, touched=touched))
            group.create_task(_read(socket))
        sys.stdout.write("ready\n")
        sys.stdout.flush()


async def _open(port: int, device: Device, gate: asyncio.Semaphore) -> ClientConnection:
    """Return the connection once its first screen has come."""
    async with gate, asyncio.timeout(CONNECTS_WITHIN_S):
        socket = await connect(
            f"ws://localhost:{port}{device.path}",
            additional_headers={"Cookie": device.cookie},
            origin=Origin(f"http://localhost:{port}"),
            open_timeout=CONNECTS_WITHIN_S,
            ping_interval=None,
        )
        while json.loads(await socket.recv())["type"] != "screen":
            pass
    return socket


async def _ping(socket: ClientConnection, *, touched: bool) -> None:
    message = json.dumps({"type": "ping", **({"touched": True} if touched else {})})
    await asyncio.sleep(random.random() * PING_EVERY_S)  # noqa: S311 - no secret
    while True:
        await socket.send(message)
        await asyncio.sleep(PING_EVERY_S)


async def _read(socket: ClientConnection) -> None:
    async for _message in socket:
        pass


def main() -> None:
    orders = json.loads(sys.stdin.readline())
    devices = [Device(**one) for one in orders["devices"]]
    asyncio.run(hold(orders["port"], devices, touched=orders["touched"]))


if __name__ == "__main__":
    main()
