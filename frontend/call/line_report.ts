// What came through in the last second, for the server, which lessens the pictures where the voice
// suffers.
import type { MediaLine } from "./protocol";

const WHOLE = 1000;
const LONGEST_DELAY_MS = 60_000;

/** What the protocol lets a browser report of a second. */
export type LineNumbers = Omit<MediaLine, "type" | "leg" | "attempt" | "picture_first">;

/** Counters of all that is received, at one moment. They only grow, except for `lost`. */
export interface LineCounters {
  packets: number;
  lost: number;
  /** Samples of sound, those of them that the browser made up, and those of these in silence. */
  samples: number;
  made: number;
  madeSilent: number;
  /** For how long all samples of sound together waited to be played, and how many they are. */
  waitedS: number;
  waited: number;
}

/** Reads the counters of all connections' reports. */
export function lineIn(reports: RTCStatsReport[]): LineCounters {
  const found: LineCounters = {
    packets: 0,
    lost: 0,
    samples: 0,
    made: 0,
    madeSilent: 0,
    waitedS: 0,
    waited: 0,
  };
  const add = (entry: RTCInboundRtpStreamStats): void => {
    if (entry.type !== "inbound-rtp") return;
    found.packets += entry.packetsReceived ?? 0;
    found.lost += entry.packetsLost ?? 0;
    if (entry.kind !== "audio") return;
    found.samples += entry.totalSamplesReceived ?? 0;
    found.made += entry.concealedSamples ?? 0;
    found.madeSilent += entry.silentConcealedSamples ?? 0;
    found.waitedS += entry.jitterBufferDelay ?? 0;
    found.waited += entry.jitterBufferEmittedCount ?? 0;
  };
  for (const report of reports) report.forEach(add);
  return found;
}

/**
 * Returns what came through between two moments, or null if nothing was on its way: a visit that is
 * paused says nothing of the line. What a browser makes up while somebody is muted is silent.
 */
export function lineBetween(before: LineCounters, after: LineCounters): LineNumbers | null {
  const grown = (name: keyof LineCounters): number => Math.max(0, after[name] - before[name]);
  const expected = grown("packets") + grown("lost");
  const missing = Math.max(0, grown("made") - grown("madeSilent"));
  if (expected === 0 && missing === 0) return null;
  const waited = grown("waited");
  return {
    sound_missing: share(missing, grown("samples")),
    lost: share(grown("lost"), expected),
    delay_ms: waited > 0 ? within((grown("waitedS") / waited) * 1000, LONGEST_DELAY_MS) : 0,
  };
}

function share(part: number, all: number): number {
  return all > 0 ? within((part / all) * WHOLE, WHOLE) : 0;
}

function within(value: number, most: number): number {
  return Math.min(most, Math.max(0, Math.round(value)));
}

/** Reports what one attempt receives, second by second. */
export class LineTeller {
  private former: LineCounters | null = null;

  constructor(private readonly tell: (told: LineNumbers) => void) {}

  take(reports: RTCStatsReport[]): void {
    const { former } = this;
    this.former = lineIn(reports);
    const told = former && lineBetween(former, this.former);
    if (told) this.tell(told);
  }

  forget(): void {
    this.former = null;
  }
}
