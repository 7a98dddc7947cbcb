"""PDF417 barcodes are read up to twelve degrees askew, and what was found is told apart."""

import io

import pytest
import zxingcpp
from PIL import Image, ImageDraw, ImageFilter

from parloir.pictures import barcode_reading
from parloir.pictures.barcode_reading import read_barcodes
from parloir.pictures.found_barcodes import FoundBarcodes

TEXT = (
    "@\n\x1e\rANSI 636000080002DL00410278ZV03190008DLDAQT64235789\nDCSALVAREZ\nDDEN\nDACMARIA\n"
    "DDFN\nDADANA\nDBD06062016\nDBB02291980\nDBA12102030\nDBC2\nDAU064 in\nDAYBRO\n"
    "DAG2300 WEST BROAD STREET\nDAIRICHMOND\nDAJVA\nDAK232690000  \nDCF2424244747474786102204\n"
    "DCGUSA\nDCK123456789\nDDAF\nDDB06062018\nDDC06062020\nDDD1\rZVZVA01\r"
)
# Columns of the barcode and pixels of a module: as wide as on most cards, and as high as they get.
SHAPES = {"wide": (13, 2), "high": (4, 3)}
QUARTERS = (0, 90, 180, 270)
READ = FoundBarcodes(texts=(TEXT,))
NONE_FOUND = FoundBarcodes()
UNREADABLE = FoundBarcodes(is_one_unreadable=True)


def barcode(shape: str) -> Image.Image:
    columns, scale = SHAPES[shape]
    made = zxingcpp.create_barcode(TEXT, zxingcpp.BarcodeFormat.PDF417, columns=columns)
    drawn = made.to_image(scale=scale)
    return Image.fromarray(drawn)


def card_with(code: Image.Image, *, margin: int = 60) -> Image.Image:
    card = Image.new("L", (code.width + 2 * margin, code.height + 2 * margin + 80), 235)
    card.paste(code, (margin, margin))
    return card


def jpeg_of(card: Image.Image, *, angle: float = 0) -> bytes:
    turned = card.rotate(angle, Image.Resampling.BICUBIC, expand=True, fillcolor=235)
    out = io.BytesIO()
    turned.convert("RGB").save(out, "JPEG", quality=88)
    return out.getvalue()


@pytest.mark.parametrize("shape", SHAPES)
@pytest.mark.parametrize("angle", [0, 2.5, -3, 4.5, -7, 9.5, -10.5, 12, 88, 102, 172, 258])
def test_tilted_barcode_is_read(shape, angle):
    assert read_barcodes(jpeg_of(card_with(barcode(shape)), angle=angle)) == READ


@pytest.mark.parametrize("shape", SHAPES)
@pytest.mark.parametrize("quarter", QUARTERS)
def test_every_half_degree_is_read(shape, quarter):
    card = card_with(barcode(shape))
    not_read = [
        quarter + half / 2
        for half in range(-24, 25)
        if read_barcodes(jpeg_of(card, angle=quarter + half / 2)) != READ
    ]
    assert not_read == []


@pytest.mark.parametrize(("shape", "angle"), [("wide", 188), ("high", 266)])
def test_what_the_reader_reads_wrongly_at_an_angle_is_not_returned(shape, angle):
    """Its correction of errors makes another text of it, and calls that valid."""
    content = jpeg_of(card_with(barcode(shape)), angle=angle)
    picture = Image.open(io.BytesIO(content)).convert("L")
    assert {one.text for one in barcode_reading._read(picture) if one.valid} - {TEXT}
    assert read_barcodes(content) == READ


def test_mirrored_barcode_is_read():
    card = card_with(barcode("high")).transpose(Image.Transpose.FLIP_LEFT_RIGHT)
    assert read_barcodes(jpeg_of(card)) == READ


@pytest.mark.parametrize("shape", SHAPES)
def test_barcode_under_glare_is_there_and_not_readable(shape):
    code = barcode(shape)
    width, height = code.size
    ImageDraw.Draw(code).ellipse((width * 0.3, -height, width * 0.7, height * 2), fill=255)
    assert read_barcodes(jpeg_of(card_with(code))) == UNREADABLE


def test_barcode_that_turning_does_not_help_ends_after_some_time(monkeypatch):
    monkeypatch.setattr(barcode_reading, "_MOST_CPU_SECONDS", -1)
    assert read_barcodes(jpeg_of(card_with(barcode("wide")), angle=9)) == UNREADABLE


def without_left_edge(code: Image.Image) -> Image.Image:
    return card_with(code.crop((code.width // 6, 0, code.width, code.height)))


def blurred(code: Image.Image) -> Image.Image:
    return card_with(code).filter(ImageFilter.GaussianBlur(9))


def without_barcode(code: Image.Image) -> Image.Image:
    card = Image.new("L", (code.width + 120, 600), 235)
    ImageDraw.Draw(card).text((50, 200), "DRIVER LICENSE 1234", fill=0, font_size=60)
    return card


@pytest.mark.parametrize("make", [without_left_edge, blurred, without_barcode])
def test_nothing_is_found_where_the_reader_sees_no_barcode(make):
    assert read_barcodes(jpeg_of(make(barcode("wide")))) == NONE_FOUND


def test_picture_in_which_nothing_is_found_is_not_turned_at_its_full_size(monkeypatch):
    sizes = []
    read = barcode_reading._read

    def counting(picture):
        sizes.append(picture.size)
        return read(picture)

    monkeypatch.setattr(barcode_reading, "_read", counting)
    read_barcodes(jpeg_of(Image.new("L", (2000, 1200), 235)))
    assert sizes[0] == (2000, 1200)
    assert len(sizes) == 3
    assert all(width < 2000 for width, _ in sizes[1:])
