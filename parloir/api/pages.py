"""Long lists a page at a time: the next page begins behind the last row of this one.

So rows that come or go meanwhile shift nothing.
"""

import base64
import binascii
from datetime import datetime

from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _

from parloir.api.problems import INVALID, Problem
from parloir.bookings.models import Booking

MOST = 200


def page_of(
    bookings: QuerySet[Booking], *, after: str | None, size: int
) -> tuple[list[Booking], str | None]:
    """In order of their start, with what to send as `after` for the next page, if there is one."""
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
        starts_at = datetime.fromisoformat(moment)
    except (binascii.Error, ValueError):
        starts_at, public_id = None, ""
    if starts_at is None or starts_at.utcoffset() is None or not public_id.isalnum():
        what = _("Send what the page before had as next, unchanged.")
        raise Problem(INVALID, errors=[{"where": "query.after", "what": what}])
    return starts_at, public_id
