"""The IPv4 addresses at which this machine can be reached, loopback first."""

import array
import fcntl
import socket
import struct

SIOCGIFCONF = 0x8912
SIOCGIFFLAGS = 0x8913
IFF_UP = 0x1
IFF_RUNNING = 0x40
# struct ifreq on 64-bit Linux: 16 bytes of name, then a sockaddr (or flags) padded to 24.
IFREQ_BYTES = 40
MOST_INTERFACES = 256


def own_addresses() -> list[str]:
    """Return each address once, without those of interfaces that are down."""
    found = ["127.0.0.1"]
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as asked:
        for name, address in _configured(asked):
            if address not in found and _is_running(asked, name):
                found.append(address)
    return found


def _configured(asked: socket.socket) -> list[tuple[bytes, str]]:
    room = array.array("B", bytes(IFREQ_BYTES * MOST_INTERFACES))
    pointer, length = room.buffer_info()
    answer = fcntl.ioctl(asked.fileno(), SIOCGIFCONF, struct.pack("iL", length, pointer))
    used = struct.unpack("iL", answer)[0]
    entries = room.tobytes()[:used]
    return [
        (entries[at : at + 16].rstrip(b"\0"), socket.inet_ntoa(entries[at + 20 : at + 24]))
        for at in range(0, used, IFREQ_BYTES)
    ]


def _is_running(asked: socket.socket, name: bytes) -> bool:
    request = struct.pack("16sH22x", name.partition(b":")[0], 0)
    flags = struct.unpack_from("H", fcntl.ioctl(asked.fileno(), SIOCGIFFLAGS, request), 16)[0]
    return bool(flags & IFF_UP) and bool(flags & IFF_RUNNING)
