#!/usr/bin/env bash
# ics 0.7.3 (ics.py) writes another name of an attendee and another calendar than it has read.
#
# RFC 5545 puts a parameter value with a comma into double quotes: CN="Doe, Pat"; a backslash
# escapes nothing there. The calendar scale is GREGORIAN, also where no line names it.
# Seen: serialize() of what Calendar has read has CN=Doe\, Pat without quotes, in which vobject
# 0.9.9 finds two names, and the line CALSCALE:GEORGIAN.
#
# Exits 0 as long as this is so.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/python"
"$folder/python/bin/pip" install --quiet --disable-pip-version-check ics==0.7.3 vobject==0.9.9

seen=$("$folder/python/bin/python" -W ignore - <<'PYTHON'
import ics
import vobject

lines = [
    "BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:-//Example//Visits//EN", "BEGIN:VEVENT",
    "UID:1@example.org", "DTSTAMP:20261130T150000Z", "DTSTART:20261205T160000Z",
    "DTEND:20261205T162000Z", 'ATTENDEE;CN="Doe, Pat":mailto:pat@example.org', "SUMMARY:Visit",
    "END:VEVENT", "END:VCALENDAR", "",
]
before = "\r\n".join(lines)
after = ics.Calendar(before).serialize()
for text in (before, after):
    calendar = vobject.readOne(text)
    scale = calendar.calscale.value if hasattr(calendar, "calscale") else None
    print(calendar.vevent.attendee.params["CN"], scale, end="; ")
PYTHON
)
echo "name and calendar scale before, and after: $seen"
[ "$seen" = "['Doe, Pat'] None; ['Doe\\\\', ' Pat'] GEORGIAN; " ]
