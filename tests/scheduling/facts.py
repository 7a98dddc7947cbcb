"""Moments of one week in May, and the facts about them."""

from dataclasses import replace
from datetime import date, time

from parloir.scheduling.rules import TimeFacts
from parloir.scheduling.wall_time import instant_of
from tests.scheduling.hours import FIVE_MINUTES, HALF_HOUR, ON_SITE, REMOTE, ROUND_THE_CLOCK
from tests.scheduling.zones import CHICAGO

FRIDAY, SATURDAY, SUNDAY, MONDAY = (date(2026, 5, day) for day in (8, 9, 10, 11))


def local(on_date, hour, minute=0):
    return instant_of(on_date, time(hour, minute), CHICAGO)


NINE_ON_FRIDAY = local(FRIDAY, 9)

ON_SITE_FACTS = TimeFacts(
    now=NINE_ON_FRIDAY,
    zone=CHICAGO,
    effective_date=date(2018, 11, 19),
    hours=ON_SITE,
    length=HALF_HOUR,
    grid=HALF_HOUR,
    latest_notice_days=120,
)
REMOTE_FACTS = replace(ON_SITE_FACTS, hours=REMOTE)
ANY_TIME_FACTS = replace(ON_SITE_FACTS, hours=ROUND_THE_CLOCK, grid=FIVE_MINUTES)
