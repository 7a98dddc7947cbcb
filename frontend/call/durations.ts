// Durations as text. A minute that has begun counts as a whole one, so that nobody reads that less
// time is left than there is.
import type { UiStrings } from "./ui_strings";

const SECOND = 1000;
const MINUTE = 60 * SECOND;

/** Rounds up to whole minutes above a minute, and to whole seconds below it. */
export function inMinutesOrSeconds(ms: number): { unit: "minutes" | "seconds"; n: number } {
  if (ms > MINUTE) return { unit: "minutes", n: Math.ceil(ms / MINUTE) };
  return { unit: "seconds", n: Math.max(0, Math.ceil(ms / SECOND)) };
}

type Countdown = "begins_in" | "opens_in" | "wait" | "goes_on_in";

export function timeLeft(strings: UiStrings, ms: number): string {
  if (ms <= 0) return strings.say("time_up");
  const { unit, n } = inMinutesOrSeconds(ms);
  return strings.count(`${unit}_left`, n);
}

export function countdown(strings: UiStrings, what: Countdown, ms: number): string {
  const { unit, n } = inMinutesOrSeconds(ms);
  return strings.count(`${what}_${unit}`, n);
}

/** The whole minutes that have passed. */
export function minutesSince(ms: number): number {
  return Math.max(0, Math.floor(ms / MINUTE));
}

export function lastedFor(
  strings: UiStrings,
  what: "waiting_for" | "calling_for",
  ms: number,
): string {
  const n = minutesSince(ms);
  return n === 0 ? strings.say(`${what}_moments`) : strings.count(`${what}_minutes`, n);
}
