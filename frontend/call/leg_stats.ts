// What a browser measured of its leg, told every half-minute for the ledger of the visit.
import type { MediaStats } from "./protocol";

const SAMPLE_EVERY_MS = 1000;
const TELL_EVERY_MS = 30_000;

const MOST_PACKETS = 1_000_000;
const LONGEST_DELAY_MS = 60_000;
const MOST_FREEZES = 1000;

/** What the protocol lets a browser report for a half-minute. */
export type StatsNumbers = Omit<MediaStats, "type" | "leg" | "attempt">;

/** The counters of both connections at one moment. All but the last four only grow. */
export interface Counters {
  at: number;
  sentSound: number;
  sentPicture: number;
  receivedSound: number;
  receivedPicture: number;
  sentLost: number;
  receivedLost: number;
  freezes: number;
  frozenMs: number;
  frames: number;
  roundTripMs: number | null;
  jitterMs: number | null;
  height: number | null;
}

/** Reads the counters of both connections' reports. */
export function countersIn(reports: Iterable<RTCStatsReport>, at: number): Counters {
  const found: Counters = {
    at,
    sentSound: 0,
    sentPicture: 0,
    receivedSound: 0,
    receivedPicture: 0,
    sentLost: 0,
    receivedLost: 0,
    freezes: 0,
    frozenMs: 0,
    frames: 0,
    roundTripMs: null,
    jitterMs: null,
    height: null,
  };
  for (const report of reports) {
    report.forEach((entry: { type: string }) => {
      if (entry.type === "outbound-rtp") addSent(found, entry as RTCOutboundRtpStreamStats);
      if (entry.type === "inbound-rtp") addReceived(found, entry as RTCInboundRtpStreamStats);
      if (entry.type === "remote-inbound-rtp") addReported(found, entry as ReportedStats);
    });
  }
  return found;
}

/** What the media server reports of our packets: not in all of TypeScript's versions. */
interface ReportedStats extends RTCStats {
  packetsLost?: number;
  roundTripTime?: number;
}

/** Not in TypeScript's library yet. */
interface Freezes {
  freezeCount?: number;
  totalFreezesDuration?: number;
}

function addSent(found: Counters, entry: RTCOutboundRtpStreamStats): void {
  if (entry.kind === "audio") found.sentSound += entry.packetsSent ?? 0;
  else found.sentPicture += entry.packetsSent ?? 0;
}

function addReceived(found: Counters, entry: RTCInboundRtpStreamStats & Freezes): void {
  found.receivedLost += Math.max(0, entry.packetsLost ?? 0);
  if (entry.kind === "audio") {
    found.receivedSound += entry.packetsReceived ?? 0;
    return;
  }
  found.receivedPicture += entry.packetsReceived ?? 0;
  found.frames += entry.framesDecoded ?? 0;
  found.freezes += entry.freezeCount ?? 0;
  found.frozenMs += (entry.totalFreezesDuration ?? 0) * 1000;
  found.height = Math.max(found.height ?? 0, entry.frameHeight ?? 0) || null;
  found.jitterMs = Math.max(found.jitterMs ?? 0, (entry.jitter ?? 0) * 1000);
}

function addReported(found: Counters, entry: ReportedStats): void {
  found.sentLost += Math.max(0, entry.packetsLost ?? 0);
  if (entry.roundTripTime !== undefined)
    found.roundTripMs = Math.max(found.roundTripMs ?? 0, entry.roundTripTime * 1000);
}

/** Adds up what happened between the samples of a half-minute. */
export class HalfMinute {
  private readonly first: Counters;
  private last: Counters;
  private flowed = { sentSound: 0, sentPicture: 0, receivedSound: 0, receivedPicture: 0 };

  constructor(first: Counters) {
    this.first = this.last = first;
  }

  get isOver(): boolean {
    return this.last.at - this.first.at >= TELL_EVERY_MS;
  }

  /** Whatever has grown since the last sample has flowed all that time. */
  add(sample: Counters): void {
    const passed = Math.max(0, sample.at - this.last.at);
    for (const name of FLOWS) if (sample[name] > this.last[name]) this.flowed[name] += passed;
    this.last = sample;
  }

  told(firstFrameAt: number | null): StatsNumbers {
    const { first, last, flowed } = this;
    const delay = (ms: number | null): number | null =>
      ms === null ? null : within(ms, LONGEST_DELAY_MS);
    return {
      sent_sound_ms: within(flowed.sentSound, TELL_EVERY_MS),
      sent_picture_ms: within(flowed.sentPicture, TELL_EVERY_MS),
      received_sound_ms: within(flowed.receivedSound, TELL_EVERY_MS),
      received_picture_ms: within(flowed.receivedPicture, TELL_EVERY_MS),
      sent_lost: within(last.sentLost - first.sentLost, MOST_PACKETS),
      received_lost: within(last.receivedLost - first.receivedLost, MOST_PACKETS),
      round_trip_ms: delay(last.roundTripMs),
      jitter_ms: delay(last.jitterMs),
      freezes: within(last.freezes - first.freezes, MOST_FREEZES),
      frozen_ms: within(last.frozenMs - first.frozenMs, TELL_EVERY_MS),
      height: last.height,
      first_frame_ms_ago: firstFrameAt === null ? null : within(last.at - firstFrameAt, 86_400_000),
    };
  }
}

const FLOWS = ["sentSound", "sentPicture", "receivedSound", "receivedPicture"] as const;

function within(value: number, most: number): number {
  return Math.min(most, Math.max(0, Math.round(value)));
}

/** Samples the connections of one attempt and tells every half-minute. */
export class StatsTeller {
  private timer = 0;
  private attempt = 0;
  private halfMinute: HalfMinute | null = null;
  private firstFrameAt: number | null = null;

  constructor(
    private readonly peers: () => (RTCPeerConnection | null | undefined)[],
    private readonly tell: (told: StatsNumbers, attempt: number) => void,
    /** Takes the reports of each second, one for each connection. */
    private readonly eachSecond: (reports: RTCStatsReport[]) => void = () => undefined,
  ) {}

  begin(attempt: number): void {
    this.stop();
    this.attempt = attempt;
    this.timer = window.setInterval(() => void this.sample(attempt), SAMPLE_EVERY_MS);
  }

  stop(): void {
    window.clearInterval(this.timer);
    this.attempt = 0;
    this.halfMinute = null;
  }

  private async sample(attempt: number): Promise<void> {
    const open = this.peers().filter((peer) => peer !== null && peer !== undefined);
    const reports = await Promise.all(open.map(async (peer) => peer.getStats())).catch(
      () => null, // closed meanwhile
    );
    if (!reports || this.attempt !== attempt) return;
    this.eachSecond(reports);
    this.take(countersIn(reports, performance.now()));
  }

  private take(counters: Counters): void {
    if (counters.frames > 0) this.firstFrameAt ??= counters.at;
    if (!this.halfMinute) {
      this.halfMinute = new HalfMinute(counters);
      return;
    }
    this.halfMinute.add(counters);
    if (!this.halfMinute.isOver) return;
    this.tell(this.halfMinute.told(this.firstFrameAt), this.attempt);
    this.halfMinute = new HalfMinute(counters);
  }
}
