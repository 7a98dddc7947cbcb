// Loads the page again, but not from a server that is away: the browser would show its own error
// until somebody comes.
const ASKS_AGAIN_AFTER_MS = 10_000;

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
