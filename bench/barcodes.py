"""What it costs to look for a barcode in a picture that has none, and what it cost before."""

import io
import random
import time
from collections.abc import Callable

import zxingcpp
from PIL import Image, ImageDraw, ImageFilter

from bench.figures import Figure, MeasurementFailed, figure_at
from parloir.pictures.barcode_reading import read_barcodes
from parloir.pictures.found_barcodes import FoundBarcodes

CARDS = 12
_SIZE = (2000, 1260)
_PDF417 = zxingcpp.barcode_formats_from_str("PDF417")


def measure_barcodes(count: int = CARDS) -> dict[str, Figure]:
    """Look in each picture in both ways, in turns. Raises MeasurementFailed if one is found."""
    cards = [card_without_barcode(number) for number in range(count + 1)]
    ours, before = [], []
    for card in cards:
        if read_barcodes(card) != FoundBarcodes():
            raise MeasurementFailed("a barcode was found in a picture that has none")
        ours.append(_milliseconds(read_barcodes, card))
        before.append(_milliseconds(read_at_three_angles, card))
    # The first picture loads what both need.
    return {"barcode_none_found_ms": figure_at(50, ours[1:], baseline=before[1:])}


def card_without_barcode(number: int) -> bytes:
    """Return a sharp picture, as `clean` does, with lines of text, edges and noise."""
    chance = random.Random(number)  # noqa: S311 - repeatable
    drawing = Image.effect_noise(_SIZE, 30).convert("L")
    drawn = ImageDraw.Draw(drawing)
    for _ in range(120):
        left, top = chance.randrange(_SIZE[0]), chance.randrange(_SIZE[1])
        right, bottom = left + chance.randrange(20, 400), top + chance.randrange(10, 200)
        drawn.rectangle((left, top, right, bottom), fill=chance.randrange(256))
    for _ in range(60):
        place = (chance.randrange(_SIZE[0]), chance.randrange(_SIZE[1]))
        drawn.text(place, "SAMPLE 1234 EXPIRES 2027", fill=0, font_size=chance.randrange(20, 60))
    out = io.BytesIO()
    drawing.filter(ImageFilter.GaussianBlur(1)).convert("RGB").save(out, "JPEG", quality=88)
    return out.getvalue()


def read_at_three_angles(content: bytes) -> list[str]:
    """Do what `read_barcodes` did before it looked for what there is to turn."""
    upright = Image.open(io.BytesIO(content), formats=("JPEG",)).convert("L")
    for angle in (0, 7, -7):
        turned = upright.rotate(angle, Image.Resampling.BICUBIC, expand=True, fillcolor=235)
        found = zxingcpp.read_barcodes(turned, formats=_PDF417)
        if found:
            return [barcode.text for barcode in found]
    return []


def _milliseconds(read: Callable[[bytes], object], card: bytes) -> float:
    began = time.process_time()
    read(card)
    return (time.process_time() - began) * 1000
