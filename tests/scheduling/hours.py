"""The hours of `procedure.md`, and some difficult ones."""

from datetime import time, timedelta

from parloir.scheduling.weekly_hours import WeeklyHours

HALF_HOUR = timedelta(minutes=30)
FIVE_MINUTES = timedelta(minutes=5)
MIDNIGHT = time(0)

REMOTE = WeeklyHours.every_day((time(8), time(17, 30)), (time(18), time(21, 30)))  # P14
ON_SITE = WeeklyHours.on(range(5), (time(8), time(19)))  # P15
ROUND_THE_CLOCK = WeeklyHours.round_the_clock()
