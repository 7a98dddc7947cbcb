"""Split long lists into pages. Each page begins after the last row of the one before.

Rows that are added or removed meanwhile therefore shift nothing.
"""

import base64
import binascii
from datetime import datetime

from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _
from pydantic_core import PydanticCustomError

from parloir.api.fields import read_moment
from parloir.api.problems import INVALID, Problem
from parloir.bookings.models import Booking

MOST = 200


def page_of(
    bookings: QuerySet[Booking], *, after: str | None, size: int
) -> tuple[list[Booking], str | None]:
    """Return one page, sorted by start, and the `after` of the next page, or None."""
    if after is not None:
        starts_at, public_id = _read(after)
        bookings = bookings.filter(
            Q(starts_at__gt=starts_at) | Q(starts_at=starts_at, public_id__gt=public_id)
        )
    found = list(bookings.order_by("starts_at", "public_id")[: size + 1])
    if len(found) <= size:
        return found, None
    return found[:size], _write(found[size - 1])


def _write(booking: Booking) -> str:
    text = f"{booking.starts_at.isoformat()} {booking.public_id}"
    return base64.urlsafe_b64encode(text.encode()).decode()


def _read(after: str) -> tuple[datetime, str]:
    try:
        moment, public_id = base64.urlsafe_b64decode(after).decode("ascii").split(" ")
        starts_at = read_moment(moment)
    except (binascii.Error, ValueError, PydanticCustomError):
        starts_at, public_id = None, ""
    if starts_at is None or not public_id.isalnum():
        what = _("Send what the page before had as next, unchanged.")
        raise Problem(INVALID, errors=[{"where": "query.after", "what": what}])
    return starts_at, public_id
