// The facility's time of day, which goes on without the server. The words and the format come from
// the server, and so does the offset from UTC: the browser's own time zones may be out of date.
import type { FacilityClock } from "./protocol";
import type { UiStrings } from "./ui_strings";

const MINUTE_MS = 60_000;
const NOON = 12;

/**
 * Such as "6:24 PM Central", at this instant in milliseconds since the epoch. In the hour that the
 * clock shows twice, such as "1:24 AM CDT".
 */
export function facilityTime(strings: UiStrings, clock: FacilityClock, now: number): string {
  const local = localTime(clock, now);
  const moment = formatTime(strings, local.getUTCHours(), local.getUTCMinutes());
  return strings.say("clock_words", { moment, zone: zoneAt(clock, now) });
}

/** The minutes since midnight at the facility. */
export function facilityMinute(clock: FacilityClock, now: number): number {
  const local = localTime(clock, now);
  return local.getUTCHours() * 60 + local.getUTCMinutes();
}

/** The facility's time of day, in the fields for UTC. */
function localTime(clock: FacilityClock, now: number): Date {
  return new Date(now + offsetAt(clock, now) * MINUTE_MS);
}

function zoneAt(clock: FacilityClock, now: number): string {
  const repeated = clock.repeated_hours.find(
    ({ starts_at, ends_at }) => Date.parse(starts_at) <= now && now < Date.parse(ends_at),
  );
  return (repeated ?? clock).zone;
}

function offsetAt(clock: FacilityClock, now: number): number {
  const hasChanged = clock.changes_at !== null && now >= Date.parse(clock.changes_at);
  return hasChanged ? clock.offset_minutes_then : clock.offset_minutes;
}

/** Writes a time in Django's format: letters stand for parts, a backslash keeps the next one. */
function formatTime(strings: UiStrings, hour: number, minute: number): string {
  const half = strings.say(hour < NOON ? "before_noon" : "after_noon");
  const ofTwelve = hour % NOON || NOON;
  const parts: Readonly<Record<string, string>> = {
    g: String(ofTwelve),
    G: String(hour),
    h: twoDigits(ofTwelve),
    H: twoDigits(hour),
    i: twoDigits(minute),
    A: half,
    a: half,
  };
  return strings
    .say("time_format")
    .replace(/\\(.)|[gGhHiAa]/g, (letter, kept: string | undefined) => kept ?? parts[letter] ?? "");
}

function twoDigits(n: number): string {
  return String(n).padStart(2, "0");
}
