// One visit on the wall: its leg, its small and large video views, and the quality of its link.
import type { BrowserMessage, MediaMessage, Tile } from "../../call/protocol";
import { VideoView } from "../../call/video_view";
import { QualityWatch } from "../../call/quality";
import type { Judged, LinkQuality } from "../../call/quality";
import type { StreamSource, RemoteStreams } from "../../call/receiver";
import type { Relays } from "../../call/relays";
import type { ServerLine } from "../../call/rerouting";
import { WatchLeg } from "../../call/watch_leg";
import { devicesOf, isHere } from "./sides";

/** If no video moves for so long, the leg looks for another way, and is restarted later. */
const DOUBT_AFTER_MS = 3000;
const RESTART_AFTER_MS = 10_000;
const SIDES = ["visitor", "inmate"];

export interface WatchHost {
  relays: Relays;
  line: ServerLine;
  send: (message: BrowserMessage) => boolean;
  changed: () => void;
}

export class WatchedVisit {
  quality: LinkQuality | null = null;
  isOpened = false;
  private readonly small = new Map<StreamSource, VideoView>();
  private readonly large = new Map<StreamSource, VideoView>();
  private readonly watch = new QualityWatch();
  private readonly leg: WatchLeg;
  private streams: RemoteStreams = new Map();
  private movedAt = performance.now();

  constructor(
    visit: string,
    private readonly host: WatchHost,
  ) {
    for (const source of SIDES) this.small.set(source, this.newSmall(source));
    this.leg = new WatchLeg(visit, host.relays, host.line, {
      send: host.send,
      streams: (streams) => this.show(streams),
      changed: host.changed,
    });
    this.leg.begin();
  }

  // Lifecycle

  restart(): void {
    this.freeze();
    this.leg.begin();
  }

  close(): void {
    this.leg.close();
    for (const view of [...this.small.values(), ...this.large.values()]) view.clear();
  }

  // Actions

  /** Shows both sides large and with sound, or small and silent again. */
  open(isOpened: boolean): void {
    if (isOpened === this.isOpened) return;
    this.isOpened = isOpened;
    this.leg.receiveLayer(isOpened ? "high" : "low");
    if (isOpened) {
      for (const source of this.sides) this.large.set(source, this.newLarge());
      this.show(this.streams);
    } else {
      for (const view of this.large.values()) view.clear();
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
    for (const view of this.large.values()) view.allowSound();
  }

  /** Called once a second. */
  observe(tile: Tile): void {
    const now = performance.now();
    for (const view of [...this.small.values(), ...this.large.values()]) {
      view.observe();
      view.resume();
    }
    const isSomebodyHere = tile.visitor_here || tile.inmate_here;
    const isMoving = [...this.small.values()].some((view) => view.isMoving);
    if (isMoving || !isSomebodyHere || tile.paused || this.leg.isFailing) this.movedAt = now;
    if (isMoving) this.leg.works();
    if (now - this.movedAt > DOUBT_AFTER_MS) this.leg.doubt();
    if (now - this.movedAt > RESTART_AFTER_MS) {
      this.movedAt = now;
      this.freeze();
      this.leg.failed();
    }
  }

  async measure(tile: Tile): Promise<void> {
    const peer = this.leg.connection;
    if (!peer || tile.paused) {
      this.watch.forget();
      this.quality = null;
      return;
    }
    this.quality = await this.watch.read(peer, (track) => this.judged(track, tile));
  }

  // What a tile shows

  get sides(): StreamSource[] {
    const extra = [...this.small.keys()].filter((source) => !SIDES.includes(source)).sort();
    return ["visitor", ...extra, "inmate"];
  }

  view(source: StreamSource, size: "small" | "large"): VideoView | null {
    return (size === "small" ? this.small : this.large).get(source) ?? null;
  }

  soundOf(source: StreamSource): RTCRtpReceiver | null {
    return this.leg.soundOf(source);
  }

  get isFailing(): boolean {
    return this.leg.isFailing;
  }

  get soundHeldBack(): boolean {
    return [...this.large.values()].some((view) => view.soundHeldBack);
  }

  // Private

  private show(streams: RemoteStreams): void {
    this.streams = streams;
    for (const [source, stream] of streams) {
      const small = this.small.get(source) ?? this.newSmall(source);
      this.small.set(source, small);
      small.show(stream);
      if (!this.isOpened) continue;
      const large = this.large.get(source) ?? this.newLarge();
      this.large.set(source, large);
      large.show(stream);
    }
    for (const views of [this.small, this.large]) {
      for (const [source, view] of views) if (!streams.has(source)) view.freeze();
    }
    this.host.changed();
  }

  /** The line of a side is judged by its picture, or by its sound while no camera is on. */
  private judged(track: string | undefined, tile: Tile): Judged {
    for (const [source, stream] of this.streams) {
      const kind = stream.getTracks().find(({ id }) => id === track)?.kind;
      if (!kind || !isHere(tile, source)) continue;
      const hasPicture = devicesOf(tile, source).camera === "on";
      if (kind === "video") return hasPicture ? "picture" : null;
      return hasPicture ? null : "sound";
    }
    return null;
  }

  private freeze(): void {
    for (const view of [...this.small.values(), ...this.large.values()]) view.freeze();
  }

  private newSmall(source: StreamSource): VideoView {
    return new VideoView({
      muted: true,
      testId: `tile-video-${source}`,
      firstFrame: () => {
        this.leg.works();
        this.host.changed();
      },
    });
  }

  private newLarge(): VideoView {
    return new VideoView({ firstFrame: this.host.changed });
  }
}
