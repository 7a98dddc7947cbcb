"""Read PDF417 barcodes, also tilted ones. Only `parloir.pictures.helper` calls this.

The reader reads a barcode that is tilted by up to two or three degrees from a quarter turn, and
reports further ones, up to some twelve degrees, without their text. So a picture is turned only if
there is something to read.
"""

import io
import math
import time
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

import zxingcpp
from PIL import Image

from parloir.pictures.found_barcodes import FoundBarcodes

_FORMATS: Final = zxingcpp.barcode_formats_from_str("PDF417")
_PAPER: Final = 235
# At some angles the reader does not see a barcode that it sees at a smaller size, or further on.
_SMALLER: Final = 3 / 4
_FURTHER: Final = (-8, 8)
# The tilt that the reader reports is a few degrees off. These are tried beside it, in this order.
_CORRECTIONS: Final = (0, -2, 2, -1, 1, -3, 3, -4, 4, -6, 6, -8, 8)
# A barcode that is tilted further may be read wrongly, and still count as valid.
_UPRIGHT_DEGREES: Final = 2.5
# A still of a termination waits for the picture that is being read.
_MOST_CPU_SECONDS: Final = 2.0


@dataclass(frozen=True, slots=True)
class _Look:
    """A picture to read, and by how many degrees it has been turned."""

    picture: Image.Image
    turned: float = 0


def read_barcodes(content: bytes) -> FoundBarcodes:
    """Read the barcodes in a picture that `clean` has returned."""
    began = time.process_time()
    picture = Image.open(io.BytesIO(content), formats=("JPEG",)).convert("L")
    found, tilt = _first_found(picture)
    if not found:
        return FoundBarcodes()
    texts = _texts_of(found)
    for correction in _CORRECTIONS:
        if texts or time.process_time() - began > _MOST_CPU_SECONDS:
            break
        turned = _turned(picture, -tilt - correction, Image.Resampling.BICUBIC)
        texts = _texts_of(_read(turned))
    return FoundBarcodes(texts=tuple(texts), is_one_unreadable=not texts)


def _first_found(picture: Image.Image) -> tuple[list[zxingcpp.Barcode], float]:
    """Return what the first look that finds something has found, and the tilt of it in degrees."""
    for look in _looks_at(picture):
        found = _read(look.picture)
        if found:
            return found, _tilt_of(found[0]) - look.turned
    return [], 0


def _looks_at(picture: Image.Image) -> Iterator[_Look]:
    yield _Look(picture)
    size = (round(picture.width * _SMALLER), round(picture.height * _SMALLER))
    smaller = picture.resize(size, Image.Resampling.BILINEAR)
    for angle in _FURTHER:
        yield _Look(_turned(smaller, angle, Image.Resampling.BILINEAR), angle)


def _turned(picture: Image.Image, angle: float, resampling: Image.Resampling) -> Image.Image:
    return picture.rotate(angle, resampling, expand=True, fillcolor=_PAPER)


def _read(picture: Image.Image) -> list[zxingcpp.Barcode]:
    """Return the barcodes, also those that are there and cannot be read."""
    return zxingcpp.read_barcodes(
        picture,
        formats=_FORMATS,
        text_mode=zxingcpp.TextMode.Plain,
        try_invert=False,  # no inverted PDF417 is read, with or without
        return_errors=True,
    )


def _tilt_of(barcode: zxingcpp.Barcode) -> float:
    """Return by how many degrees its left edge is tilted from the nearest quarter turn."""
    top, bottom = barcode.position.top_left, barcode.position.bottom_left
    angle = math.degrees(math.atan2(bottom.x - top.x, bottom.y - top.y))
    return (angle + 45) % 90 - 45


def _texts_of(barcodes: list[zxingcpp.Barcode]) -> list[str]:
    """Return the texts of those that were read while they stood upright."""
    return [
        _text_of(barcode)
        for barcode in barcodes
        if barcode.valid and abs(_tilt_of(barcode)) <= _UPRIGHT_DEGREES
    ]


def _text_of(barcode: zxingcpp.Barcode) -> str:
    """Return the text as UTF-8 if its bytes are that, else as the barcode says, else as Windows'.

    A barcode that says nothing is ISO 8859-1, which has control characters where Windows has
    apostrophes and dashes.
    """
    try:
        return barcode.bytes.decode()
    except UnicodeDecodeError:
        text = barcode.text
    if any("\x80" <= sign < "\xa0" for sign in text):
        return barcode.bytes.decode("cp1252", errors="replace")
    return text
