// What the picture may cost: simulcast layers for a camera, and one small layer for a still picture
// or a thin line.
import { OFF, SLOW, THREE_LAYERS, layersOn } from "./uplink_ladder";

/** With fewer lines the smallest of three layers would never be sent. */
const THREE_LAYERS_FROM = 540;

/** In pixels and bits per second that show text, at the few frames a second of a sign. */
const REDUCED = { maxBitrate: 40_000, scaleResolutionDownBy: 2 };

/** Of a small camera, the smallest layer has more beside a larger one. */
const ALONE = { maxBitrate: 100_000 };

/** What a line carries that carries little beside the voice. */
const SLOWED = { maxBitrate: 40_000, maxFramerate: 6 };

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

/** What the picture needs. */
export interface Needs {
  /** The picture hardly changes, or nobody sees it. */
  isReduced: boolean;
  /** What our line carries up: see `uplink_ladder`. */
  rung: number;
  /** Somebody signs: the sound is given up before the frames. */
  picturesFirst: boolean;
}

export const EVERYTHING: Needs = { isReduced: false, rung: THREE_LAYERS, picturesFirst: false };

/** Returns whether the line carries the picture alone. */
export function isSoundTooMuch({ rung, picturesFirst }: Needs): boolean {
  return picturesFirst && rung <= SLOW;
}

/** Returns whether the line carries the sound alone. */
export function isPictureTooMuch({ rung, picturesFirst }: Needs): boolean {
  return !picturesFirst && rung === OFF;
}

/** What decides which layers are sent. */
export interface Sending extends Needs {
  /** The person has pressed: before, the connection is there, and nothing is sent. */
  isOpen: boolean;
}

/**
 * Returns the layers as they are sent. The smallest is switched off only before the press: the wall
 * shows it, and what it carries is what the media server falls back to. A layer that is too large
 * is switched off rather than given a smaller rate: while one is active, browsers fill the line up
 * to its rate, whether they send it or not.
 */
export function sentOf(
  layers: RTCRtpEncodingParameters[],
  { isOpen, isReduced, rung, picturesFirst }: Sending,
): RTCRtpEncodingParameters[] {
  if (!isOpen) return layers.map((layer) => ({ ...layer, active: false }));
  const first = layers.length - (isReduced ? 1 : layersOn(rung));
  const sent = layers.map((layer, place) => ({ ...layer, active: place >= first }));
  if (isReduced) return lessened(sent, REDUCED);
  if (rung <= (picturesFirst ? OFF : SLOW)) return lessened(sent, SLOWED);
  return first > 0 && first === layers.length - 1 ? lessened(sent, ALONE) : sent;
}

function lessened(
  layers: RTCRtpEncodingParameters[],
  how: RTCRtpEncodingParameters,
): RTCRtpEncodingParameters[] {
  const last = layers.length - 1;
  return layers.map((layer, place) => (place === last ? { ...layer, ...how } : layer));
}

/** `browser` is the browser's own name for itself. On iOS all are WebKit, and say FxiOS. */
function isFirefox(browser: string): boolean {
  return browser.includes("Firefox/");
}
