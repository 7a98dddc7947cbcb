"""Check pictures of faces and IDs, re-encode them without metadata, store them encrypted."""

import io
import os
import warnings
from enum import StrEnum, auto
from pathlib import Path
from typing import IO

from django.conf import settings
from PIL import Image, ImageOps

from parloir.vault.sealing import seal, unseal

MOST_BYTES = 10 * 1024 * 1024
MOST_PIXELS = 40_000_000
LONGEST_SIDE = 2000
SHORTEST_SIDE = 300
FORMATS = ("JPEG", "PNG", "WEBP")
_PURPOSE = "identity-image"


class ImageRefused(Exception):
    """The file cannot be used; `reason` says why."""

    class Reason(StrEnum):
        WRONG_TYPE = auto()
        TOO_LARGE = auto()
        TOO_MANY_PIXELS = auto()
        DAMAGED = auto()
        TOO_SMALL = auto()

    def __init__(self, reason: Reason) -> None:
        super().__init__(reason)
        self.reason = reason


def clean(upload: IO[bytes], *, size: int, shortest_side: int = SHORTEST_SIDE) -> bytes:
    """Return the picture as an upright JPEG without metadata, at most 2000 pixels a side.

    Only the pixels of the file are kept. `size` is what the browser says, in bytes. Raises
    ImageRefused.
    """
    if max(size, upload.seek(0, os.SEEK_END)) > MOST_BYTES:
        raise ImageRefused(ImageRefused.Reason.TOO_LARGE)
    upload.seek(0)
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", Image.DecompressionBombWarning)
            picture = Image.open(upload, formats=FORMATS)
    except Image.DecompressionBombError as error:
        raise ImageRefused(ImageRefused.Reason.TOO_MANY_PIXELS) from error
    except Exception as error:  # the decoders raise anything for hostile bytes
        raise ImageRefused(ImageRefused.Reason.WRONG_TYPE) from error
    if picture.width * picture.height > MOST_PIXELS:
        raise ImageRefused(ImageRefused.Reason.TOO_MANY_PIXELS)
    if min(picture.size) < shortest_side:
        raise ImageRefused(ImageRefused.Reason.TOO_SMALL)
    try:
        picture.load()
        upright = ImageOps.exif_transpose(picture).convert("RGB")
    except Exception as error:  # as above
        raise ImageRefused(ImageRefused.Reason.DAMAGED) from error
    upright.thumbnail((LONGEST_SIDE, LONGEST_SIDE), Image.Resampling.LANCZOS)
    bare = Image.new("RGB", upright.size)
    bare.paste(upright)
    out = io.BytesIO()
    bare.save(out, "JPEG", quality=88, optimize=True)
    return out.getvalue()


def keep(jpeg: bytes, *, name: str) -> None:
    folder = _folder()
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    part = folder / f"{name}.part"
    part.write_bytes(seal(jpeg, purpose=_PURPOSE, context=name))
    part.rename(folder / name)


def read(*, name: str) -> bytes:
    return unseal((_folder() / name).read_bytes(), purpose=_PURPOSE, context=name)


def forget(*, name: str) -> None:
    (_folder() / name).unlink(missing_ok=True)


def _folder() -> Path:
    return Path(settings.IMAGES_DIR)
