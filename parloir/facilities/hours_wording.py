"""Visiting hours as text: 'Monday to Friday', '8:00 AM to 7:00 PM'."""

from dataclasses import dataclass
from datetime import time

from django.utils.dates import WEEKDAYS
from django.utils.formats import time_format
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from parloir.scheduling.weekly_hours import MIDNIGHT, WeeklyHours, Window

_ROUND_THE_CLOCK = ((MIDNIGHT, MIDNIGHT),)


@dataclass(frozen=True, slots=True)
class HoursLine:
    """Consecutive weekdays with equal hours."""

    days: str
    hours: str


def say_weekly_hours(hours: WeeklyHours) -> list[HoursLine]:
    """Return a line for each run of weekdays with equal windows. Days without any are left out."""
    lines: list[HoursLine] = []
    first = 0
    for weekday in range(1, 8):
        if weekday < 7 and hours.days[weekday] == hours.days[first]:
            continue
        if hours.days[first]:
            lines.append(HoursLine(_say_days(first, weekday - 1), _say_windows(hours.days[first])))
        first = weekday
    return lines


def say_days_with_hours(hours: WeeklyHours) -> str:
    """Return 'Monday to Friday', 'Every day' or 'Tuesday and Thursday', or an empty string."""
    return _(" and ").join(line.days for line in say_weekly_hours(hours))


def _say_days(first: int, last: int) -> str:
    if (first, last) == (0, 6):
        return _("Every day")
    if first == last:
        return str(WEEKDAYS[first])
    words = {"first": WEEKDAYS[first], "last": WEEKDAYS[last]}
    if last == first + 1:
        return _("%(first)s and %(last)s") % words
    return _("%(first)s to %(last)s") % words


def _say_windows(windows: tuple[Window, ...]) -> str:
    if windows == _ROUND_THE_CLOCK:
        return _("at any hour")
    spans = [
        _("%(opens)s to %(closes)s") % {"opens": say_wall_time(opens), "closes": _say_close(closes)}
        for opens, closes in windows
    ]
    return _(" and ").join(spans)


def _say_close(closes: time) -> str:
    return _("midnight") if closes == MIDNIGHT else say_wall_time(closes)


def say_wall_time(at: time) -> str:
    return time_format(at, pgettext("time, Django format", "g:i A"))
