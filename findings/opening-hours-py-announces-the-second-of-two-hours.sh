#!/usr/bin/env bash
# opening_hours_py 2.1.4 (PyPI) is open before the moment at which it says that it opens.
#
# On the night on which clocks go back, 01:00 to 02:00 comes twice. "Su 01:00-01:30" in Chicago, asked
# on 1 November 2026: is_open() is true at 01:10 of both hours, and next_change(), asked the day
# before, names 01:00 of the second hour.
# Seen: next_change() is 2026-11-01 01:00 -06:00 (07:00 UTC), is_open() is true at 06:10 UTC.
# A page that shows both says "opens in 50 minutes" at an open door; a wait until next_change() lets
# the first hour pass.
# Instead: compute in UTC from wall times, and decide which of the two hours is meant.
#
# Exits 0 as long as this is so.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/python"
"$folder/python/bin/pip" install --quiet --disable-pip-version-check opening_hours_py==2.1.4

seen=$("$folder/python/bin/python" - <<'PYTHON'
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

from opening_hours import OpeningHours

zone = ZoneInfo("America/Chicago")
hours = OpeningHours("Su 01:00-01:30", timezone=zone)
opens = hours.next_change(datetime(2026, 10, 31, 12, tzinfo=zone))
asked = [datetime(2026, 11, 1, hour, 10, tzinfo=UTC).astimezone(zone) for hour in (6, 7)]
print(opens.astimezone(UTC).strftime("%H:%M"), [hours.is_open(moment) for moment in asked])
PYTHON
)
echo "next_change() in UTC, is_open() at 06:10 and 07:10 UTC: $seen"
[ "$seen" = "07:00 [True, True]" ]
