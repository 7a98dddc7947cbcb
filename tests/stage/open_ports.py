"""Where processes can be reached from the network: the sockets that the kernel lists for them."""

import socket
from collections.abc import Iterable
from dataclasses import dataclass
from ipaddress import ip_address

import psutil


@dataclass(frozen=True, order=True)
class OpenPort:
    """A TCP socket that listens, or a UDP socket, which receives from everybody."""

    protocol: str
    address: str
    port: int

    @property
    def is_on_loopback(self) -> bool:
        return ip_address(self.address).is_loopback


def open_ports(processes: Iterable[psutil.Process]) -> set[OpenPort]:
    return {found for process in processes for found in _of(process)}


def _of(process: psutil.Process) -> Iterable[OpenPort]:
    for each in process.net_connections(kind="inet"):
        is_tcp = each.type == socket.SOCK_STREAM
        if is_tcp and each.status != psutil.CONN_LISTEN:
            continue
        yield OpenPort("tcp" if is_tcp else "udp", each.laddr.ip, each.laddr.port)
