#!/usr/bin/env bash
# icalendar 7.3.2 (PyPI) reads "24 hours before" and writes "a day before".
#
# In RFC 5545, 3.3.6, days are nominal and hours are exact. Clocks go back in the night before
# Sunday 1 November 2026. For a visit on that day at 12:00 in New York, TRIGGER:-P1D means Saturday
# 12:00 and TRIGGER:-PT24H Saturday 13:00.
# Seen: both become timedelta(days=1). event.alarms says 12:00 for both, and to_ical() writes -P1D
# for both. A reminder that passes through the library moves by an hour, and a comparison with the
# file that was sent finds a change that nobody made.
# Instead: write reminders as times in UTC (VALUE=DATE-TIME), or keep the text of the file.
#
# Exits 0 as long as this is so.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/python"
"$folder/python/bin/pip" install --quiet --disable-pip-version-check icalendar==7.3.2

seen=$("$folder/python/bin/python" - <<'PYTHON'
import icalendar

for trigger in ("-P1D", "-PT24H"):
    event = icalendar.Event.from_ical("\r\n".join([
        "BEGIN:VEVENT", "UID:1@example.org", "DTSTAMP:20261020T150000Z",
        "DTSTART;TZID=America/New_York:20261101T120000",
        "DTEND;TZID=America/New_York:20261101T122000", "SUMMARY:Visit",
        "BEGIN:VALARM", "ACTION:DISPLAY", "DESCRIPTION:Visit", f"TRIGGER:{trigger}", "END:VALARM",
        "END:VEVENT", "",
    ]))
    [alarm] = event.alarms.times
    [written] = [line for line in event.to_ical().decode().split("\r\n") if "TRIGGER" in line]
    print(f"{trigger} at {alarm.trigger:%H:%M}, written {written}", end="; ")
PYTHON
)
echo "$seen"
[ "$seen" = "-P1D at 12:00, written TRIGGER:-P1D; -PT24H at 12:00, written TRIGGER:-P1D; " ]
