"""Play an encoded film by RTP to one address, as the encoder of a browser would send it.

Frames are divided into packets as in RFC 7741. A request for a key frame (RTCP: PLI or FIR) is
answered with one instead of the next frame, as by an encoder: the film starts again.
"""

import secrets
import socket
import struct
from collections.abc import Iterator
from dataclasses import dataclass

from bench.film import FRAMES_A_SECOND, SAMPLES_A_PACKET, SAMPLES_A_SECOND, EncodedFilm

VIDEO_TYPE, SOUND_TYPE = 96, 111
VIDEO_CLOCK = 90_000
LARGEST_PAYLOAD = 1100
BEGINS_A_FRAME, GOES_ON = b"\x10", b"\x00"
RECEIVER_REPORT, PAYLOAD_FEEDBACK = 201, 206
PICTURE_LOSS, FULL_INTRA_REQUEST = 1, 4
LOOPBACK = "127.0.0.1"


@dataclass(frozen=True, slots=True, kw_only=True)
class Ports:
    """The ports on this machine at which a player's streams are expected."""

    video: int
    video_control: int
    sound: int


class RtpStream:
    def __init__(self, kind: int) -> None:
        self._kind = kind
        self._source = secrets.randbits(32)
        self._number = secrets.randbits(16)

    def packet(self, payload: bytes, *, at: int, is_last: bool) -> bytes:
        """Return an RTP packet. `at` is the stream's time; `is_last` ends the packets of a time."""
        self._number = (self._number + 1) % 2**16
        second = self._kind | (0x80 if is_last else 0)
        header = struct.pack("!BBHII", 0x80, second, self._number, at % 2**32, self._source)
        return header + payload

    def empty_report(self) -> bytes:
        """Return a report that only says where to send requests for this stream."""
        return struct.pack("!BBHI", 0x80, RECEIVER_REPORT, 1, self._source)


class Player:
    """Plays one film. `begins_at` and every `now` are seconds of one monotonic clock."""

    def __init__(self, film: EncodedFilm, ports: Ports, *, begins_at: float) -> None:
        self._film, self._ports = film, ports
        self._begins_at = begins_at
        self._video, self._sound = RtpStream(VIDEO_TYPE), RtpStream(SOUND_TYPE)
        self._frames_sent = self._sounds_sent = 0
        self._next_frame = 0
        self.key_frames_requested = 0
        self.socket = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
        self.socket.setblocking(False)
        self._send(self._video.empty_report(), ports.video_control)

    def close(self) -> None:
        self.socket.close()

    def send_what_is_due(self, now: float) -> None:
        passed = now - self._begins_at
        while self._frames_sent <= passed * FRAMES_A_SECOND:
            self._send_frame()
        while self._sounds_sent <= passed * SAMPLES_A_SECOND / SAMPLES_A_PACKET:
            self._send_sound()

    def hear(self) -> None:
        """Read the feedback on `socket`."""
        try:
            while True:
                if requests_key_frame(self.socket.recv(2048)):
                    self.key_frames_requested += 1
                    self._next_frame = 0
        except (BlockingIOError, ConnectionRefusedError):
            return

    def _send_frame(self) -> None:
        frames = self._film.frames
        at = self._frames_sent * VIDEO_CLOCK // FRAMES_A_SECOND
        for payload, is_last in payloads_of(frames[self._next_frame]):
            packet = self._video.packet(payload, at=at, is_last=is_last)
            self._send(packet, self._ports.video)
        self._frames_sent += 1
        self._next_frame = (self._next_frame + 1) % len(frames)

    def _send_sound(self) -> None:
        sound = self._film.sound[self._sounds_sent % len(self._film.sound)]
        at = self._sounds_sent * SAMPLES_A_PACKET
        self._send(self._sound.packet(sound, at=at, is_last=False), self._ports.sound)
        self._sounds_sent += 1

    def _send(self, packet: bytes, port: int) -> None:
        self.socket.sendto(packet, (LOOPBACK, port))


def payloads_of(frame: bytes) -> Iterator[tuple[bytes, bool]]:
    """Yield the RTP payloads of a VP8 frame, each with whether it is the last."""
    for begin in range(0, len(frame), LARGEST_PAYLOAD):
        end = begin + LARGEST_PAYLOAD
        descriptor = GOES_ON if begin else BEGINS_A_FRAME
        yield descriptor + frame[begin:end], end >= len(frame)


def requests_key_frame(datagram: bytes) -> bool:
    """Return whether one of its RTCP packets is a PLI or a FIR."""
    while len(datagram) >= 4:
        first, kind, words = struct.unpack_from("!BBH", datagram)
        if kind == PAYLOAD_FEEDBACK and first & 0x1F in (PICTURE_LOSS, FULL_INTRA_REQUEST):
            return True
        datagram = datagram[4 * (words + 1) :]
    return False
