// Holds sound back for as long as a lost packet takes to be sent again. A browser alone plays what
// it has: on a long way, the packet that was asked for again comes when its place has been played.

/** Of the packets of sound, those that were asked for again; and of the sound, what was made up. */
const LOSSY = 0.02;
const LOSSY_SECONDS = 2;
/** After so many seconds in which hardly anything was asked for again, nothing is held back. */
const CALM_SECONDS = 30;
/** Asking and answering take a little more than the way there and back. */
const TO_ANSWER_MS = 150;
const WAY_AND_A_FIFTH = 1.2;
/** People who wait longer for each other fall into each other's words. */
const LONGEST_MS = 800;

/** What was counted of received sound at one moment. All but the last only grow. */
export interface SoundCounters {
  packets: number;
  askedAgain: number;
  samples: number;
  made: number;
  madeSilent: number;
  roundTripMs: number;
}

/** Not in TypeScript's library. */
interface AskedAgain {
  nackCount?: number;
}

export function soundIn(reports: RTCStatsReport[]): SoundCounters {
  const found = { packets: 0, askedAgain: 0, samples: 0, made: 0, madeSilent: 0, roundTripMs: 0 };
  const add = (entry: RTCInboundRtpStreamStats & RTCIceCandidatePairStats & AskedAgain): void => {
    if (entry.type === "candidate-pair" && entry.nominated) {
      found.roundTripMs = Math.max(found.roundTripMs, (entry.currentRoundTripTime ?? 0) * 1000);
    }
    if (entry.type !== "inbound-rtp" || entry.kind !== "audio") return;
    found.packets += entry.packetsReceived ?? 0;
    found.askedAgain += entry.nackCount ?? 0;
    found.samples += entry.totalSamplesReceived ?? 0;
    found.made += entry.concealedSamples ?? 0;
    found.madeSilent += entry.silentConcealedSamples ?? 0;
  };
  for (const report of reports) report.forEach(add);
  return found;
}

export class Patience {
  private former: SoundCounters | null = null;
  private lossy = 0;
  private calm = 0;
  private heldBackMs: number | null = null;

  /** Returns for how long to hold sound back after another second, or null for the browser's own. */
  after(now: SoundCounters): number | null {
    const { former } = this;
    this.former = now;
    if (!former) return this.heldBackMs;
    const grown = (name: keyof SoundCounters): number => Math.max(0, now[name] - former[name]);
    const isAsking = grown("askedAgain") > LOSSY * grown("packets");
    const isMissing = grown("made") - grown("madeSilent") > LOSSY * grown("samples");
    this.lossy = isAsking && isMissing ? this.lossy + 1 : 0;
    this.calm = isAsking ? 0 : this.calm + 1;
    if (this.lossy >= LOSSY_SECONDS) {
      const wanted = Math.round(now.roundTripMs * WAY_AND_A_FIFTH + TO_ANSWER_MS);
      this.heldBackMs = Math.max(this.heldBackMs ?? 0, Math.min(LONGEST_MS, wanted));
    } else if (this.calm >= CALM_SECONDS) this.heldBackMs = null;
    return this.heldBackMs;
  }
}

/** Lets these receivers hold sound back for so long. Older browsers have no such setting. */
export function holdBack(receivers: RTCRtpReceiver[], ms: number | null): void {
  for (const receiver of receivers) {
    if (receiver.track.kind !== "audio" || !("jitterBufferTarget" in receiver)) continue;
    if (receiver.jitterBufferTarget !== ms) receiver.jitterBufferTarget = ms;
  }
}
