import io
import random
import struct
import zlib

import pytest
from PIL import Image, ImageDraw

from parloir.people import images
from parloir.people.images import MOST_BYTES, clean, forget, keep, read
from parloir.pictures.refusals import ImageRefused
from parloir.vault.sealing import CannotOpen

Reason = ImageRefused.Reason
SECRET_PLACE = b"39.0997 N 94.5786 W"


def picture(size=(600, 800), mode="RGB") -> Image.Image:
    drawn = Image.new(mode, size, "white" if mode != "L" else 255)
    ImageDraw.Draw(drawn).rectangle((0, 0, size[0] // 2, size[1] // 2), fill="red")
    return drawn


def encoded(image: Image.Image, kind="JPEG", **options) -> bytes:
    out = io.BytesIO()
    image.save(out, kind, **options)
    return out.getvalue()


def cleaned(content: bytes) -> Image.Image:
    jpeg = clean(io.BytesIO(content), size=len(content))
    return Image.open(io.BytesIO(jpeg))


def refusal(content: bytes, size: int | None = None) -> Reason:
    with pytest.raises(ImageRefused) as caught:
        clean(io.BytesIO(content), size=len(content) if size is None else size)
    return caught.value.reason


def png_of_size(width: int, height: int) -> bytes:
    """Return a PNG that claims this size and has almost no pixels."""

    def chunk(name: bytes, data: bytes) -> bytes:
        crc = struct.pack(">I", zlib.crc32(name + data))
        return struct.pack(">I", len(data)) + name + data + crc

    header = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    return (
        b"\x89PNG\r\n\x1a\n"
        + chunk(b"IHDR", header)
        + chunk(b"IDAT", zlib.compress(b"\0" * 100))
        + chunk(b"IEND", b"")
    )


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP"])
def test_a_picture_of_a_known_kind_becomes_a_jpeg(kind):
    result = cleaned(encoded(picture(), kind))
    assert (result.format, result.mode, result.size) == ("JPEG", "RGB", (600, 800))


@pytest.mark.parametrize("mode", ["L", "RGBA", "P", "CMYK"])
def test_any_colours_become_rgb(mode):
    kind = "JPEG" if mode == "CMYK" else "PNG"
    assert cleaned(encoded(picture().convert(mode), kind)).mode == "RGB"


@pytest.mark.parametrize("kind", ["GIF", "BMP", "TIFF"])
def test_other_kinds_are_refused(kind):
    assert refusal(encoded(picture(), kind)) == Reason.WRONG_TYPE


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"hello",
        b"%PDF-1.7 nothing",
        b"<svg xmlns='http://www.w3.org/2000/svg'><script>alert(1)</script></svg>",
        b"\xff\xd8\xff",
        b"\x89PNG\r\n\x1a\n",
    ],
)
def test_what_is_no_picture_is_refused(content):
    assert refusal(content) == Reason.WRONG_TYPE


def test_ten_megabytes_are_taken_and_a_byte_more_refused():
    content = encoded(picture())
    padded = content + b"\0" * (MOST_BYTES - len(content))
    assert cleaned(padded).size == (600, 800)
    assert refusal(padded + b"\0") == Reason.TOO_LARGE


def test_a_size_that_is_told_too_small_does_not_get_more_through():
    content = encoded(picture())
    padded = content + b"\0" * (MOST_BYTES + 1 - len(content))
    assert refusal(padded, size=100) == Reason.TOO_LARGE


@pytest.mark.parametrize("size", [(8000, 5001), (40_001, 1000), (30_000, 30_000)])
def test_more_than_forty_megapixels_are_refused_without_decoding_them(size):
    assert refusal(png_of_size(*size)) == Reason.TOO_MANY_PIXELS


def test_forty_megapixels_are_not_too_many():
    assert refusal(png_of_size(8000, 5000)) == Reason.DAMAGED


