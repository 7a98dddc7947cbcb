// Shows the "you are offline" page, with its styles, when a page can't be fetched. It keeps
// nothing else: pages hold names and PINs, and those must not stay behind on a shared device.
declare const self: ServiceWorkerGlobalScope;
export {};

const CACHE = "offline-1";
const OFFLINE_PAGE = "/offline/";

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

self.addEventListener("install", (event) => {
  event.waitUntil(keepOfflinePage().then(() => self.skipWaiting()));
});

self.addEventListener("activate", (event) => {
  event.waitUntil(self.clients.claim());
});

self.addEventListener("fetch", (event) => {
  const { request } = event;
  const isOurStyle = request.destination === "style" && request.url.startsWith(self.origin);
  if (request.mode === "navigate" || isOurStyle) {
    event.respondWith(fromNetworkOrOffline(request));
  }
});
