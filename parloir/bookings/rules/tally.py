"""Visits that count towards quotas, by inmate and by adult."""

from collections import defaultdict
from collections.abc import Iterable, Set
from dataclasses import dataclass

from parloir.bookings.quota_kinds import QuotaKind
from parloir.scheduling.quotas import Counted


@dataclass(frozen=True, slots=True)
class CountedBooking:
    """A booking by keys. `adults` are the visitor who booked and the adult companions."""

    pk: int
    inmate: int
    adults: frozenset[int]
    visit: Counted


class Tally:
    def __init__(self, bookings: Iterable[CountedBooking] = ()) -> None:
        self._of_inmate: dict[int, list[CountedBooking]] = defaultdict(list)
        self._of_adult: dict[int, list[CountedBooking]] = defaultdict(list)
        for booking in bookings:
            self.add(booking)

    def add(self, booking: CountedBooking) -> None:
        self._of_inmate[booking.inmate].append(booking)
        for adult in booking.adults:
            self._of_adult[adult].append(booking)

    def visits(self, kind: QuotaKind, *, sharers: Set[int] | None, inmate: int) -> list[Counted]:
        """Return the visits of these sharers or, if it is None, of everybody with this inmate.

        A visit of two sharers together counts once.
        """
        if sharers is None:
            return [one.visit for one in self._of_inmate.get(inmate, ())]
        theirs = {one.pk: one for adult in sharers for one in self._of_adult.get(adult, ())}
        return [
            one.visit
            for one in theirs.values()
            if not kind.is_with_one_inmate or one.inmate == inmate
        ]
