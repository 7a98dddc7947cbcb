// What a trial measures of the way to the media server and back, and what that means for a visit.

/** The counters of both connections at one moment. */
export interface PathSample {
  at: number;
  sentBytes: number;
  sentPackets: number;
  sentLost: number;
  receivedBytes: number;
  receivedSound: number;
  receivedPicture: number;
  receivedLost: number;
  roundTripMs: number | null;
  /** The browser sends a smaller picture, since the line takes no more. */
  isHeldBack: boolean;
}

export interface PathFigures {
  upKbits: number;
  downKbits: number;
  lostUpPercent: number;
  lostDownPercent: number;
  roundTripMs: number | null;
}

export type Measured = "good" | "slow" | "weak";

/** Above this the picture stops again and again, while sound with error correction goes on. */
const MOST_LOST_PERCENT = 5;
/** Below this a browser that is held back by the line sends a picture that hardly moves. */
const LEAST_UP_KBITS = 300;
/** Above this people begin to speak at the same time. */
const MOST_ROUND_TRIP_MS = 500;

/** Not in all of TypeScript's versions. */
interface Reported extends RTCStats {
  packetsLost?: number;
  roundTripTime?: number;
}
interface Limited {
  qualityLimitationReason?: string;
}

export function pathSample(reports: Iterable<RTCStatsReport>, at: number): PathSample {
  const sample: PathSample = {
    at,
    sentBytes: 0,
    sentPackets: 0,
    sentLost: 0,
    receivedBytes: 0,
    receivedSound: 0,
    receivedPicture: 0,
    receivedLost: 0,
    roundTripMs: null,
    isHeldBack: false,
  };
  for (const report of reports) {
    report.forEach((entry: { type: string }) => {
      if (entry.type === "outbound-rtp") addSent(sample, entry as RTCOutboundRtpStreamStats);
      if (entry.type === "inbound-rtp") addReceived(sample, entry as RTCInboundRtpStreamStats);
      if (entry.type === "remote-inbound-rtp") addReported(sample, entry as Reported);
    });
  }
  return sample;
}

/** Returns what happened between two samples. */
export function figuresBetween(first: PathSample, last: PathSample): PathFigures {
  const seconds = Math.max(0.001, (last.at - first.at) / 1000);
  const kbits = (bytes: number): number => Math.round((bytes * 8) / 1000 / seconds);
  const up = percent(last.sentLost - first.sentLost, last.sentPackets - first.sentPackets);
  const lost = last.receivedLost - first.receivedLost;
  const received =
    last.receivedSound + last.receivedPicture - first.receivedSound - first.receivedPicture;
  return {
    upKbits: kbits(last.sentBytes - first.sentBytes),
    downKbits: kbits(last.receivedBytes - first.receivedBytes),
    lostUpPercent: up,
    // What was lost on the way there is missing on the way back too.
    lostDownPercent: Math.max(0, percent(lost, received + lost) - up),
    roundTripMs: last.roundTripMs === null ? null : Math.round(last.roundTripMs),
  };
}

export function measured(figures: PathFigures, last: PathSample): Measured {
  const lost = Math.max(figures.lostUpPercent, figures.lostDownPercent);
  if (lost > MOST_LOST_PERCENT) return "weak";
  if (last.isHeldBack && figures.upKbits < LEAST_UP_KBITS) return "weak";
  return (figures.roundTripMs ?? 0) > MOST_ROUND_TRIP_MS ? "slow" : "good";
}

function addSent(sample: PathSample, entry: RTCOutboundRtpStreamStats & Limited): void {
  sample.sentBytes += entry.bytesSent ?? 0;
  sample.sentPackets += entry.packetsSent ?? 0;
  if (entry.qualityLimitationReason === "bandwidth") sample.isHeldBack = true;
}

function addReceived(sample: PathSample, entry: RTCInboundRtpStreamStats): void {
  sample.receivedBytes += entry.bytesReceived ?? 0;
  sample.receivedLost += Math.max(0, entry.packetsLost ?? 0);
  if (entry.kind === "audio") sample.receivedSound += entry.packetsReceived ?? 0;
  else sample.receivedPicture += entry.packetsReceived ?? 0;
}

function addReported(sample: PathSample, entry: Reported): void {
  sample.sentLost += Math.max(0, entry.packetsLost ?? 0);
  if (entry.roundTripTime !== undefined)
    sample.roundTripMs = Math.max(sample.roundTripMs ?? 0, entry.roundTripTime * 1000);
}

/** Returns a percentage with one digit after the point. */
function percent(part: number, whole: number): number {
  if (whole <= 0) return 0;
  return Math.min(100, Math.max(0, Math.round((part / whole) * 1000) / 10));
}
