"""Two instances never share a port."""

import socket
from collections.abc import Iterator
from contextlib import contextmanager

import pytest

from launcher import ports
from launcher.console import SetUpError
from launcher.ports import PortSlice, is_free, take_slice

SLICES = range(ports.FIRST_SLICE, ports.LAST_SLICE + 1, ports.WIDTH)


SLICES = range(ports.FIRST_SLICE, ports.LAST_SLICE + 1, ports.WIDTH)


@pytest.fixture(autouse=True)
def slices_of_our_own(monkeypatch):
    """Use slices apart from those of this machine's instances, above the ephemeral ports."""
    monkeypatch.setattr(ports, "FIRST_SLICE", 61_000)
    monkeypatch.setattr(ports, "LAST_SLICE", 64_000)


@contextmanager
def listening(port: int = 0) -> Iterator[int]:
    with socket.socket() as server:
        server.bind(("127.0.0.1", port))
        server.listen()
        yield server.getsockname()[1]


@contextmanager
def taken(*, remembered: int | None = None) -> Iterator[PortSlice]:
    slice_ = take_slice(remembered=remembered)
    try:
        yield slice_
    finally:
        slice_.guard.close()


def test_port_that_is_listened_on_is_not_free():
    with listening() as port:
        assert not is_free(port)
    assert is_free(port)


def test_two_slices_share_no_port():
    with taken() as one, taken(remembered=one.first) as other:
        ranges = [range(part.first, part.first + ports.WIDTH) for part in (one, other)]

    assert one.first != other.first
    assert not set(ranges[0]) & set(ranges[1])


def test_all_ports_of_a_slice_lie_within_it():
    with taken() as slice_:
        janus = slice_.janus
        own = {slice_.first, janus.api, slice_.mail}

    assert len(own) == 3
    assert max(own) < janus.media_first
    assert janus.media_last == slice_.first + ports.WIDTH - 1


def test_relay_shares_no_port_with_the_media_server_beside_it():
    with taken() as slice_:
        janus, turn = slice_.janus_with(relay=True), slice_.turn
        single = [slice_.first, janus.api, slice_.mail, turn.plain, turn.tls]

    assert len(set(single)) == len(single)
    assert max(single) < janus.media_first
    assert janus.media_last + 1 == turn.relay_first
    assert turn.relay_last == slice_.first + ports.WIDTH - 1
    assert turn.allocations == 300


def test_remembered_slice_is_taken_again():
    with taken() as before:
        first = before.first

    with taken(remembered=first) as again:
        assert again.first == first


def test_slice_is_left_out_while_a_stranger_listens_in_it():
    with taken() as before, listening(before.janus.api):
        before.guard.close()

        with taken(remembered=before.first) as other:
            assert other.first != before.first


@pytest.mark.parametrize("first", SLICES)
def test_browsers_send_to_every_port_of_a_slice(first):
    assert ports.browsers_reach(first)


def test_slice_that_browsers_refuse_in_part_is_left_though_it_is_remembered():
    with taken(remembered=10_000) as other:
        assert other.first >= ports.FIRST_SLICE


def test_no_slice_left_is_said_plainly(monkeypatch):
    with taken() as only:
        monkeypatch.setattr(ports, "FIRST_SLICE", only.first)
        monkeypatch.setattr(ports, "LAST_SLICE", only.first)

        with pytest.raises(SetUpError, match="No free ports are left"):
            take_slice(remembered=None)
