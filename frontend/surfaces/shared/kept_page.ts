// A device's page stays in its browser, so that a device that is switched on while the server is away
// shows more than the browser's error. The service worker answers with what is kept here: the page as
// the server renders it, which names nobody, and the files that it is made of.
//
// Whenever the page connects, it looks once, while nobody uses it, whether the server has the page
// that is shown. If it has, that is kept. If it has another one, the page loads again.
import { loadAgain } from "./loading";
import type { Surface } from "./surface";
import { UNUSED_FOR_MS, Use } from "./use";

const LOOKS_EVERY_MS = 1000;
/** After it has connected, a device waits between these times, so that not all ask together. */
const FIRST_AFTER_MS = 3000;
const SPREAD_OVER_MS = 20_000;
/** A page that the server has no more is not loaded more often: two builds may answer in turn. */
const LOADS_EVERY_MS = 10 * 60_000;
const LOADED_AT = "page-loaded-again-at";

/** The addresses of the files that a page is made of, in their order. */
export function partsOf(page: Document): string[] {
  const found = [
    ...attributes(page, "link[href]", "href"),
    ...attributes(page, "#capable", "src"),
    ...attributes(page, "#capable", "data-surface"),
    ...attributes(page, "#surface", "data-pictures"),
    ...attributes(page, "#surface", "data-mark"),
  ];
  return [...new Set(found)];
}

function attributes(page: Document, selector: string, name: string): string[] {
  return [...page.querySelectorAll(selector)].flatMap((one) => one.getAttribute(name) ?? []);
}

/** Keeps the page while one of `screens` is shown, and loads it again if the server has another. */
export function keepPage<Screen extends { name: string }>(
  surface: Surface<Screen>,
  screens: readonly Screen["name"][],
): void {
  if (!("caches" in window)) return; // an address without TLS, at which no camera works either
  navigator.serviceWorker?.register("/service-worker.js").catch(() => {
    // The device works; only after a start without the server it shows the browser's error.
  });
  const use = new Use();
  const own = partsOf(document);
  let wasConnected = false;
  let lookAt = Infinity;
  window.setInterval(() => {
    const { isConnected, screen } = surface;
    const now = performance.now();
    if (isConnected && !wasConnected) {
      lookAt = now + FIRST_AFTER_MS + Math.random() * SPREAD_OVER_MS;
    }
    wasConnected = isConnected;
    const isAtRest = isConnected && screen !== null && screens.includes(screen.name);
    if (now < lookAt || !isAtRest || use.unusedFor < UNUSED_FOR_MS) return;
    lookAt = now + LOADS_EVERY_MS;
    void lookAtPage(own).then(
      (isSettled) => isSettled && (lookAt = Infinity),
      () => undefined, // it looks again later
    );
  }, LOOKS_EVERY_MS);
}

/** Returns whether there is nothing left to be done before the next connection. */
async function lookAtPage(own: string[]): Promise<boolean> {
  const answer = await fetch(location.pathname, { cache: "no-store" });
  if (!answer.ok || answer.redirected) return false;
  const page = new DOMParser().parseFromString(await answer.clone().text(), "text/html");
  const offered = partsOf(page);
  if (offered.join() === own.join()) {
    await keep(answer, offered);
    return true;
  }
  if (mayLoadAgain()) await loadAgain();
  return false;
}

/** Keeps the page and its parts, and then lets go of the parts of earlier ones. */
async function keep(page: Response, parts: string[]): Promise<void> {
  const cache = await caches.open(`device ${location.pathname}`);
  await cache.addAll(parts);
  await cache.put(location.pathname, page);
  const wanted = new Set([location.pathname, ...parts]);
  for (const kept of await cache.keys()) {
    if (!wanted.has(new URL(kept.url).pathname)) await cache.delete(kept);
  }
}

function mayLoadAgain(): boolean {
  const before = Number(sessionStorage.getItem(LOADED_AT) ?? -Infinity);
  const now = Date.now();
  if (Math.abs(now - before) < LOADS_EVERY_MS) return false;
  sessionStorage.setItem(LOADED_AT, String(now));
  return true;
}
