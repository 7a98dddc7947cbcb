"""Try again when a claim of somebody else was faster."""

from collections.abc import Iterator, Sequence
from secrets import choice
from types import TracebackType

from django.db import IntegrityError, transaction

from parloir.bookings.availability.devices import Device
from parloir.bookings.operations.refusals import SlotTaken
from parloir.scheduling.refusals import Refusal, Rule

MOST_ATTEMPTS = 12
"""Each attempt sees what others have taken since the one before, so that few are needed."""


class Attempt:
    """A transaction. A conflict with a constraint undoes it and raises nothing.

    Such a conflict is a tick that somebody else has claimed, or a PIN that is in use.
    """

    def __init__(self, *, is_retry: bool) -> None:
        self.is_retry = is_retry
        self.has_succeeded = False
        self._transaction = transaction.atomic()

    def __enter__(self) -> "Attempt":
        self._transaction.__enter__()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> bool:
        try:
            self._transaction.__exit__(kind, error, traceback)
        except IntegrityError:  # a constraint that is checked on commit
            return True
        self.has_succeeded = error is None
        return isinstance(error, IntegrityError)

    def choose(self, devices: Sequence[Device]) -> Device:
        """Return the first device or, in a retry, any: the others who retry would take the first
        one as well.
        """
        return choice(devices) if self.is_retry else devices[0]


def retry_on_conflict() -> Iterator[Attempt]:
    """Yield attempts until one succeeds. Raises `SlotTaken` after `MOST_ATTEMPTS` conflicts.

    The rules are asked in the transaction that books, so that what they saw still holds:

        for attempt in retry_on_conflict():
            with attempt:
                booking = …
    """
    for number in range(MOST_ATTEMPTS):
        attempt = Attempt(is_retry=number > 0)
        yield attempt
        if attempt.has_succeeded:
            return
    raise SlotTaken([Refusal(Rule.ALREADY_TAKEN)])
