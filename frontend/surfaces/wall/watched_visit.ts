// One visit on the wall: its leg, its pictures small and large, and how well they come.
import type { BrowserMessage, MediaMessage, Tile } from "../../call/protocol";
import { Picture } from "../../call/picture";
import { QualityWatch } from "../../call/quality";
import type { LinkQuality } from "../../call/quality";
import type { PartyName, RemoteStreams } from "../../call/receiver";
import { WatchLeg } from "../../call/watch_leg";

/** Pictures that do not move for so long are fetched anew. */
const FETCH_ANEW_AFTER_MS = 10_000;
const SIDES = ["visitor", "inmate"];

export interface WatchSurroundings {
  iceServers: RTCIceServer[];
  send: (message: BrowserMessage) => boolean;
  changed: () => void;
}

export class WatchedVisit {
  quality: LinkQuality | null = null;
  isOpened = false;
  private readonly small = new Map<PartyName, Picture>();
  private readonly large = new Map<PartyName, Picture>();
  private readonly watch = new QualityWatch();
  private readonly leg: WatchLeg;
  private streams: RemoteStreams = new Map();
  private movedAt = performance.now();

  constructor(
    visit: string,
    private readonly around: WatchSurroundings,
  ) {
    for (const party of SIDES) this.small.set(party, this.newSmall(party));
    this.leg = new WatchLeg(visit, around.iceServers, {
      send: around.send,
      streams: (streams) => this.show(streams),
      changed: around.changed,
    });
    this.leg.begin();
  }

  // Lifecycle

  beginAnew(): void {
    this.freeze();
    this.leg.begin();
  }

  close(): void {
    this.leg.close();
    for (const picture of [...this.small.values(), ...this.large.values()]) picture.clear();
  }

  // Actions

  /** Opened, both sides come large and with sound; all others are silent. */
  open(isOpened: boolean): void {
    if (isOpened === this.isOpened) return;
    this.isOpened = isOpened;
    this.leg.receiveLayer(isOpened ? "high" : "low");
    if (isOpened) {
      for (const party of this.sides) this.large.set(party, this.newLarge());
      this.show(this.streams);
    } else {
      for (const picture of this.large.values()) picture.clear();
      this.large.clear();
    }
  }

  receive(message: MediaMessage): void {
    if (message.type === "media.restart") this.freeze();
    this.leg.receive(message);
  }

  mediaRefused(): void {
    this.leg.mediaRefused();
  }

  allowSound(): void {
    for (const picture of this.large.values()) picture.allowSound();
  }

  /** Once a second. */
  observe(tile: Tile): void {
    const now = performance.now();
    for (const picture of [...this.small.values(), ...this.large.values()]) {
      picture.observe();
      picture.resume();
    }
    const isSomebodyHere = tile.visitor_here || tile.inmate_here;
    const isMoving = [...this.small.values()].some((picture) => picture.isMoving);
    if (isMoving || !isSomebodyHere || tile.paused || this.leg.isFailing) this.movedAt = now;
    if (isMoving) this.leg.works();
    if (now - this.movedAt > FETCH_ANEW_AFTER_MS) {
      this.movedAt = now;
      this.freeze();
      this.leg.failed();
    }
  }

  async measure(): Promise<void> {
    const peer = this.leg.connection;
    this.quality = peer ? await this.watch.read(peer) : null;
  }

  // What a tile shows

  get sides(): PartyName[] {
    const extra = [...this.small.keys()].filter((party) => !SIDES.includes(party)).sort();
    return ["visitor", ...extra, "inmate"];
  }

  picture(party: PartyName, size: "small" | "large"): Picture | null {
    return (size === "small" ? this.small : this.large).get(party) ?? null;
  }

  soundOf(party: PartyName): RTCRtpReceiver | null {
    return this.leg.soundOf(party);
  }

  get isFailing(): boolean {
    return this.leg.isFailing;
  }

  get soundHeldBack(): boolean {
    return [...this.large.values()].some((picture) => picture.soundHeldBack);
  }

  // Private

  private show(streams: RemoteStreams): void {
    this.streams = streams;
    for (const [party, stream] of streams) {
      const small = this.small.get(party) ?? this.newSmall(party);
      this.small.set(party, small);
      small.show(stream);
      if (!this.isOpened) continue;
      const large = this.large.get(party) ?? this.newLarge();
      this.large.set(party, large);
      large.show(stream);
    }
    for (const pictures of [this.small, this.large]) {
      for (const [party, picture] of pictures) if (!streams.has(party)) picture.freeze();
    }
    this.around.changed();
  }

  private freeze(): void {
    for (const picture of [...this.small.values(), ...this.large.values()]) picture.freeze();
  }

  private newSmall(party: PartyName): Picture {
    return new Picture({
      muted: true,
      testId: `tile-video-${party}`,
      firstFrame: () => {
        this.leg.works();
        this.around.changed();
      },
    });
  }

  private newLarge(): Picture {
    return new Picture({ firstFrame: this.around.changed });
  }
}
