// An officer's leg of one visit: it receives both sides, sends nothing, takes another way when packets
// stop, and restarts by itself.
import { isSilent } from "./arrivals";
import { isCut } from "./peers";
import type { BrowserMessage, Layer, MediaMessage } from "./protocol";
import { Receiver } from "./receiver";
import type { RemoteStreams } from "./receiver";
import type { Relays } from "./relays";
import { Rerouting } from "./rerouting";
import type { ServerLine } from "./rerouting";

const RETRY_MS = [500, 1000, 2000, 4000, 8000];
/** An offer that does not come within this time is requested again. */
const OFFER_WITHIN_MS = 6000;

/** The layer that a leg receives until it asks for another. */
const SERVED_FIRST: Layer = "low";

export interface WatchLegEvents {
  send: (message: BrowserMessage) => boolean;
  streams: (streams: RemoteStreams) => void;
  /** A change of what the tile shows. */
  changed: () => void;
}

export class WatchLeg {
  isFailing = false;
  private attempt = 0;
  private failures = 0;
  private timer = 0;
  private closed = false;
  private awaitsOffer = false;
  private layer: Layer = "low";
  private receiver: Receiver | null = null;
  private readonly rerouting: Rerouting;

  constructor(
    readonly visit: string,
    private readonly relays: Relays,
    line: ServerLine,
    private readonly events: WatchLegEvents,
  ) {
    const silent = (): Promise<boolean> => isSilent(this.connections);
    this.rerouting = new Rerouting(line, {
      isSilent: silent,
      isCut: async () => this.connections.some(isCut) || silent(),
      reroute: () => this.reroute(),
      lost: () => this.failed(),
    });
  }

  // Lifecycle

  begin(): void {
    window.clearTimeout(this.timer);
    this.rerouting.settle();
    if (this.closed) return;
    const former = this.receiver;
    const attempt = ++this.attempt;
    const { visit: leg } = this;
    const isCurrent = (): boolean => this.attempt === attempt && !this.closed;
    this.receiver = new Receiver(this.relays.serversFor(leg, attempt), {
      answered: (sdp) => {
        this.events.send({ type: "media.accept", leg, attempt, sdp });
        if (this.layer !== SERVED_FIRST) this.askForLayer();
      },
      changed: (streams) => {
        if (isCurrent()) this.events.streams(streams);
      },
      doubtful: () => {
        if (isCurrent()) this.doubt();
      },
      lost: () => {
        if (isCurrent()) this.failed();
      },
    });
    // Without a connection nothing is sent: the owner restarts the leg when there is one.
    this.awaitsOffer = this.events.send({ type: "media.watch", leg, attempt });
    if (this.awaitsOffer) this.timer = window.setTimeout(() => this.failed(), OFFER_WITHIN_MS);
    // The server needs some time for the offer, which the page uses.
    this.receiver.prepare();
    // Closed only now, so that the server knows why and does not ask for another restart.
    former?.close();
  }

  close(): void {
    this.closed = true;
    window.clearTimeout(this.timer);
    this.rerouting.settle();
    this.receiver?.close();
    this.events.send({ type: "media.leave", leg: this.visit });
  }

  // Actions

  receive(message: MediaMessage): void {
    if (message.type === "media.closed") {
      window.clearTimeout(this.timer);
      this.rerouting.settle();
      this.receiver?.close();
      return;
    }
    if (message.attempt !== this.attempt) return;
    if (message.type === "media.restart") return this.begin();
    if (message.type !== "media.offer") return;
    window.clearTimeout(this.timer);
    this.awaitsOffer = false;
    this.receiver?.answer(message);
  }

  /** The server could not serve a leg, and does not say which, so every waiting one asks again. */
  mediaRefused(): void {
    if (this.awaitsOffer) this.failed();
  }

  /** A frame has come, so the leg works. */
  works(): void {
    this.failures = 0;
    if (!this.isFailing) return;
    this.isFailing = false;
    this.events.changed();
  }

  receiveLayer(layer: Layer): void {
    if (layer === this.layer) return;
    this.layer = layer;
    this.askForLayer();
  }

  /** Nothing moves, or the connection says that packets do not find their way. */
  doubt(): void {
    this.rerouting.doubt();
  }

  failed(): void {
    window.clearTimeout(this.timer);
    this.rerouting.settle();
    this.awaitsOffer = false;
    this.isFailing = true;
    const delay = RETRY_MS[Math.min(this.failures++, RETRY_MS.length - 1)] ?? 8000;
    this.timer = window.setTimeout(() => this.begin(), delay);
    this.events.changed();
  }

  get connection(): RTCPeerConnection | null {
    return this.receiver?.connection ?? null;
  }

  soundOf(source: string): RTCRtpReceiver | null {
    return this.receiver?.soundOf(source) ?? null;
  }

  // Private

  private get connections(): RTCPeerConnection[] {
    return this.connection ? [this.connection] : [];
  }

  private async reroute(): Promise<boolean> {
    const { visit: leg, attempt } = this;
    const servers = await this.relays.serversFor(leg, attempt);
    if (this.attempt !== attempt || this.closed) return false;
    this.receiver?.useRelays(servers);
    return this.events.send({ type: "media.reroute", leg, attempt });
  }

  private askForLayer(): void {
    const { visit: leg, attempt, layer: level } = this;
    this.events.send({ type: "media.quality", leg, attempt, level });
  }
}
