"""Every kind of colours that an accepted file can have keeps its ink, and has white behind it.

PNGs are written here byte by byte, since Pillow writes fewer kinds than it reads.
"""

import io
import struct
import zlib
from collections.abc import Iterable

import pytest
from PIL import Image

from parloir.pictures import decoding
from parloir.pictures.decoding import clean

SIDE = 64
WHITE, BLACK = 255, 0
GREY, RGB, PALETTE, GREY_ALPHA, RGBA = 0, 2, 3, 4, 6


def chunk(name: bytes, data: bytes) -> bytes:
    return struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data))


def png(
    depth: int, kind: int, halves: tuple[Iterable[int], Iterable[int]], **chunks: bytes
) -> bytes:
    """Return a PNG whose left and right half are each one pixel, repeated."""
    bits = "".join("".join(f"{part:0{depth}b}" for part in pixel) * (SIDE // 2) for pixel in halves)
    row = b"\0" + int(bits, 2).to_bytes(len(bits) // 8, "big")
    header = struct.pack(">IIBBBBB", SIDE, SIDE, depth, kind, 0, 0, 0)
    parts = [chunk(name.encode(), data) for name, data in chunks.items()]
    return b"".join(
        [
            b"\x89PNG\r\n\x1a\n",
            chunk(b"IHDR", header),
            *parts,
            chunk(b"IDAT", zlib.compress(row * SIDE)),
            chunk(b"IEND", b""),
        ]
    )


def sixteen(*values: int) -> bytes:
    return struct.pack(f">{len(values)}H", *values)


def halves_of(content: bytes) -> tuple[int, int]:
    """Return the greys in the middle of both halves of what `clean` makes of it."""
    result = Image.open(io.BytesIO(clean(content, shortest_side=10))).convert("L")
    left, right = result.resize((4, 1), Image.Resampling.BOX).tobytes()[::3]
    return left, right


def is_near(found: tuple[int, int], expected: tuple[int, int]) -> bool:
    return all(abs(one - other) <= 3 for one, other in zip(found, expected, strict=True))


@pytest.mark.parametrize(
    ("depth", "middle", "expected"),
    [(1, 1, 255), (2, 2, 170), (4, 8, 136), (8, 128, 128), (16, 0x8000, 128)],
)
def test_grey_of_every_depth_keeps_its_greys(depth, middle, expected):
    halves = ([0], [middle])
    assert is_near(halves_of(png(depth, GREY, halves)), (BLACK, expected))
    behind_black = png(depth, GREY, halves, tRNS=sixteen(0))
    assert is_near(halves_of(behind_black), (WHITE, expected))
    behind_the_middle = png(depth, GREY, halves, tRNS=sixteen(middle))
    assert is_near(halves_of(behind_the_middle), (BLACK, WHITE))


@pytest.mark.parametrize(("depth", "middle"), [(8, 128), (16, 0x8000)])
def test_colours_of_every_depth_keep_their_ink(depth, middle):
    halves = ([0] * 3, [middle] * 3)
    assert is_near(halves_of(png(depth, RGB, halves)), (BLACK, 128))
    behind_black = png(depth, RGB, halves, tRNS=sixteen(0, 0, 0))
    assert is_near(halves_of(behind_black), (WHITE, 128))
    behind_the_middle = png(depth, RGB, halves, tRNS=sixteen(*[middle] * 3))
    assert is_near(halves_of(behind_the_middle), (BLACK, WHITE))


@pytest.mark.parametrize("depth", [8, 16])
@pytest.mark.parametrize(("kind", "channels"), [(GREY_ALPHA, 1), (RGBA, 3)])
def test_black_ink_on_transparent_black_is_black_on_white(depth, kind, channels):
    black = [0] * channels
    opaque = 2**depth - 1
    assert is_near(halves_of(png(depth, kind, ([*black, 0], [*black, opaque]))), (WHITE, BLACK))
    half_through = png(depth, kind, ([*black, opaque // 2], [*black, opaque]))
    assert is_near(halves_of(half_through), (128, BLACK))


@pytest.mark.parametrize("depth", [1, 2, 4, 8])
@pytest.mark.parametrize("alphas", [b"\0\xff", b"\0"])
def test_transparent_entry_of_a_palette_is_white(depth, alphas):
    content = png(depth, PALETTE, ([0], [1]), PLTE=bytes(6), tRNS=alphas)
    assert is_near(halves_of(content), (WHITE, BLACK))


# What Pillow can write of each kind. CMYK is what some scanners write as JPEG.
WRITTEN = {
    "JPEG": ("1", "L", "RGB", "CMYK", "YCbCr"),
    "PNG": ("1", "L", "LA", "P", "RGB", "RGBA", "I;16"),
    "WEBP": ("1", "L", "LA", "P", "RGB", "RGBA", "CMYK", "YCbCr"),
}


@pytest.mark.parametrize(
    ("kind", "mode"), [(kind, mode) for kind, modes in WRITTEN.items() for mode in modes]
)
def test_every_mode_that_can_be_written_keeps_its_ink(kind, mode):
    drawn = Image.new("L", (SIDE, SIDE), WHITE)
    drawn.paste(BLACK, (0, 0, SIDE // 2, SIDE))
    if mode.startswith("I"):
        drawn = drawn.convert("I").point(lambda grey: grey * 257)
    out = io.BytesIO()
    drawn.convert(mode).save(out, kind)
    assert is_near(halves_of(out.getvalue()), (BLACK, WHITE))


def test_transparent_webp_is_white():
    drawn = Image.new("RGBA", (SIDE, SIDE), (0, 0, 0, 0))
    drawn.paste((0, 0, 0, 255), (SIDE // 2, 0, SIDE, SIDE))
    out = io.BytesIO()
    drawn.save(out, "WEBP", lossless=True, exact=True)
    assert is_near(halves_of(out.getvalue()), (WHITE, BLACK))


def test_large_pictures_that_are_reduced_in_strips_keep_their_ink(monkeypatch):
    monkeypatch.setattr(decoding, "LONGEST_SIDE", 8)
    monkeypatch.setattr(decoding, "_STRIP_ROWS", 3)
    grey = png(16, GREY, ([0], [0x8000]), tRNS=sixteen(0x8000))
    clear = png(8, RGBA, ([0, 0, 0, 0], [0, 0, 0, 255]))
    assert is_near(halves_of(grey), (BLACK, WHITE))
    assert is_near(halves_of(clear), (WHITE, BLACK))
