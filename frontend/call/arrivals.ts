// Whether anything arrives from the media server. While we send, it reports to us several times a
// second, whatever the other side does: silence means that packets do not find their way.

/** Shorter silences are a hiccup. In samples of a second it is noticed after two or three. */
const SILENT_AFTER_MS = 1900;

export class Arrivals {
  private bytes: number | null = null;
  private changedAt = 0;

  /** Takes how many bytes had arrived at this moment. Returns whether any came since the last. */
  add(bytes: number, at: number): boolean {
    if (bytes === this.bytes) return false;
    this.bytes = bytes;
    this.changedAt = at;
    return true;
  }

  isSilentAt(at: number): boolean {
    return this.bytes !== null && this.bytes > 0 && at - this.changedAt >= SILENT_AFTER_MS;
  }

  isArrivingAt(at: number): boolean {
    return this.bytes !== null && this.bytes > 0 && !this.isSilentAt(at);
  }

  forget(): void {
    this.bytes = null;
  }
}

/** Two readings so far apart differ if anything arrives. */
const READINGS_APART_MS = 200;

/** Returns whether nothing arrives on these connections right now. */
export async function isSilent(peers: RTCPeerConnection[]): Promise<boolean> {
  const before = await arrivedOn(peers);
  await new Promise((resolve) => window.setTimeout(resolve, READINGS_APART_MS));
  return (await arrivedOn(peers)) === before;
}

async function arrivedOn(peers: RTCPeerConnection[]): Promise<number> {
  return arrivedIn(await Promise.all(peers.map(async (peer) => peer.getStats())));
}

/** Returns how many bytes have arrived on all ways that these reports know. */
export function arrivedIn(reports: Iterable<RTCStatsReport>): number {
  let bytes = 0;
  for (const report of reports) {
    report.forEach((entry: RTCStats) => {
      if (entry.type === "candidate-pair")
        bytes += (entry as RTCIceCandidatePairStats).bytesReceived ?? 0;
    });
  }
  return bytes;
}
