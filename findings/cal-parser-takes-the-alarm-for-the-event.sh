#!/usr/bin/env bash
# cal-parser 1.0.2 (npm) gives an event the description of its alarm.
#
# A VEVENT with a DESCRIPTION of its own and a VALARM that has one too (RFC 5545 demands it of an
# alarm that displays). Seen: the parsed event's description is the alarm's, its own is lost, and
# it has the keys `action` and `trigger`. An invitation whose description says where to come shows
# "In one hour" instead.
#
# Exits 0 as long as this is so.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
npm install --silent --no-audit --no-fund cal-parser@1.0.2 > npm.txt 2>&1

cat > look.mjs <<'SCRIPT'
import calendars from "cal-parser";
const { events: [event] } = calendars.parseString([
  "BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:-//Example//Visits//EN", "BEGIN:VEVENT",
  "UID:1@example.org", "DTSTAMP:20261130T150000Z", "DTSTART:20261205T160000Z",
  "DTEND:20261205T162000Z", "SUMMARY:Visit", "DESCRIPTION:Come to the lobby",
  "BEGIN:VALARM", "ACTION:DISPLAY", "TRIGGER:-PT1H", "DESCRIPTION:In one hour", "END:VALARM",
  "END:VEVENT", "END:VCALENDAR", "",
].join("\r\n"));
console.log(`${event.description.value}; ${"trigger" in event}`);
SCRIPT
seen=$(node look.mjs)
echo "description of the event; has a trigger: $seen"
[ "$seen" = "In one hour; true" ]
