"""The film that each party of the suite `wall` sends: a real party's lowest layer, pre-encoded.

`frontend/call/publisher.ts` sends from a camera of 1280 by 720: 320 by 180 in VP8, at most
100 kbit/s, with the frame rate that is requested of a camera (`frontend/call/devices.ts`).
"""

import itertools
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from fractions import Fraction

import av
import numpy as np
from PIL import Image

from tests.stage.films import VISITOR as LOOK
from tests.stage.films import frames_of

SIZE = (320, 180)
FRAMES_A_SECOND = 24
BITS_A_SECOND = 100_000
SAMPLES_A_SECOND = 48_000
SAMPLES_A_PACKET = 960
# A party sends a key frame when it is asked for one, and hardly ever otherwise. This film begins
# with its only key frame, so it has to be long.
SECONDS = 30
SOUNDS = 100
# Without a camera's noise and anything on the wall, so flat an image takes almost no bits.
NOISE, NOISES = 4, 17
PATTERN, PATTERN_PX = 12, 4

Values = np.ndarray[tuple[int, ...], np.dtype[np.int16]]
Pixels = np.ndarray[tuple[int, ...], np.dtype[np.uint8]]


@dataclass(frozen=True, slots=True)
class EncodedFilm:
    """An encoded film. Only its first frame is a key frame. `sound` has packets of 20 ms."""

    frames: tuple[bytes, ...]
    sound: tuple[bytes, ...]


def encoded_film(*, seconds: int = SECONDS) -> EncodedFilm:
    return EncodedFilm(
        frames=tuple(_encoded_frames(seconds * FRAMES_A_SECOND)),
        sound=tuple(_encoded_sound(SOUNDS)),
    )


def _encoded_frames(count: int) -> Iterator[bytes]:
    encoder = av.CodecContext.create("libvpx", "w")
    assert isinstance(encoder, av.VideoCodecContext)
    encoder.width, encoder.height = SIZE
    encoder.pix_fmt = "yuv420p"
    encoder.bit_rate = BITS_A_SECOND
    encoder.time_base = Fraction(1, FRAMES_A_SECOND)
    encoder.framerate = Fraction(FRAMES_A_SECOND)
    encoder.gop_size = count
    encoder.options = {
        "deadline": "realtime",
        "cpu-used": "8",
        "lag-in-frames": "0",
        "error-resilient": "default",
        "maxrate": str(BITS_A_SECOND),
        "minrate": str(BITS_A_SECOND),
        "bufsize": str(BITS_A_SECOND),
    }
    for number, pixels in enumerate(itertools.islice(_seen_by_a_camera(), count)):
        frame = av.VideoFrame.from_ndarray(pixels, format="rgb24")
        frame.pts = number
        yield from map(bytes, encoder.encode(frame.reformat(format="yuv420p")))
    yield from map(bytes, encoder.encode(None))


def _seen_by_a_camera() -> Iterator[Pixels]:
    """Yield frames of somebody who nods, endlessly."""
    chance = np.random.default_rng(seed=1)
    pattern = _by_chance(chance, PATTERN, PATTERN_PX)
    frames = [
        np.asarray(_of_our_size(frame), dtype=np.int16) + pattern for frame in frames_of(LOOK)
    ]
    noises = [_by_chance(chance, NOISE, 1) for _ in range(NOISES)]
    for frame, noise in zip(itertools.cycle(frames), itertools.cycle(noises), strict=False):
        yield np.clip(frame + noise, 0, 255).astype(np.uint8)


def _by_chance(chance: np.random.Generator, strength: float, pixels: int) -> Values:
    """Return random grey squares of this many pixels, which lighten or darken a frame."""
    width, height = SIZE
    values = chance.normal(0, strength, (height // pixels, width // pixels, 1)).astype(np.int16)
    return values.repeat(pixels, axis=0).repeat(pixels, axis=1)


def _of_our_size(frame: Image.Image) -> Image.Image:
    """Return the middle of the frame, in our size."""
    height = frame.width * SIZE[1] // SIZE[0]
    top = (frame.height - height) // 2
    return frame.resize(SIZE, box=(0, top, frame.width, top + height))


def _encoded_sound(count: int) -> Iterator[bytes]:
    encoder = av.CodecContext.create("libopus", "w")
    assert isinstance(encoder, av.AudioCodecContext)
    encoder.sample_rate = SAMPLES_A_SECOND
    encoder.layout = "mono"
    encoder.format = "s16"
    encoder.bit_rate = 32_000
    for number, samples in enumerate(_tone(count)):
        frame = av.AudioFrame.from_ndarray(samples, format="s16", layout="mono")
        frame.sample_rate = SAMPLES_A_SECOND
        frame.pts = number * SAMPLES_A_PACKET
        yield from map(bytes, encoder.encode(frame))


def _tone(count: int) -> Iterable[Values]:
    moments = np.arange(count * SAMPLES_A_PACKET) / SAMPLES_A_SECOND
    samples = (9000 * np.sin(2 * np.pi * LOOK.hertz * moments)).astype(np.int16)
    return samples.reshape(count, 1, SAMPLES_A_PACKET)
