#!/usr/bin/env bash
# opening_hours_py 2.1.4 (PyPI): a holiday that falls on a Saturday or Sunday is an ordinary day.
#
# With "PH off" and country "US" the library knows the day in lieu alone. Independence Day of 2026 is
# a Saturday: Friday the 3rd is closed, and Saturday the 4th is open. opening_hours.js closes on both.
# Seen: open on 4 July 2026, 19 June 2027 and 25 December 2027, closed on the days in lieu. Families
# who come on weekends find the door closed.
# Instead: add the days by name ("Jul 04 off; Dec 25 off").
#
# Exits 0 as long as this is so.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/python"
"$folder/python/bin/pip" install --quiet --disable-pip-version-check opening_hours_py==2.1.4

seen=$("$folder/python/bin/python" - <<'PYTHON'
from datetime import datetime
from zoneinfo import ZoneInfo

from opening_hours import OpeningHours

zone = ZoneInfo("America/Chicago")
hours = OpeningHours("Mo-Su 09:00-17:00; PH off", country="US", timezone=zone)
pairs = [((2026, 7, 3), (2026, 7, 4)), ((2027, 6, 18), (2027, 6, 19)), ((2027, 12, 24), (2027, 12, 25))]
print([tuple(hours.is_open(datetime(*day, 12, tzinfo=zone)) for day in pair) for pair in pairs])
PYTHON
)
echo "open on the day in lieu, and on the holiday: $seen"
[ "$seen" = "[(False, True), (False, True), (False, True)]" ]
