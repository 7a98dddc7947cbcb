import socket
import struct

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bench.film import FRAMES_A_SECOND, EncodedFilm
from bench.player import (
    LARGEST_PAYLOAD,
    SOUND_TYPE,
    VIDEO_TYPE,
    Player,
    Ports,
    payloads_of,
    requests_key_frame,
)

FILM = EncodedFilm(frames=(b"whole", b"one", b"two"), sound=(b"la", b"le"))
BEGINS_AT = 100.0
RECEIVER_REPORT = struct.pack("!BBHI", 0x80, 201, 1, 7)
PLI = struct.pack("!BBHII", 0x81, 206, 2, 7, 8)
FIR = struct.pack("!BBHIIII", 0x84, 206, 4, 7, 0, 8, 0)
NACK = struct.pack("!BBHIII", 0x81, 205, 3, 7, 8, 0)


def when_due(number):
    """Return a time at which the frame with this number, from 0 on, has just become due."""
    return BEGINS_AT + number / FRAMES_A_SECOND + 0.001


class Place:
    """The address to which a player sends, with the received packets by stream."""

    def __init__(self):
        self._sockets = [socket.socket(socket.AF_INET, socket.SOCK_DGRAM) for _ in range(3)]
        for one in self._sockets:
            one.bind(("127.0.0.1", 0))
            one.settimeout(5)
        self.video, self.control, self.sound = self._sockets
        video, control, sound = (one.getsockname()[1] for one in self._sockets)
        self.ports = Ports(video=video, video_control=control, sound=sound)

    def close(self):
        for one in self._sockets:
            one.close()


@pytest.fixture
def place():
    place = Place()
    yield place
    place.close()


@pytest.fixture
def player(place):
    player = Player(FILM, place.ports, begins_at=BEGINS_AT)
    yield player
    player.close()


def received(sock, count):
    """Return (marker, kind, number, time, payload) of this many packets."""
    packets = []
    for _ in range(count):
        packet = sock.recv(2048)
        _, second, number, moment, _ = struct.unpack_from("!BBHII", packet)
        packets.append((bool(second & 0x80), second & 0x7F, number, moment, packet[12:]))
    return packets


def test_frames_and_sounds_are_sent_when_they_are_due(place, player):
    player.send_what_is_due(when_due(1))
    frames, sounds = received(place.video, 2), received(place.sound, 3)
    assert [one[4] for one in frames] == [b"\x10whole", b"\x10one"]
    assert [one[3] for one in frames] == [0, 3750]
    assert {one[1] for one in frames} == {VIDEO_TYPE}
    assert [one[4] for one in sounds] == [b"la", b"le", b"la"]
    assert [one[3] for one in sounds] == [0, 960, 1920]
    assert {one[1] for one in sounds} == {SOUND_TYPE}


def test_nothing_is_sent_before_a_player_begins(place, player):
    player.send_what_is_due(BEGINS_AT - 0.01)
    player.send_what_is_due(BEGINS_AT)
    assert [one[4] for one in received(place.video, 1)] == [b"\x10whole"]


def test_after_its_last_frame_a_film_starts_again(place, player):
    player.send_what_is_due(when_due(3))
    frames = received(place.video, 4)
    assert [one[4] for one in frames] == [b"\x10whole", b"\x10one", b"\x10two", b"\x10whole"]
    numbers = [one[2] for one in frames]
    assert numbers == [(numbers[0] + step) % 2**16 for step in range(4)]


def test_the_next_frame_is_a_key_frame_after_a_request(place, player):
    player.send_what_is_due(when_due(1))
    _, address = place.control.recvfrom(2048)
    place.control.sendto(RECEIVER_REPORT + PLI, address)
    player.socket.setblocking(True)
    player.socket.recv(2048, socket.MSG_PEEK)  # it has come
    player.socket.setblocking(False)
    player.hear()
    player.send_what_is_due(when_due(2))
    assert [one[4] for one in received(place.video, 3)][2] == b"\x10whole"
    assert player.key_frames_requested == 1


@pytest.mark.parametrize("datagram", [PLI, FIR, RECEIVER_REPORT + PLI, NACK + FIR])
def test_pli_and_fir_request_a_key_frame(datagram):
    assert requests_key_frame(datagram)


@pytest.mark.parametrize("datagram", [b"", b"\x81", NACK, RECEIVER_REPORT, RECEIVER_REPORT + NACK])
def test_other_reports_ask_for_none(datagram):
    assert not requests_key_frame(datagram)


@given(st.binary(min_size=1, max_size=3 * LARGEST_PAYLOAD + 1))
def test_the_payloads_of_a_frame_give_the_frame(frame):
    payloads = list(payloads_of(frame))
    assert b"".join(payload[1:] for payload, _ in payloads) == frame
    assert all(len(payload) <= LARGEST_PAYLOAD + 1 for payload, _ in payloads)
    assert [payload[0] for payload, _ in payloads] == [0x10] + [0] * (len(payloads) - 1)
    assert [is_last for _, is_last in payloads] == [False] * (len(payloads) - 1) + [True]
