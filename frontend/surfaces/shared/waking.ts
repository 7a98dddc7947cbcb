// A page whose device slept, or which the browser has frozen, does not get its timers meanwhile.
const LOOKS_EVERY_MS = 1000;
/** A longer time between two looks was a sleep, or the browser has slowed a hidden page down. */
const SLEPT_MS = 5000;

/** Calls `act` when the page may have slept. */
export function whenAwake(act: () => void): void {
  document.addEventListener("visibilitychange", () => {
    if (!document.hidden) act();
  });
  document.addEventListener("resume", act);
  let lookedAt = Date.now();
  window.setInterval(() => {
    const now = Date.now();
    if (now - lookedAt > SLEPT_MS) act();
    lookedAt = now;
  }, LOOKS_EVERY_MS);
}
