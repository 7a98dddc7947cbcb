// The quality of a received video, in three steps.
import { CAMERA_FRAMES_A_SECOND } from "./devices";

export type LinkQuality = "good" | "fair" | "poor";

export interface Sample {
  at: number;
  frames: number;
  packets: number;
  lost: number;
  /** The frames a second that the sender is asked for. */
  asked: number;
}

const FAIR_LOSS = 0.02;
const POOR_LOSS = 0.08;
/** Of those that a camera is asked for. A picture that is asked for fewer may have fewer. */
const FAIR_FRAMES_A_SECOND = 10;
const POOR_FRAMES_A_SECOND = 4;

/** Returns the quality between two samples of one connection. */
export function qualityBetween(before: Sample, after: Sample): LinkQuality {
  const seconds = (after.at - before.at) / 1000;
  if (seconds <= 0) return "poor";
  // Between a sample of a sign and one of a camera there may have been only the sign.
  const asked = Math.min(before.asked, after.asked);
  const frames = (((after.frames - before.frames) / seconds) * CAMERA_FRAMES_A_SECOND) / asked;
  const lost = Math.max(0, after.lost - before.lost);
  const expected = lost + Math.max(0, after.packets - before.packets);
  const loss = expected > 0 ? lost / expected : 1;
  if (frames < POOR_FRAMES_A_SECOND || loss > POOR_LOSS) return "poor";
  if (frames < FAIR_FRAMES_A_SECOND || loss > FAIR_LOSS) return "fair";
  return "good";
}

/** The worst video of a connection decides, since officers must know about it. */
export class QualityWatch {
  private former = new Map<string, Sample>();

  /** `asked` returns the frames a second that the sender of a track is asked for. */
  async read(
    peer: RTCPeerConnection,
    asked: (track: string | undefined) => number,
  ): Promise<LinkQuality | null> {
    const report = await peer.getStats();
    const found: LinkQuality[] = [];
    report.forEach((entry: RTCInboundRtpStreamStats) => {
      if (entry.type !== "inbound-rtp" || entry.kind !== "video") return;
      const sample = {
        at: entry.timestamp,
        frames: entry.framesDecoded ?? 0,
        packets: entry.packetsReceived ?? 0,
        lost: entry.packetsLost ?? 0,
        asked: asked(entry.trackIdentifier),
      };
      const before = this.former.get(entry.id);
      this.former.set(entry.id, sample);
      if (before) found.push(qualityBetween(before, sample));
    });
    return (["poor", "fair", "good"] as const).find((step) => found.includes(step)) ?? null;
  }

  /** Starts over, after a time in which nothing was asked for. */
  forget(): void {
    this.former = new Map();
  }
}
