// What the picture may cost: simulcast layers for a camera, and one small layer for a still picture.

/** With fewer lines the smallest of three layers would never be sent. */
const THREE_LAYERS_FROM = 540;

/** In pixels and bits per second that show text, at the few frames a second of a sign. */
const REDUCED = { active: true, maxBitrate: 40_000, scaleResolutionDownBy: 2 };

/**
 * Firefox sends a layer only if its whole rate fits, beside those below it, into what the room
 * allows. Other browsers begin a layer with less.
 */
const LARGEST_LAYER = 900_000;
const LARGEST_LAYER_IN_FIREFOX = 700_000;

/** Returns the simulcast layers for a camera of this size, largest first. */
export function layersFor(
  width: number,
  height: number,
  browser: string,
): RTCRtpEncodingParameters[] {
  const largest = isFirefox(browser) ? LARGEST_LAYER_IN_FIREFOX : LARGEST_LAYER;
  const layers = [
    { rid: "h", active: true, maxBitrate: largest, scaleResolutionDownBy: 1 },
    { rid: "m", active: true, maxBitrate: 300_000, scaleResolutionDownBy: 2 },
    { rid: "l", active: true, maxBitrate: 100_000, scaleResolutionDownBy: 4 },
  ];
  return Math.min(width, height) < THREE_LAYERS_FROM ? layers.slice(0, 2) : layers;
}

/**
 * Returns the same layers for a picture that hardly changes, or that nobody sees: the last alone.
 * While a larger one is active, browsers fill the line up to its rate.
 */
export function reduced(layers: RTCRtpEncodingParameters[]): RTCRtpEncodingParameters[] {
  const last = layers.length - 1;
  return layers.map((layer, place) =>
    place === last ? { ...layer, ...REDUCED } : { ...layer, active: false },
  );
}

/** Returns the same layers before the press: none is sent. */
export function closed(layers: RTCRtpEncodingParameters[]): RTCRtpEncodingParameters[] {
  return layers.map((layer) => ({ ...layer, active: false }));
}

/** `browser` is the browser's own name for itself. On iOS all are WebKit, and say FxiOS. */
function isFirefox(browser: string): boolean {
  return browser.includes("Firefox/");
}
