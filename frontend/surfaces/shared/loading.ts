// Loads the page again, but not from a server that is away: the browser would show its own error
// until somebody comes.
const ASKS_AGAIN_AFTER_MS = 10_000;
const FIRST_TIME_AFTER_MS = 500;
const NEXT_TIME_AFTER_MS = 10_000;

/** For how many milliseconds to wait before this page is loaded again: one that was loaded again
 * itself is kept for ten seconds, whatever the server says. */
export function untilLoadingAgain(): number {
  const [loading] = performance.getEntriesByType("navigation") as PerformanceNavigationTiming[];
  const least = loading?.type === "reload" ? NEXT_TIME_AFTER_MS : 0;
  return Math.max(FIRST_TIME_AFTER_MS, least - performance.now());
}

/** Loads the page again if the server has it for us now. */
export async function loadAgain(): Promise<void> {
  const answer = await ask();
  if (answer?.ok) location.reload();
}

/** Loads the page again as soon as the server answers, with whatever it has for us. */
export async function loadAgainSoon(): Promise<void> {
  const answer = await ask();
  if (answer && answer.status < 500) location.reload();
  else window.setTimeout(() => void loadAgainSoon(), ASKS_AGAIN_AFTER_MS);
}

function ask(): Promise<Response | null> {
  return fetch(location.href, { cache: "no-store" }).catch(() => null);
}
