// A kiosk's page stays open for months. It loads itself again every night while nobody stands before
// it, so that nothing in it becomes old: scripts, texts, memory, certificates.
import type { FacilityClock } from "../../call/protocol";
import { facilityMinute } from "../../call/facility_clock";
import { loadAgain } from "./loading";
import type { Surface } from "./surface";
import { Use } from "./use";

const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;
const LOOKS_EVERY_MS = MINUTE_MS;
/** The hours of the night in which pages load again, in minutes of the facility's day. */
export const NIGHT = { from: 2 * 60, to: 5 * 60 };
const UNTOUCHED_FOR_MS = 10 * MINUTE_MS;
const YOUNG_MS = 12 * HOUR_MS;
/** A page that was never at rest at night, or was asleep then, loads again at any hour. */
const OLD_MS = 72 * HOUR_MS;

export interface PageState {
  age: number;
  untouchedFor: number;
  /** Whether the screen is one on which nobody is signed in, and the server answers. */
  isAtRest: boolean;
  /** The minute of the facility's day. */
  minute: number;
}

/** Says whether to load again. `ownMinute` is this page's own part of the night. */
export function isTimeToRenew(page: PageState, ownMinute: number): boolean {
  if (!page.isAtRest || page.untouchedFor < UNTOUCHED_FOR_MS) return false;
  if (page.age >= OLD_MS) return true;
  return page.age >= YOUNG_MS && page.minute >= ownMinute && page.minute < NIGHT.to;
}

/** Loads the page again every night while one of `screens` is shown and nobody touches it. */
export function renewAtNight<Screen extends { name: string; clock?: FacilityClock }>(
  surface: Surface<Screen>,
  screens: readonly Screen["name"][],
): void {
  const use = new Use();
  // The devices of a facility do not all load at one moment.
  const ownMinute = NIGHT.from + Math.floor(Math.random() * (NIGHT.to - NIGHT.from - 5));
  window.setInterval(() => {
    const { screen, isConnected, clock } = surface;
    if (!screen?.clock) return;
    const state = {
      age: performance.now(),
      untouchedFor: use.unusedFor,
      isAtRest: isConnected && screens.includes(screen.name),
      minute: facilityMinute(screen.clock, clock.now()),
    };
    if (isTimeToRenew(state, ownMinute)) void loadAgain();
  }, LOOKS_EVERY_MS);
}
