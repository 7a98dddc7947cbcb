// The quality of a received link, in three steps.

export type LinkQuality = "good" | "fair" | "poor";

/** A picture is judged by its frames and losses, sound by its losses; null is not judged. */
export type Judged = "picture" | "sound" | null;

export interface Sample {
  at: number;
  frames: number;
  packets: number;
  lost: number;
}

const FAIR_LOSS = 0.02;
const POOR_LOSS = 0.08;
/** Of those that a camera is asked for: 24. */
const FAIR_FRAMES_A_SECOND = 10;
const POOR_FRAMES_A_SECOND = 4;
/** Of fewer packets of sound, one that is lost says nothing. There are 50 a second. */
const PACKETS_THAT_TELL = 20;

/** Returns the quality of a picture between two samples of one connection. */
export function pictureBetween(before: Sample, after: Sample): LinkQuality {
  const seconds = (after.at - before.at) / 1000;
  if (seconds <= 0) return "poor";
  const frames = (after.frames - before.frames) / seconds;
  const { lost, expected } = packetsBetween(before, after);
  const loss = expected > 0 ? lost / expected : 1;
  if (frames < POOR_FRAMES_A_SECOND || loss > POOR_LOSS) return "poor";
  if (frames < FAIR_FRAMES_A_SECOND || loss > FAIR_LOSS) return "fair";
  return "good";
}

/** Returns the quality of sound; null where there was too little, as while it is muted. */
export function soundBetween(before: Sample, after: Sample): LinkQuality | null {
  const { lost, expected } = packetsBetween(before, after);
  if (expected < PACKETS_THAT_TELL) return null;
  const loss = lost / expected;
  if (loss > POOR_LOSS) return "poor";
  return loss > FAIR_LOSS ? "fair" : "good";
}

function packetsBetween(before: Sample, after: Sample): { lost: number; expected: number } {
  const lost = Math.max(0, after.lost - before.lost);
  return { lost, expected: lost + Math.max(0, after.packets - before.packets) };
}

/** The worst stream of a connection decides, since officers must know about it. */
export class QualityWatch {
  private former = new Map<string, Sample>();

  /** `judged` returns how a track is judged now. */
  async read(
    peer: RTCPeerConnection,
    judged: (track: string | undefined) => Judged,
  ): Promise<LinkQuality | null> {
    const report = await peer.getStats();
    const found: (LinkQuality | null)[] = [];
    report.forEach((entry: RTCInboundRtpStreamStats) => {
      if (entry.type !== "inbound-rtp") return;
      found.push(this.compared(entry, judged(entry.trackIdentifier)));
    });
    return (["poor", "fair", "good"] as const).find((step) => found.includes(step)) ?? null;
  }

  /** Starts over, after a time in which nothing was asked for. */
  forget(): void {
    this.former = new Map();
  }

  /** What was not judged is no measure of what comes after it. */
  private compared(entry: RTCInboundRtpStreamStats, judged: Judged): LinkQuality | null {
    const before = this.former.get(entry.id);
    this.former.delete(entry.id);
    if (judged === null) return null;
    const sample = {
      at: entry.timestamp,
      frames: entry.framesDecoded ?? 0,
      packets: entry.packetsReceived ?? 0,
      lost: entry.packetsLost ?? 0,
    };
    this.former.set(entry.id, sample);
    if (!before) return null;
    return judged === "picture" ? pictureBetween(before, sample) : soundBetween(before, sample);
  }
}
