"""What a rule says when it says no: data, from which the callers make sentences for people."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum


class Rule(StrEnum):
    """The rule that refuses. The values are stored and counted: they don't change."""

    # The time asked for
    NO_SUCH_TIME = "no_such_time"
    NOT_YET_IN_SERVICE = "not_yet_in_service"
    IN_THE_PAST = "in_the_past"
    TOO_SOON = "too_soon"
    TOO_FAR = "too_far"
    OUTSIDE_HOURS = "outside_hours"
    OFF_GRID = "off_grid"
    CLOSED = "closed"

    # The people
    NOT_REGISTERED = "not_registered"
    NOT_APPROVED = "not_approved"
    RESTRICTED = "restricted"
    COMPANION_CANNOT = "companion_cannot"
    COMPANION_NOT_AGREED = "companion_not_agreed"
    PARTY_TOO_LARGE = "party_too_large"
    MINOR_WITHOUT_GUARDIAN = "minor_without_guardian"
    MINOR_IS_ADULT = "minor_is_adult"
    MINOR_REMOVED = "minor_removed"
    NO_CONTACT = "no_contact"
    NOT_ON_LIST = "not_on_list"
    INMATE_UNAVAILABLE = "inmate_unavailable"
    INMATE_NO_VISITS = "inmate_no_visits"
    INMATE_CAME_IN = "inmate_came_in"
    QUOTA_USED = "quota_used"

    # What is taken by others
    ALREADY_TAKEN = "already_taken"
    RESERVATION_LAPSED = "reservation_lapsed"
    INMATE_BUSY = "inmate_busy"
    INMATE_COMMITTED = "inmate_committed"
    VISITOR_BUSY = "visitor_busy"
    KEPT_APART = "kept_apart"
    NO_MONITOR_FREE = "no_monitor_free"
    NO_STATION_FREE = "no_station_free"

    # Admission
    PIN_UNKNOWN = "pin_unknown"
    PIN_WRONG_FACILITY = "pin_wrong_facility"
    PIN_WRONG_DAY = "pin_wrong_day"
    PIN_TOO_EARLY = "pin_too_early"
    PIN_TOO_LATE = "pin_too_late"
    PIN_USED = "pin_used"
    PIN_IN_USE = "pin_in_use"
    PIN_IS_REMOTE = "pin_is_remote"
    BOOKING_CANCELLED = "booking_cancelled"
    BOOKING_DISPLACED = "booking_displaced"
    NO_VISIT_NOW = "no_visit_now"
    AT_BOOKED_STATION = "at_booked_station"


class Facts(Mapping[str, object]):
    """A mapping that cannot change and can be hashed, if its values can."""

    __slots__ = ("_facts",)

    def __init__(self, facts: Mapping[str, object] | None = None) -> None:
        self._facts = dict(facts or {})

    def __getitem__(self, name: str) -> object:
        return self._facts[name]

    def __iter__(self) -> Iterator[str]:
        return iter(self._facts)

    def __len__(self) -> int:
        return len(self._facts)

    def __hash__(self) -> int:
        return hash(frozenset(self._facts.items()))

    def __repr__(self) -> str:
        return f"Facts({self._facts!r})"


@dataclass(frozen=True, slots=True)
class Refusal:
    """One rule's no.

    `facts` are the parameters of the sentence, by the names that the rule's docstring gives.
    `next_at` is the next instant that would do, and `next_date` the next facility-local date;
    either is None where there is none or where the rule cannot know.
    """

    rule: Rule
    facts: Mapping[str, object] = Facts()
    next_date: date | None = None
    next_at: datetime | None = None

    def __post_init__(self) -> None:
        object.__setattr__(self, "facts", Facts(self.facts))
