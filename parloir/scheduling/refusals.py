"""Rules and refusals: data, from which callers make sentences for people."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from enum import Enum, Flag, StrEnum, auto


class Group(Enum):
    """Groups of rules as staff know them, in the order in which staff see them.

    `bookings.rules.catalog` has their names.
    """

    REGISTRATION = auto()
    IDENTITY = auto()
    RESTRICTION = auto()
    NO_CONTACT = auto()
    LIST = auto()
    COMPANIONS = auto()
    PARTY = auto()
    INMATE = auto()
    WAITING_TIME = auto()
    QUOTAS = auto()
    FIRST_DAY = auto()
    NOTICE = auto()
    DAYS_AHEAD = auto()
    HOURS = auto()
    STARTS = auto()
    CLOSURES = auto()
    COMMITMENTS = auto()
    INMATES_VISITS = auto()
    VISITORS_VISITS = auto()
    SEPARATION = auto()
    STATIONS = auto()
    MONITORS = auto()
    FINISHING = auto()
    ADMISSION = auto()


class Trait(Flag):
    """Properties of a rule.

    AFTER_BOOKING: a booking has to comply until it takes place. OF_FACILITY: the rule follows from
    a facility's settings, so that a change can be previewed. OCCUPANCY: bookings of others break
    it.
    """

    NONE = 0
    AFTER_BOOKING = auto()
    OF_FACILITY = auto()
    OCCUPANCY = auto()


_AFTER_BOOKING, _OF_FACILITY, _OCCUPANCY = Trait.AFTER_BOOKING, Trait.OF_FACILITY, Trait.OCCUPANCY


class Rule(StrEnum):
    """A rule that can refuse: code, group and traits. Rules are declared only here.

    `Judges.of` marks the function that judges a rule, `text_for` its text. The program does not
    start if a rule lacks one of them. Codes are stored and counted in metrics: do not change them.
    """

    group: Group
    traits: Trait

    def __new__(cls, code: str, group: Group, traits: Trait = Trait.NONE) -> "Rule":
        rule = str.__new__(cls, code)
        rule._value_ = code
        rule.group = group
        rule.traits = traits
        return rule

    # The requested time
    NO_SUCH_TIME = "no_such_time", Group.STARTS
    NOT_YET_IN_SERVICE = "not_yet_in_service", Group.FIRST_DAY, _OF_FACILITY | _AFTER_BOOKING
    IN_THE_PAST = "in_the_past", Group.NOTICE
    TOO_SOON = "too_soon", Group.NOTICE, _OF_FACILITY
    TOO_FAR = "too_far", Group.DAYS_AHEAD, _OF_FACILITY
    OUTSIDE_HOURS = "outside_hours", Group.HOURS, _OF_FACILITY | _AFTER_BOOKING
    OFF_GRID = "off_grid", Group.STARTS, _OF_FACILITY
    CLOSED = "closed", Group.CLOSURES, _OF_FACILITY | _AFTER_BOOKING

    # The people
    NOT_REGISTERED = "not_registered", Group.REGISTRATION
    NOT_ASKED = "not_asked", Group.IDENTITY
    NOT_APPROVED = "not_approved", Group.IDENTITY
    RESTRICTED = "restricted", Group.RESTRICTION, _AFTER_BOOKING
    COMPANION_CANNOT = "companion_cannot", Group.COMPANIONS
    COMPANION_NOT_AGREED = "companion_not_agreed", Group.COMPANIONS
    PARTY_TOO_LARGE = "party_too_large", Group.PARTY, _OF_FACILITY
    MINOR_WITHOUT_GUARDIAN = "minor_without_guardian", Group.PARTY
    MINOR_IS_ADULT = "minor_is_adult", Group.PARTY
    MINOR_REMOVED = "minor_removed", Group.PARTY
    NO_CONTACT = "no_contact", Group.NO_CONTACT, _AFTER_BOOKING
    NOT_ON_LIST = "not_on_list", Group.LIST, _OF_FACILITY | _AFTER_BOOKING
    INMATE_UNAVAILABLE = "inmate_unavailable", Group.INMATE, _AFTER_BOOKING
    INMATE_NO_VISITS = "inmate_no_visits", Group.INMATE, _AFTER_BOOKING
    INMATE_CAME_IN = "inmate_came_in", Group.WAITING_TIME, _OF_FACILITY | _AFTER_BOOKING
    QUOTA_USED = "quota_used", Group.QUOTAS, _OF_FACILITY
    MAKE_UP_SPENT = "make_up_spent", Group.QUOTAS
    MAKE_UP_OVER = "make_up_over", Group.QUOTAS

    # What is taken by others
    ALREADY_TAKEN = "already_taken", Group.FINISHING
    RESERVATION_LAPSED = "reservation_lapsed", Group.FINISHING
    INMATE_BUSY = "inmate_busy", Group.INMATES_VISITS, _OCCUPANCY
    INMATE_COMMITTED = "inmate_committed", Group.COMMITMENTS, _AFTER_BOOKING
    VISITOR_BUSY = "visitor_busy", Group.VISITORS_VISITS, _OCCUPANCY
    SEPARATION = "separation", Group.SEPARATION, _OCCUPANCY | _AFTER_BOOKING
    NO_MONITOR_FREE = "no_monitor_free", Group.MONITORS, _OCCUPANCY | _AFTER_BOOKING
    NO_STATION_FREE = "no_station_free", Group.STATIONS, _OCCUPANCY | _AFTER_BOOKING

    # Admission
    PIN_UNKNOWN = "pin_unknown", Group.ADMISSION
    PIN_WRONG_FACILITY = "pin_wrong_facility", Group.ADMISSION
    PIN_WRONG_DAY = "pin_wrong_day", Group.ADMISSION
    PIN_TOO_EARLY = "pin_too_early", Group.ADMISSION
    PIN_TOO_LATE = "pin_too_late", Group.ADMISSION
    PIN_USED = "pin_used", Group.ADMISSION
    PIN_IN_USE = "pin_in_use", Group.ADMISSION
    PIN_IS_REMOTE = "pin_is_remote", Group.ADMISSION
    BOOKING_CANCELLED = "booking_cancelled", Group.ADMISSION
    BOOKING_DISPLACED = "booking_displaced", Group.ADMISSION
    NO_VISIT_NOW = "no_visit_now", Group.ADMISSION
    AT_BOOKED_STATION = "at_booked_station", Group.ADMISSION

    @classmethod
    def with_trait(cls, trait: Trait) -> "frozenset[Rule]":
        return frozenset(rule for rule in cls if trait in rule.traits)


class Facts(Mapping[str, object]):
    """An immutable mapping, which can be hashed if its values can."""

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
    """The refusal of one rule.

    `facts` are the parameters of the sentence, by the names in the docstring of the rule's judge.
    `next_at` is the next instant that the rule allows, and `next_date` the next facility-local
    date. Each is None if there is none or the rule cannot know it.
    """

    rule: Rule
    facts: Mapping[str, object] = Facts()
    next_date: date | None = None
    next_at: datetime | None = None

    def __post_init__(self) -> None:
        object.__setattr__(self, "facts", Facts(self.facts))
