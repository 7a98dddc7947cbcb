// Asks the server for the relay, over which a browser reaches the media server if no other way is open.
import type { BrowserMessage, MediaRelays } from "./protocol";

/** A server that does not answer within this time is done without: the direct way may be open. */
const ANSWER_WITHIN_MS = 2000;

export class Relays {
  private readonly waiting = new Map<string, (servers: RTCIceServer[]) => void>();

  /** `isOffered`: the house has a relay, as the page says. */
  constructor(
    private readonly isOffered: boolean,
    private readonly send: (message: BrowserMessage) => boolean,
  ) {}

  /** Returns the servers for the connections of this attempt, with a credential of its own. */
  serversFor(leg: string, attempt: number): Promise<RTCIceServer[]> {
    if (!this.isOffered || !this.send({ type: "media.relay", leg, attempt })) {
      return Promise.resolve([]);
    }
    return new Promise((resolve) => {
      const key = keyOf(leg, attempt);
      const answer = (servers: RTCIceServer[]): void => {
        window.clearTimeout(patience);
        this.waiting.delete(key);
        resolve(servers);
      };
      const patience = window.setTimeout(() => answer([]), ANSWER_WITHIN_MS);
      this.waiting.set(key, answer);
    });
  }

  receive({ leg, attempt, servers }: MediaRelays): void {
    this.waiting.get(keyOf(leg, attempt))?.(servers);
  }
}

function keyOf(leg: string, attempt: number): string {
  return `${leg} ${attempt}`;
}
