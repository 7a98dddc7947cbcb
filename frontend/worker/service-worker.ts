// Answers while the server is away: with the page of a device, if this browser is one, and otherwise
// with the "you are offline" page. It stores that page alone, and devices store their own
// (surfaces/shared/kept_page.ts): other pages hold names and PINs, and those must not stay behind on
// a shared device.
declare const self: ServiceWorkerGlobalScope;
export {};

const CACHE = "offline-1";
const OFFLINE_PAGE = "/offline/";
const DEVICE_PAGES = ["/monitor/", "/station/"];
/** A page that was kept does not wait longer for a server that says nothing. */
const ANSWERS_WITHIN_MS = 10_000;
/** What a proxy answers whose server is away. */
const AWAY = [502, 503, 504];
/** A file with a hash of its content in its name never changes. */
const HASHED = /\.[0-9a-f]{12}\.\w+$/;

async function keepOfflinePage(): Promise<void> {
  const cache = await caches.open(CACHE);
  const page = await fetch(OFFLINE_PAGE, { cache: "no-cache" });
  if (!page.ok) throw new Error("the offline page could not be fetched");
  const html = await page.clone().text();
  const styles = [...html.matchAll(/<link rel="stylesheet" href="([^"]+)"/g)].map(
    ([, href]) => href,
  );
  await cache.addAll(styles.filter((href) => href !== undefined));
  await cache.put(OFFLINE_PAGE, page);
}

async function fromNetworkOrOffline(request: Request): Promise<Response> {
  try {
    return await fetch(request);
  } catch (error) {
    const kept = await caches.match(request.mode === "navigate" ? OFFLINE_PAGE : request);
    if (kept) return kept;
    throw error;
  }
}

/** Returns the answer of the server, or what the device has kept if that is missing. */
async function fromNetworkOrKept(request: Request): Promise<Response> {
  const kept = await caches.match(request, { ignoreSearch: true, ignoreVary: true });
  if (!kept) return fromNetworkOrOffline(request);
  if (HASHED.test(new URL(request.url).pathname)) return kept;
  const answer = await Promise.race([fetch(request).catch(() => null), nothingAfterAWhile()]);
  return answer && !AWAY.includes(answer.status) ? answer : kept;
}

function nothingAfterAWhile(): Promise<null> {
  return new Promise((settle) => setTimeout(() => settle(null), ANSWERS_WITHIN_MS));
}

/** Whether this is the page of a device, or a part that such a page asks for. */
function isOfDevice({ mode, url, referrer }: Request): boolean {
  const page = mode === "navigate" ? url : referrer;
  if (!page.startsWith(self.origin) || !url.startsWith(self.origin)) return false;
  const isPart = new URL(url).pathname.startsWith("/static/");
  return DEVICE_PAGES.includes(new URL(page).pathname) && (mode === "navigate" || isPart);
}

self.addEventListener("install", (event) => {
  event.waitUntil(keepOfflinePage().then(() => self.skipWaiting()));
});

self.addEventListener("activate", (event) => {
  event.waitUntil(self.clients.claim());
});

self.addEventListener("fetch", (event) => {
  const { request } = event;
  const isOurStyle = request.destination === "style" && request.url.startsWith(self.origin);
  if (isOfDevice(request)) event.respondWith(fromNetworkOrKept(request));
  else if (request.mode === "navigate" || isOurStyle) {
    event.respondWith(fromNetworkOrOffline(request));
  }
});
