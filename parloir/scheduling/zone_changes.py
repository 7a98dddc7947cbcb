"""What becomes of stored instants when the rules of a zone change.

People read a wall time, and it is printed on their papers. So a stored instant moves with the
rules, and the wall time stays.
"""

from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from parloir.scheduling.wall_time import instant_reaching, instants_of, local_time


@dataclass(frozen=True, slots=True)
class ZoneChange:
    """A facility's zone before and after a change. Times were converted by the one before."""

    before: ZoneInfo
    after: ZoneInfo

    def same_wall_time(self, instant: datetime) -> datetime | None:
        """Return the instant at which the clock shows now what it was to show at `instant`.

        None if the clock skips that time now. Of two instants the one in the same place: a time
        that was to be shown for the second time stays the second one.
        """
        shown = local_time(instant, self.before)
        instants = instants_of(shown.date(), shown.time().replace(fold=0), self.after)
        if not instants:
            return None
        return instants[-1] if shown.fold else instants[0]

    def wall_time_or_next(self, instant: datetime) -> datetime:
        """Return the same as `same_wall_time`, or the jump by which the clock skips that time."""
        shown = local_time(instant, self.before)
        return self.same_wall_time(instant) or instant_reaching(
            shown.date(), shown.time().replace(fold=0), self.after
        )
