"""Decode pictures from strangers. Only `parloir.pictures.helper` calls this, in its process.

Memory is bounded by what one decoded picture of 40 megapixels needs, and never by copies of it:
JPEG is decoded at a fraction of its size, and everything else is reduced in strips.
"""

import io
import warnings

from PIL import ExifTags, Image, ImageFile, ImageOps

from parloir.pictures.refusals import ImageRefused

MOST_PIXELS = 40_000_000
# Its decoder keeps two more copies of the whole picture, for animations.
MOST_PIXELS_OF_WEBP = 20_000_000
LONGEST_SIDE = 2000
FORMATS = ("JPEG", "PNG", "WEBP")
_STRIP_ROWS = 256
_HIGHEST_OF_8_BITS, _HIGHEST_OF_16_BITS = 255, 65535
# By how the bytes of a PNG are stored: Pillow spreads 2 and 4 bits over 8, and cuts 16 to 8.
_SCALE_OF_COLOURS = {"L;2": 85, "L;4": 17, "I;16B": 1 / 257, "RGB;16B": 1 / 256}


def clean(content: bytes, *, shortest_side: int) -> bytes:
    """Return the picture as an upright JPEG without metadata, at most 2000 pixels a side.

    Only the pixels of the file are kept; what is transparent becomes white. Raises ImageRefused.
    """
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", Image.DecompressionBombWarning)
            picture = Image.open(io.BytesIO(content), formats=FORMATS)
    except (Image.DecompressionBombError, MemoryError) as error:
        raise ImageRefused(ImageRefused.Reason.TOO_MANY_PIXELS) from error
    except Exception as error:  # the decoders raise anything for hostile bytes
        raise ImageRefused(ImageRefused.Reason.WRONG_TYPE) from error
    most = MOST_PIXELS_OF_WEBP if picture.format == "WEBP" else MOST_PIXELS
    if picture.width * picture.height > most:
        raise ImageRefused(ImageRefused.Reason.TOO_MANY_PIXELS)
    if min(picture.size) < shortest_side:
        raise ImageRefused(ImageRefused.Reason.TOO_SMALL)
    _scale_transparent_colour(picture)
    try:
        return _jpeg_of(_upright(picture))
    except MemoryError as error:
        raise ImageRefused(ImageRefused.Reason.TOO_MANY_PIXELS) from error
    except Exception as error:  # as above
        raise ImageRefused(ImageRefused.Reason.DAMAGED) from error


def _scale_transparent_colour(picture: ImageFile.ImageFile) -> None:
    """Give the one transparent colour of a PNG the depth of the pixels.

    Pillow leaves it as the file has it, in 2, 4 or 16 bits, and then looks for another colour.
    """
    colour = picture.info.get("transparency")
    if picture.format != "PNG" or not picture.tile or colour is None:
        return
    scale = _SCALE_OF_COLOURS.get(str(picture.tile[0].args), 1)
    if isinstance(colour, int):
        picture.info["transparency"] = int(colour * scale)
    elif isinstance(colour, tuple):
        picture.info["transparency"] = tuple(int(part * scale) for part in colour)


def _upright(picture: Image.Image) -> Image.Image:
    share = LONGEST_SIDE / max(picture.size)
    if share < 1:
        # In the picture's own proportion, since the smaller ratio decides. Only JPEG can do it.
        picture.draft(None, (round(picture.width * share), round(picture.height * share)))
    picture.load()
    small = _reduced(picture)
    small.thumbnail((LONGEST_SIDE, LONGEST_SIDE), Image.Resampling.LANCZOS)
    orientation = picture.getexif().get(ExifTags.Base.Orientation, 1)
    small.getexif()[ExifTags.Base.Orientation] = orientation
    return ImageOps.exif_transpose(small)


def _reduced(picture: Image.Image) -> Image.Image:
    """Return it in RGB, with at least twice the pixels a side that are needed if it has them."""
    factor = max(picture.size) // (2 * LONGEST_SIDE)
    if factor < 2:
        return _on_white(picture)
    width, height = picture.size
    small = Image.new("RGB", (-(-width // factor), -(-height // factor)))
    rows = _STRIP_ROWS * factor
    for top in range(0, height, rows):
        strip = picture.crop((0, top, width, min(top + rows, height)))
        small.paste(_on_white(strip).reduce(factor), (0, top // factor))
    return small


def _on_white(picture: Image.Image) -> Image.Image:
    if picture.mode.startswith("I"):
        scale = _HIGHEST_OF_8_BITS / _HIGHEST_OF_16_BITS
        picture = picture.point(lambda grey: grey * scale).convert("L")
    if not picture.has_transparency_data:
        return picture.convert("RGB")
    see_through = picture.convert("RGBA")
    white = Image.new("RGB", picture.size, "white")
    white.paste(see_through, mask=see_through.getchannel("A"))
    return white


def _jpeg_of(picture: Image.Image) -> bytes:
    bare = Image.new("RGB", picture.size)
    bare.paste(picture)
    out = io.BytesIO()
    bare.save(out, "JPEG", quality=88, optimize=True)
    return out.getvalue()
