"""A network of its own for each machine of a test, and one cable to each: Linux's namespaces.

It needs root and iproute2. No machine has a route out or mDNS. The name server that they know is an
address at which nobody is, so each question waits until the resolver gives up.
"""

import ctypes
import os
import shutil
import socket
import subprocess
import threading
from collections.abc import Callable, Iterator, Mapping
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TypeVar

T = TypeVar("T")

NAMESPACES = Path("/run/netns")
_CLONE_NEWNET = 0x40000000
SWITCH = "switch"
_CARD = "eth0"
NAMES = Path("/etc/netns")
"""`ip netns exec` shows its programs what is here in the place of what is in /etc."""
_NOBODY = "10.77.0.253"
_IPV4 = 0x0800
_SO_RCVBUFFORCE = 33
_TAP_BYTES = 128 * 1024 * 1024


def why_not() -> str | None:
    """Return why this machine cannot make such networks, or None."""
    if os.geteuid() != 0:
        return "only root can make network namespaces"
    if shutil.which("ip") is None:
        return "needs ip, of Debian's package iproute2"
    try:
        with private_network({"trial": "10.77.0.1/24"}):
            return None
    except OSError as refusal:  # as in a container without the right to
        return str(refusal)


@dataclass(frozen=True)
class Machine:
    """`address` is its only one other than loopback. `cable` is the switch's end of its cable, in
    the namespace `hub`."""

    namespace: str
    address: str
    hub: str
    cable: str

    @property
    def words(self) -> list[str]:
        """Return the words before a command that runs there."""
        return ["ip", "netns", "exec", self.namespace]

    def executable(self, program: Path, *, folder: Path) -> Path:
        """Write a program that runs another one there."""
        script = folder / f"{program.name}-in-{self.namespace}"
        script.write_text(f'#!/bin/sh\nexec {" ".join(self.words)} {program} "$@"\n')
        script.chmod(0o755)
        return script

    def ways_out(self) -> str:
        """Return its default routes, one in a line."""
        return ip("-n", self.namespace, "route", "show", "default")

    def believes_in_a_way_out(self) -> None:
        """Let its programs find a route to everywhere, which ends at the switch."""
        ip("-n", self.namespace, "route", "add", "default", "dev", _CARD)

    def is_cut_off(self) -> None:
        """Swallow everything at the switch: the machine itself notices no change."""
        ip("-n", self.hub, "link", "set", self.cable, "nomaster")

    def is_reached_again(self) -> None:
        ip("-n", self.hub, "link", "set", self.cable, "master", SWITCH)

    def moves_to(self, address: str) -> None:
        """Take another address (`10.77.0.9/24`) in the place of the one that it has."""
        ip("-n", self.namespace, "addr", "flush", "dev", _CARD)
        ip("-n", self.namespace, "addr", "add", address, "dev", _CARD)

    def do(self, act: Callable[[], T]) -> T:
        """Return what a function returns in a thread that is there. Sockets stay there."""
        results: list[T] = []
        failures: list[BaseException] = []

        def enter_and_act() -> None:
            try:
                with (NAMESPACES / self.namespace).open() as namespace:
                    _enter(namespace.fileno())
                results.append(act())
            except BaseException as failure:  # raised in the thread that waits
                failures.append(failure)

        thread = threading.Thread(target=enter_and_act)
        thread.start()
        thread.join()
        for failure in failures:
            raise failure
        return results[0]


@contextmanager
def private_network(addresses: Mapping[str, str]) -> Iterator[dict[str, Machine]]:
    """Connect machines with these names and addresses (`10.77.0.2/24`) while the block lasts."""
    prefix = f"parloir-{os.getpid()}"
    hub = f"{prefix}-{SWITCH}"
    with ExitStack() as stack:
        _make(hub, stack)
        ip("-n", hub, "link", "add", SWITCH, "type", "bridge")
        ip("-n", hub, "link", "set", SWITCH, "up")
        machines = {}
        for number, (name, address) in enumerate(addresses.items()):
            cable = f"cable{number}"
            machine = Machine(f"{prefix}-{name}", address.partition("/")[0], hub, cable)
            _make(machine.namespace, stack)
            _plug_in(machine.namespace, address, hub=hub, cable=cable)
            machines[name] = machine
        yield machines


def _make(namespace: str, stack: ExitStack) -> None:
    ip("netns", "add", namespace)
    stack.callback(ip, "netns", "del", namespace)
    ip("-n", namespace, "link", "set", "lo", "up")
    files = NAMES / namespace
    stack.callback(shutil.rmtree, files, ignore_errors=True)
    files.mkdir(parents=True)
    (files / "resolv.conf").write_text(f"nameserver {_NOBODY}\n")


def _plug_in(namespace: str, address: str, *, hub: str, cable: str) -> None:
    other_end = ("peer", "name", _CARD, "netns", namespace)
    ip("-n", hub, "link", "add", cable, "type", "veth", *other_end)
    ip("-n", hub, "link", "set", cable, "master", SWITCH, "up")
    ip("-n", namespace, "addr", "add", address, "dev", _CARD)
    ip("-n", namespace, "link", "set", _CARD, "up")


def ip(*words: str) -> str:
    """Run ip of iproute2, and return what it says. Raises OSError."""
    done = subprocess.run(["ip", *words], capture_output=True, text=True, check=False)
    if done.returncode != 0:
        raise OSError(f"ip {' '.join(words)}: {done.stderr.strip()}")
    return done.stdout


def _enter(descriptor: int) -> None:
    libc = ctypes.CDLL(None, use_errno=True)
    if libc.setns(descriptor, _CLONE_NEWNET) != 0:
        number = ctypes.get_errno()
        raise OSError(number, os.strerror(number))


def loopback_tap() -> socket.socket:
    """Return a socket that keeps each IPv4 packet of this network's loopback from now on."""
    tap = socket.socket(socket.AF_PACKET, socket.SOCK_DGRAM, socket.htons(_IPV4))
    tap.setsockopt(socket.SOL_SOCKET, _SO_RCVBUFFORCE, _TAP_BYTES)
    tap.bind(("lo", _IPV4))
    tap.setblocking(False)
    return tap
