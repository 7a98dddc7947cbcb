from collections import Counter

from parloir.bookings.models import Booking
from parloir.sides import Side
from parloir.text_lines.models import WrittenLine
from parloir.visits.models import Visit


def latest_lines(visit: Visit, *, most: int) -> list[WrittenLine]:
    """Return the latest lines of both sides, the oldest of them first."""
    return list(WrittenLine.objects.filter(visit=visit).order_by("-id")[:most])[::-1]


def lines_of_booking(booking: Booking) -> list[WrittenLine]:
    """Return all lines of the booking's visit, in order."""
    return list(WrittenLine.objects.filter(visit__booking=booking).order_by("id"))


def count_lines(visit: Visit) -> Counter[Side]:
    """Return how many lines each side has written."""
    sides = WrittenLine.objects.filter(visit=visit).order_by().values_list("side", flat=True)
    return Counter(map(Side, sides))
