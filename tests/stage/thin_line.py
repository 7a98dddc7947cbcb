"""A thin line between a machine of a private network and its switch.

It is a process of the test, between two network cards in the switch's namespace: each Ethernet
frame that comes to one leaves by the other, if the way in this direction lets it through. Addresses
stay as they are, so everything that works without the line works with it.
"""

import asyncio
import json
import socket
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import asdict
from pathlib import Path

from tests.stage.private_network import SWITCH, Machine, ip
from tests.stage.thin_way import Course, Way

ROOT = Path(__file__).resolve().parents[2]
ETHERNET_HEADER = 14
SEEDS = {"down": 1, "up": 2}
FREE = Way()
_SOL_PACKET, _VNET_HEADER, _IGNORE_OUTGOING = 263, 15, 23
# What the kernel puts before a frame: checksums that the network card would complete, and frames
# that it would cut into packets, stay as they are.
_VNET_HEADER_BYTES = 10
_EVERYTHING = 3
_LARGEST = 1 << 17


class ThinLine:
    """The line of one machine. `down` leads to the machine, `up` from it."""

    def __init__(self, process: "subprocess.Popen[str]") -> None:
        self._process = process

    def becomes(self, *, down: Way = FREE, up: Way = FREE) -> None:
        """Treat frames so from now on. Returns when that is so."""
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        self._process.stdin.write(json.dumps({"down": asdict(down), "up": asdict(up)}) + "\n")
        self._process.stdin.flush()
        answer = self._process.stdout.readline()
        assert answer == "done\n", f"the thin line has ended: {answer!r}"


@contextmanager
def thin_line(machine: Machine) -> Iterator[ThinLine]:
    """Put a line into the machine's cable, which is free until it becomes thin."""
    near, far = f"{machine.cable}n", f"{machine.cable}f"
    ip("-n", machine.hub, "link", "add", near, "type", "veth", "peer", "name", far)
    ip("-n", machine.hub, "link", "set", machine.cable, "nomaster")
    ip("-n", machine.hub, "link", "set", near, "up")
    ip("-n", machine.hub, "link", "set", far, "master", SWITCH, "up")
    process = subprocess.Popen(
        [
            *("ip", "netns", "exec", machine.hub),
            *(sys.executable, "-m", "tests.stage.thin_line", near, machine.cable),
        ],
        cwd=ROOT,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )
    try:
        line = ThinLine(process)
        line.becomes()
        yield line
    finally:
        process.communicate()
        ip("-n", machine.hub, "link", "set", machine.cable, "master", SWITCH)
        ip("-n", machine.hub, "link", "del", near)


class _Direction:
    """Passes frames from one card on to the other."""

    def __init__(self, source: socket.socket, target: socket.socket, *, seed: int) -> None:
        self._source, self._target, self._seed = source, target, seed
        self._loop = asyncio.get_running_loop()
        self._course = Course(FREE, seed=seed)
        self._loop.add_reader(source, self._pass_on)

    def becomes(self, way: Way) -> None:
        self._course = Course(way, seed=self._seed)

    def _pass_on(self) -> None:
        frame = self._source.recv(_LARGEST)
        now = self._loop.time()
        size = len(frame) - _VNET_HEADER_BYTES - ETHERNET_HEADER
        at = self._course.arrives_at(sent_at=now, size=size)
        if at is not None:
            self._loop.call_at(at, self._send, frame)

    def _send(self, frame: bytes) -> None:
        try:
            self._target.send(frame)
        except BlockingIOError:
            return  # the other card is full: one more loss


def _card(name: str) -> socket.socket:
    card = socket.socket(socket.AF_PACKET, socket.SOCK_RAW, socket.htons(_EVERYTHING))
    card.setsockopt(_SOL_PACKET, _VNET_HEADER, 1)
    card.setsockopt(_SOL_PACKET, _IGNORE_OUTGOING, 1)
    card.bind((name, _EVERYTHING))
    card.setblocking(False)
    return card


async def _serve(near: str, far: str, orders: Callable[[], str]) -> None:
    switch, machine = _card(near), _card(far)
    directions = {
        "down": _Direction(switch, machine, seed=SEEDS["down"]),
        "up": _Direction(machine, switch, seed=SEEDS["up"]),
    }
    while order := await asyncio.to_thread(orders):
        for name, way in json.loads(order).items():
            directions[name].becomes(Way(**way))
        print("done", flush=True)


if __name__ == "__main__":
    asyncio.run(_serve(sys.argv[1], sys.argv[2], sys.stdin.readline))