@pytest.mark.parametrize(("side", "is_refused"), [(299, True), (300, False)])
def test_the_shortest_side_is_300_pixels(side, is_refused):
    content = encoded(picture((side, 800)))
    if is_refused:
        assert refusal(content) == Reason.TOO_SMALL
    else:
        assert cleaned(content).size == (side, 800)


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP"])
def test_a_truncated_picture_is_refused(kind):
    noise = Image.effect_noise((600, 800), 80).convert("RGB")
    content = encoded(noise, kind)
    assert refusal(content[: len(content) // 2]) in {Reason.DAMAGED, Reason.WRONG_TYPE}


@pytest.mark.filterwarnings("ignore::UserWarning:PIL")
@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP"])
def test_hostile_bytes_are_refused_or_cleaned_but_break_nothing(kind):
    content = encoded(picture(), kind, exif=_exif())
    chance = random.Random(f"hostile {kind}")  # noqa: S311 - repeatable
    outcomes = set()
    for _ in range(150):
        broken = bytearray(content)
        for _ in range(chance.randint(1, 12)):
            broken[chance.randrange(min(len(broken), 400))] = chance.randrange(256)
        try:
            outcomes.add(cleaned(bytes(broken)).format)
        except ImageRefused as refused:
            outcomes.add(refused.reason)
    assert outcomes <= {"JPEG", *Reason}
    assert len(outcomes) > 1


def test_a_text_chunk_that_explodes_is_refused():
    bomb = zlib.compress(b"\0" * (5 * 1024 * 1024))
    data = b"Comment\0\0" + bomb
    chunk = struct.pack(">I", len(data)) + b"zTXt" + data
    chunk += struct.pack(">I", zlib.crc32(b"zTXt" + data))
    content = encoded(picture(), "PNG")
    after_header = 8 + 25
    with_bomb = content[:after_header] + chunk + content[after_header:]
    assert refusal(with_bomb) in {Reason.WRONG_TYPE, Reason.DAMAGED}


def _exif(orientation: int = 1) -> Image.Exif:
    exif = Image.Exif()
    exif[0x0112] = orientation
    exif[0x010F] = SECRET_PLACE.decode()
    exif.get_ifd(0x8825)[1] = "N"
    exif.get_ifd(0x8825)[2] = (39.0, 5.0, 58.9)
    return exif


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP"])
def test_no_metadata_survives(kind):
    content = encoded(picture(), kind, exif=_exif())
    assert SECRET_PLACE in content
    jpeg = clean(io.BytesIO(content), size=len(content))
    assert SECRET_PLACE not in jpeg
    result = Image.open(io.BytesIO(jpeg))
    assert dict(result.getexif()) == {}
    assert set(result.info) <= {"jfif", "jfif_version", "jfif_unit", "jfif_density"}


@pytest.mark.parametrize(
    ("orientation", "size", "red_corner"),
    [
        (1, (600, 800), (5, 5)),
        (3, (600, 800), (594, 794)),
        (6, (800, 600), (794, 5)),
        (8, (800, 600), (5, 594)),
    ],
)
def test_a_picture_taken_sideways_is_turned_upright(orientation, size, red_corner):
    result = cleaned(encoded(picture(), exif=_exif(orientation), quality=95))
    assert result.size == size
    red, green, blue = result.getpixel(red_corner)
    assert red > 200
    assert green < 60
    assert blue < 60


def test_nothing_behind_the_picture_survives():
    content = encoded(picture()) + b"<script>alert(1)</script>PK\x03\x04"
    jpeg = clean(io.BytesIO(content), size=len(content))
    assert b"script" not in jpeg
    assert b"PK\x03\x04" not in jpeg


@pytest.mark.parametrize(
    ("size", "result"),
    [((2000, 1500), (2000, 1500)), ((2001, 1500), (2000, 1499)), ((4000, 1000), (2000, 500))],
)
def test_a_side_has_at_most_2000_pixels(size, result):
    assert cleaned(encoded(picture(size))).size == result


# --- At rest ----------------------------------------------------------------------------------


def test_a_picture_is_encrypted_on_disk_and_read_again(settings):
    jpeg = encoded(picture())
    keep(jpeg, name="first")
    (file,) = settings.IMAGES_DIR.iterdir()
    assert file.name == "first"
    assert b"JFIF" not in file.read_bytes()
    assert read(name="first") == jpeg


def test_a_picture_is_bound_to_its_name(settings):
    keep(encoded(picture()), name="first")
    (settings.IMAGES_DIR / "first").rename(settings.IMAGES_DIR / "second")
    with pytest.raises(CannotOpen):
        read(name="second")


def test_a_picture_that_was_tampered_with_is_not_shown(settings):
    keep(encoded(picture()), name="first")
    file = settings.IMAGES_DIR / "first"
    content = bytearray(file.read_bytes())
    content[-1] ^= 1
    file.write_bytes(content)
    with pytest.raises(CannotOpen):
        read(name="first")


def test_a_picture_is_forgotten_and_forgetting_again_does_no_harm(settings):
    keep(encoded(picture()), name="first")
    forget(name="first")
    forget(name="first")
    assert list(settings.IMAGES_DIR.iterdir()) == []
    with pytest.raises(FileNotFoundError):
        images.read(name="first")
