"""Take in pictures that people send, a limited number from each account."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import IO

from parloir.people import images
from parloir.throttling.operations import Limit, try_once


@dataclass(frozen=True, slots=True)
class PictureKind:
    """What a picture is for. `limit` is for each account."""

    limit: Limit
    shortest_side: int
    is_urgent: bool = False


# Three pieces, each taken again until it is sharp.
IDENTITY = PictureKind(
    Limit("identity-pictures", times=40, window=timedelta(hours=1)), images.SHORTEST_SIDE
)


class TooManyPictures(Exception):
    """This account has sent too many; `until` is when it can send the next one."""

    def __init__(self, until: datetime) -> None:
        super().__init__(until)
        self.until = until


def take_in(
    upload: IO[bytes], *, size: int, kind: PictureKind, account: str, now: datetime
) -> bytes:
    """Return what `images.clean` returns. `account` is a public id.

    A picture that is refused counts too: to refuse it is most of the work. Raises TooManyPictures
    and ImageRefused.
    """
    until = try_once(kind.limit, key=account, now=now)
    if until is not None:
        raise TooManyPictures(until)
    return images.clean(
        upload, size=size, shortest_side=kind.shortest_side, is_urgent=kind.is_urgent
    )
