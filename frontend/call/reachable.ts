// Whether the server can be reached by a new connection, and when that may have changed.

const ALIVE = "/healthz";
const TRY_TAKES_MS = 1000;

/** Tries once. Resolves to false after a second, and not before. */
export async function isReachable(): Promise<boolean> {
  const isOver = new Promise((resolve) => window.setTimeout(resolve, TRY_TAKES_MS));
  const giveUp = new AbortController();
  void isOver.then(() => giveUp.abort());
  try {
    if ((await fetch(ALIVE, { cache: "no-store", signal: giveUp.signal })).ok) return true;
  } catch {
    // There is no way to the server, or none that takes less than a second.
  }
  await isOver;
  return false;
}

/** Calls `act` when the device is on another network, as far as the browser says. */
export function onNetworkChange(act: () => void): void {
  window.addEventListener("online", act);
  (navigator as { connection?: EventTarget }).connection?.addEventListener("change", act);
}
