"""A real coturn, on a machine of a private network."""

import shutil
import socket
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from itertools import count
from pathlib import Path

import pytest

from launcher.turn_config import PROGRAM, turn_command
from tests.relay.turn_client import OK, Transport, TurnClient
from tests.stage.private_network import Machine

STARTS_SECONDS = 30.0
PATIENCE = 10.0


@dataclass(frozen=True)
class Relay:
    address: str
    log: Path
    seen_from: Machine
    ports: dict[Transport, int]
    clients_ports: Iterator[int] = field(default_factory=lambda: count(20_000))
    """The relay keeps the allocation of a client that has gone, and refuses another one from the
    same port meanwhile (437). So each client has a port of its own, below those of the kernel."""

    def connect(
        self, username: str = "", password: str = "", *, over: Transport = "udp"
    ) -> TurnClient:
        """Return a client on the browser's machine."""
        where = (self.address, self.ports[over])
        port = next(self.clients_ports)
        return self.seen_from.do(
            lambda: TurnClient(
                where, username=username, password=password, over=over, patience=PATIENCE, port=port
            )
        )

    @contextmanager
    def client(
        self, username: str = "", password: str = "", *, over: Transport = "udp"
    ) -> Iterator[TurnClient]:
        made = self.connect(username, password, over=over)
        try:
            yield made
        finally:
            made.close()

    def said(self) -> str:
        return self.log.read_text()


@contextmanager
def running_relay(
    folder: Path,
    *,
    within: Machine,
    seen_from: Machine,
    address: str | None = None,
    tls_port: int = 5349,
) -> Iterator[Relay]:
    """Run coturn with the configuration in `folder` while the block lasts.

    `address` is where it listens, if that is not the machine's first.
    """
    program = shutil.which(PROGRAM)
    if program is None:
        pytest.skip(f"needs {PROGRAM}, of Debian's package coturn")
    log = folder / "log"
    ports: dict[Transport, int] = {"udp": 3478, "tcp": 3478, "tls": tls_port}
    relay = Relay(address or within.address, log, seen_from, ports)
    with log.open("ab") as output:
        process = subprocess.Popen(
            [*within.words, *turn_command(Path(program), folder=folder)],
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=subprocess.STDOUT,
        )
    try:
        _wait_until_it_answers(relay, process)
        yield relay
    finally:
        process.terminate()
        process.wait()


@contextmanager
def listening_on(machine: Machine) -> Iterator[socket.socket]:
    """Yield a UDP socket that waits for packets on this machine."""
    made = machine.do(lambda: socket.socket(socket.AF_INET, socket.SOCK_DGRAM))
    with made:
        made.bind((machine.address, 0))
        made.settimeout(PATIENCE)
        yield made


def _wait_until_it_answers(relay: Relay, process: "subprocess.Popen[bytes]") -> None:
    ends_at = time.monotonic() + STARTS_SECONDS
    while time.monotonic() < ends_at:
        assert process.poll() is None, relay.said()
        try:
            with relay.client(over="tcp") as first:
                if first.binding().code == OK:
                    return
        except OSError:
            time.sleep(0.05)
    raise AssertionError(f"the relay does not answer: {relay.said()}")
