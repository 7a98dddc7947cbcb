"""Check pictures of faces and IDs, re-encode them without metadata, store them encrypted."""

import os
from pathlib import Path
from typing import IO

from django.conf import settings

from parloir.pictures import decoder
from parloir.pictures.refusals import ImageRefused
from parloir.vault.sealing import seal, unseal

MOST_BYTES = 10 * 1024 * 1024
SHORTEST_SIDE = 300
_PURPOSE = "identity-image"


def clean(
    upload: IO[bytes], *, size: int, shortest_side: int = SHORTEST_SIDE, is_urgent: bool = False
) -> bytes:
    """Return the picture as an upright JPEG without metadata, at most 2000 pixels a side.

    `size` is what the browser says, in bytes. What is urgent comes before all that waits. Call it
    through `uploads`, which limits each account. Raises ImageRefused.
    """
    if max(size, upload.seek(0, os.SEEK_END)) > MOST_BYTES:
        raise ImageRefused(ImageRefused.Reason.TOO_LARGE)
    upload.seek(0)
    return decoder.clean(upload.read(), shortest_side=shortest_side, is_urgent=is_urgent)


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
