"""Messages between the server and its decoder: a line of JSON with a payload of bytes.

What the decoder says is read as strictly as what a stranger says, since a stranger's picture may
have taken it over. That is why nothing here is pickled.
"""

import json
import struct
from typing import IO, Any

LONGEST_HEAD = 64 * 1024
LONGEST_PAYLOAD = 16 * 1024 * 1024
_SIZES = struct.Struct(">II")


class BrokenFrame(Exception):
    """The other end has ended in the middle of a message, or sent what is none."""


def write_frame(stream: IO[bytes], head: dict[str, Any], payload: bytes = b"") -> None:
    told = json.dumps(head).encode()
    stream.write(_SIZES.pack(len(told), len(payload)))
    stream.write(told)
    stream.write(payload)
    stream.flush()


def read_frame(stream: IO[bytes]) -> tuple[dict[str, Any], bytes] | None:
    """Return the next message, or None if the other end has closed. Raises BrokenFrame."""
    sizes = stream.read(_SIZES.size)
    if not sizes:
        return None
    if len(sizes) < _SIZES.size:
        raise BrokenFrame
    head_size, payload_size = _SIZES.unpack(sizes)
    if head_size > LONGEST_HEAD or payload_size > LONGEST_PAYLOAD:
        raise BrokenFrame
    told, payload = stream.read(head_size), stream.read(payload_size)
    if len(told) < head_size or len(payload) < payload_size:
        raise BrokenFrame
    try:
        head = json.loads(told)
    except ValueError as error:
        raise BrokenFrame from error
    if not isinstance(head, dict):
        raise BrokenFrame
    return head, payload
