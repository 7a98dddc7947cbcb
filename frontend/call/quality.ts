// The quality of a received video, in three steps.

export type LinkQuality = "good" | "fair" | "poor";

export interface Sample {
  at: number;
  frames: number;
  packets: number;
  lost: number;
}

const FAIR_LOSS = 0.02;
const POOR_LOSS = 0.08;
const FAIR_FRAMES_A_SECOND = 10;
const POOR_FRAMES_A_SECOND = 4;

/** Returns the quality between two samples of one connection. */
export function qualityBetween(before: Sample, after: Sample): LinkQuality {
  const seconds = (after.at - before.at) / 1000;
  if (seconds <= 0) return "poor";
  const frames = (after.frames - before.frames) / seconds;
  const lost = Math.max(0, after.lost - before.lost);
  const expected = lost + Math.max(0, after.packets - before.packets);
  const loss = expected > 0 ? lost / expected : 1;
  if (frames < POOR_FRAMES_A_SECOND || loss > POOR_LOSS) return "poor";
  if (frames < FAIR_FRAMES_A_SECOND || loss > FAIR_LOSS) return "fair";
  return "good";
}

/** The worst video of a connection decides, since officers must know about it. */
export class QualityWatch {
  private readonly former = new Map<string, Sample>();

  async read(peer: RTCPeerConnection): Promise<LinkQuality | null> {
    const report = await peer.getStats();
    const found: LinkQuality[] = [];
    report.forEach((entry: RTCInboundRtpStreamStats) => {
      if (entry.type !== "inbound-rtp" || entry.kind !== "video") return;
      const sample = {
        at: entry.timestamp,
        frames: entry.framesDecoded ?? 0,
        packets: entry.packetsReceived ?? 0,
        lost: entry.packetsLost ?? 0,
      };
      const before = this.former.get(entry.id);
      this.former.set(entry.id, sample);
      if (before) found.push(qualityBetween(before, sample));
    });
    return (["poor", "fair", "good"] as const).find((step) => found.includes(step)) ?? null;
  }
}
