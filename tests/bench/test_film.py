import pytest

from bench.film import BITS_A_SECOND, FRAMES_A_SECOND, encoded_film

SECONDS = 2


@pytest.fixture(scope="module")
def film():
    return encoded_film(seconds=SECONDS)


def is_key_frame(frame):
    """Return whether it is a key frame: then VP8's frame tag begins with 0 (RFC 6386, 9.1)."""
    return frame[0] & 1 == 0


def test_only_the_first_frame_of_a_film_is_a_key_frame(film):
    assert [is_key_frame(frame) for frame in film.frames] == [True] + [False] * (
        SECONDS * FRAMES_A_SECOND - 1
    )


def test_a_film_is_as_large_as_the_lowest_layer_of_a_party_may_be(film):
    bits_a_second = sum(map(len, film.frames)) * 8 / SECONDS
    assert 0.7 * BITS_A_SECOND < bits_a_second < 1.1 * BITS_A_SECOND


def test_a_key_frame_has_its_size(film):
    """Width and height follow the start code of a key frame."""
    first = film.frames[0]
    assert first[3:6] == b"\x9d\x01\x2a"
    assert int.from_bytes(first[6:8], "little") & 0x3FFF == 320
    assert int.from_bytes(first[8:10], "little") & 0x3FFF == 180


def test_there_is_a_packet_of_sound_for_every_20_ms(film):
    assert len(film.sound) == 100
