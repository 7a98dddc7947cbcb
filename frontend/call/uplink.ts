// Our line up, as the media server and the browser report it: how much picture is sent follows.
import { SLOW, UplinkLadder, layersOn } from "./uplink_ladder";
import type { UpSecond } from "./uplink_ladder";

/** Names of the simulcast layers, smallest first. */
const LAYERS = ["l", "m", "h"] as const;

interface Packets {
  sent: number;
  lost: number;
}

/** Counters of all that is sent, at one moment. They only grow, except for `lost`. */
export interface UpCounters {
  sound: Packets;
  picture: Packets;
  /** Frames that were sent of each layer, by its name. */
  frames: ReadonlyMap<string, number>;
  roundTripMs: number;
  /** The machine, not the line, keeps the browser from sending larger layers. */
  isMachineBusy: boolean;
}

/** Not in all of TypeScript's versions. */
interface Reported {
  kind?: string;
  packetsLost?: number;
  roundTripTime?: number;
}

export function upIn(reports: Iterable<RTCStatsReport>): UpCounters {
  const frames = new Map<string, number>();
  const found = {
    sound: { sent: 0, lost: 0 },
    picture: { sent: 0, lost: 0 },
    frames,
    roundTripMs: 0,
    isMachineBusy: false,
  };
  const of = (kind?: string): Packets => (kind === "audio" ? found.sound : found.picture);
  for (const report of reports) {
    report.forEach((entry: RTCOutboundRtpStreamStats & Reported) => {
      if (entry.type === "outbound-rtp") {
        of(entry.kind).sent += entry.packetsSent ?? 0;
        if (entry.rid) frames.set(entry.rid, entry.framesSent ?? 0);
        found.isMachineBusy ||= entry.qualityLimitationReason === "cpu";
      } else if (entry.type === "remote-inbound-rtp") {
        of(entry.kind).lost += entry.packetsLost ?? 0;
        found.roundTripMs = Math.max(found.roundTripMs, (entry.roundTripTime ?? 0) * 1000);
      }
    });
  }
  return found;
}

/**
 * Returns what went up. Losses are those since `before`, and frames those since `last`: the server
 * reports losses about once a second, so that a second may have none of its reports, or two.
 */
export function upBetween(
  before: UpCounters,
  last: UpCounters,
  now: UpCounters,
  rung: number,
): UpSecond {
  const lost = (kind: "sound" | "picture"): number => now[kind].lost - before[kind].lost;
  const sent = (kind: "sound" | "picture"): number => now[kind].sent - before[kind].sent;
  return {
    soundLost: share(lost("sound"), sent("sound")),
    lost: share(lost("sound") + lost("picture"), sent("sound") + sent("picture")),
    roundTripMs: now.roundTripMs,
    isUnsent: !now.isMachineBusy && isUnsent(last, now, rung),
  };
}

/** A camera that gives no frames says nothing of the line, nor does the smallest layer alone. */
function isUnsent(last: UpCounters, now: UpCounters, rung: number): boolean {
  if (rung <= SLOW) return false;
  const named = LAYERS.filter((name) => now.frames.has(name));
  const grown = named.map((name) => (now.frames.get(name) ?? 0) - (last.frames.get(name) ?? 0));
  const switchedOn = grown.slice(0, layersOn(rung));
  return switchedOn.length > 1 && switchedOn.at(-1) === 0 && switchedOn.some((n) => n > 0);
}

function share(part: number, all: number): number {
  return all > 0 ? Math.min(1, Math.max(0, part / all)) : 0;
}

export class Uplink {
  private ladder = new UplinkLadder();
  private samples: UpCounters[] = [];

  constructor(private readonly changed: () => void) {}

  // Lifecycle

  /** For the next person, or for another order of picture and sound. */
  reset(): void {
    this.ladder = new UplinkLadder();
    this.samples = [];
  }

  // Actions

  /**
   * Takes the reports of another second; null if it says nothing: the way is cut, or hardly
   * anything is sent. `top` is the rung of all layers that the camera has. Where the picture comes
   * first, sound that is lost alone is no reason to send less of it.
   */
  take(reports: Iterable<RTCStatsReport> | null, top: number, picturesFirst = false): void {
    if (!reports) {
      this.samples = [];
      return;
    }
    const now = upIn(reports);
    const { rung } = this.ladder;
    const [before] = this.samples;
    const last = this.samples.at(-1);
    if (before && last) {
      const second = upBetween(before, last, now, rung);
      this.ladder.after(picturesFirst ? { ...second, soundLost: 0 } : second, top);
    }
    this.samples = [...this.samples.slice(-1), now];
    if (this.ladder.rung !== rung) this.changed();
  }

  /** What is sent of the picture: see `uplink_ladder`. */
  get rung(): number {
    return this.ladder.rung;
  }
}
