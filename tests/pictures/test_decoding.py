"""What decoding makes of colours, sizes and transparency; refusals are in tests/people."""

import io

import pytest
from PIL import Image

from parloir.pictures import decoding
from parloir.pictures.decoding import clean
from parloir.pictures.refusals import ImageRefused


def encoded(image: Image.Image, kind: str, **options) -> bytes:
    out = io.BytesIO()
    image.save(out, kind, **options)
    return out.getvalue()


def colour_of(content: bytes) -> tuple[int, int, int]:
    """Return the colour in the middle of what `clean` makes of it, in steps of ten."""
    result = Image.open(io.BytesIO(clean(content, shortest_side=10)))
    red, green, blue = result.resize((1, 1)).tobytes()
    return round(red, -1), round(green, -1), round(blue, -1)


@pytest.mark.parametrize("mode", ["RGBA", "LA"])
def test_transparent_becomes_white(mode):
    nothing = (0, 0, 0, 0) if mode == "RGBA" else (0, 0)
    assert colour_of(encoded(Image.new(mode, (60, 60), nothing), "PNG")) == (260, 260, 260)


def test_transparent_colour_of_a_palette_becomes_white():
    paletted = Image.new("P", (60, 60), 1)
    paletted.putpalette([0, 0, 0, 200, 0, 0])
    assert colour_of(encoded(paletted, "PNG", transparency=1)) == (260, 260, 260)
    assert colour_of(encoded(paletted, "PNG", transparency=0)) == (200, 0, 0)


def test_grey_of_sixteen_bits_keeps_its_greys():
    grey = Image.new("I;16", (60, 60), 128 * 257)
    assert colour_of(encoded(grey, "PNG")) == (130, 130, 130)


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP"])
def test_large_picture_is_reduced_to_what_it_shows(kind, monkeypatch):
    monkeypatch.setattr(decoding, "LONGEST_SIDE", 20)
    monkeypatch.setattr(decoding, "_STRIP_ROWS", 7)
    drawn = Image.new("RGB", (301, 203), "white")
    drawn.paste("red", (0, 0, 301, 101))
    result = Image.open(io.BytesIO(clean(encoded(drawn, kind, quality=95), shortest_side=10)))
    assert result.size in {(20, 13), (20, 14)}
    top, bottom = result.getpixel((10, 2)), result.getpixel((10, 11))
    assert top[0] > 200 > 90 > top[1]
    assert min(bottom) > 200


@pytest.mark.parametrize(("side", "is_refused"), [(10, False), (11, True)])
def test_webp_may_have_half_the_pixels(side, is_refused, monkeypatch):
    monkeypatch.setattr(decoding, "MOST_PIXELS_OF_WEBP", 100)
    content = encoded(Image.new("RGB", (side, 10), "red"), "WEBP")
    if is_refused:
        with pytest.raises(ImageRefused) as caught:
            clean(content, shortest_side=5)
        assert caught.value.reason == ImageRefused.Reason.TOO_MANY_PIXELS
    else:
        assert clean(content, shortest_side=5)


def test_too_little_memory_is_too_many_pixels(monkeypatch):
    def has_no_memory(picture):
        raise MemoryError

    monkeypatch.setattr(decoding, "_upright", has_no_memory)
    with pytest.raises(ImageRefused) as caught:
        clean(encoded(Image.new("RGB", (20, 20)), "PNG"), shortest_side=5)
    assert caught.value.reason == ImageRefused.Reason.TOO_MANY_PIXELS
