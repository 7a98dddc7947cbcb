"""What programs say to a WebSocket server, read from the packets on the way.

So a test sees what was really said, whichever of our own code has said it.
"""

import socket
import struct
from collections import defaultdict
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass

from websockets.frames import Frame, Opcode
from websockets.http11 import Request
from websockets.server import ServerProtocol
from websockets.typing import Subprotocol

_LONGEST_PACKET = 70_000
_TCP = 6


@dataclass(frozen=True)
class Segment:
    """Part of what one client, known by its port, has sent."""

    client: int
    begins_at: int
    content: bytes


def messages_to(port: int, tap: socket.socket, *, subprotocol: str) -> list[str]:
    """Return the text messages to the server at this port, of all its clients, so far."""
    segments: dict[int, dict[int, bytes]] = defaultdict(dict)
    for packet in _packets(tap):
        segment = _segment_to(port, packet)
        if segment is not None and segment.content:
            segments[segment.client][segment.begins_at] = segment.content
    return [
        message
        for parts in segments.values()
        for message in _messages(_stream(parts), subprotocol=Subprotocol(subprotocol))
    ]


def _packets(tap: socket.socket) -> Iterator[bytes]:
    with suppress(BlockingIOError):
        while True:
            packet, source = tap.recvfrom(_LONGEST_PACKET)
            if source[2] != socket.PACKET_OUTGOING:  # else each is there twice
                yield packet


def _segment_to(port: int, packet: bytes) -> Segment | None:
    header_bytes, protocol = (packet[0] & 15) * 4, packet[9]
    (length,) = struct.unpack_from("!H", packet, 2)
    if protocol != _TCP:
        return None
    client, to, begins_at = struct.unpack_from("!HHI", packet, header_bytes)
    if to != port:
        return None
    content_at = header_bytes + (packet[header_bytes + 12] >> 4) * 4
    return Segment(client, begins_at, packet[content_at:length])


def _stream(parts: dict[int, bytes]) -> bytes:
    """Join the parts in their order. Raises AssertionError if one is missing."""
    stream, expected = b"", min(parts)
    for begins_at, content in sorted(parts.items()):
        assert begins_at == expected, "packets were lost on the way to the test"
        stream += content
        expected = begins_at + len(content)
    return stream


def _messages(stream: bytes, *, subprotocol: Subprotocol) -> Iterator[str]:
    server = ServerProtocol(subprotocols=[subprotocol], max_size=None)
    handshake, end, rest = stream.partition(b"\r\n\r\n")
    server.receive_data(handshake + end)
    (request,) = server.events_received()
    assert isinstance(request, Request)
    server.send_response(server.accept(request))
    server.receive_data(rest)
    for frame in server.events_received():
        assert isinstance(frame, Frame)
        if frame.opcode is Opcode.TEXT:
            assert frame.fin, "a message in parts"
            yield bytes(frame.data).decode()
