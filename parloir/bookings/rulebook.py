"""Every rule by the name that staff know it by, with its answer for one wish and one time."""

from dataclasses import dataclass
from datetime import datetime

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from parloir.bookings.availability import refusals_for
from parloir.bookings.wish import Wish
from parloir.scheduling.refusals import Refusal, Rule

CHAPTERS: tuple[tuple[Promise, frozenset[Rule]], ...] = (
    (_("Registration is complete"), frozenset({Rule.NOT_REGISTERED})),
    (_("Identity is approved"), frozenset({Rule.NOT_APPROVED})),
    (_("No restriction"), frozenset({Rule.RESTRICTED})),
    (_("No no-contact order"), frozenset({Rule.NO_CONTACT})),
    (_("On the inmate's list"), frozenset({Rule.NOT_ON_LIST})),
    (
        _("Those who come along may come"),
        frozenset({Rule.COMPANION_CANNOT, Rule.COMPANION_NOT_AGREED}),
    ),
    (
        _("Size of the party, and children"),
        frozenset(
            {
                Rule.PARTY_TOO_LARGE,
                Rule.MINOR_WITHOUT_GUARDIAN,
                Rule.MINOR_IS_ADULT,
                Rule.MINOR_REMOVED,
            }
        ),
    ),
    (
        _("The inmate is here and may have visits"),
        frozenset({Rule.INMATE_UNAVAILABLE, Rule.INMATE_NO_VISITS}),
    ),
    (_("Waiting time after coming in"), frozenset({Rule.INMATE_CAME_IN})),
    (_("Quotas"), frozenset({Rule.QUOTA_USED})),
    (_("First day of video visits"), frozenset({Rule.NOT_YET_IN_SERVICE})),
    (_("Shortest notice"), frozenset({Rule.IN_THE_PAST, Rule.TOO_SOON})),
    (_("Bookable days ahead"), frozenset({Rule.TOO_FAR})),
    (_("Visiting hours"), frozenset({Rule.OUTSIDE_HOURS})),
    (_("Starts of visits"), frozenset({Rule.OFF_GRID, Rule.NO_SUCH_TIME})),
    (_("Closures"), frozenset({Rule.CLOSED})),
    (_("The inmate's other appointments"), frozenset({Rule.INMATE_COMMITTED})),
    (_("The inmate's other visits"), frozenset({Rule.INMATE_BUSY})),
    (_("The visitors' other visits"), frozenset({Rule.VISITOR_BUSY})),
    (_("Inmates kept apart"), frozenset({Rule.KEPT_APART})),
    (_("A station is free"), frozenset({Rule.NO_STATION_FREE})),
    (_("A monitor is free"), frozenset({Rule.NO_MONITOR_FREE})),
)


@dataclass(frozen=True, slots=True)
class Answer:
    """What a rule says; `refusals` is empty where it has nothing against the visit."""

    name: Promise
    refusals: tuple[Refusal, ...]

    @property
    def allows(self) -> bool:
        return not self.refusals


def answers_of_every_rule(*, wish: Wish, starts_at: datetime, now: datetime) -> list[Answer]:
    """Why these people can, or can't, have a visit that begins then: in the order of asking."""
    refusals = refusals_for(wish=wish, start=starts_at, now=now)
    return [
        Answer(name, tuple(one for one in refusals if one.rule in rules))
        for name, rules in CHAPTERS
    ]


def name_of_rule(rule: Rule) -> str:
    """Of a rule that judges bookings; KeyError for one that does not."""
    return {one: str(name) for name, rules in CHAPTERS for one in rules}[rule]
