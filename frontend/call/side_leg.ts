// The leg of one side: it publishes and receives, takes another way when packets stop, and is
// restarted when either connection is lost.
import { Arrivals, arrivedIn, isSilent } from "./arrivals";
import { StatsTeller } from "./leg_stats";
import { LineTeller, lineIn } from "./line_report";
import { markMoment } from "./moments";
import type { SentPicture } from "./own_picture";
import type { BrowserMessage, MediaDevices, MediaMessage } from "./protocol";
import { Patience, holdBack, soundIn } from "./patience";
import { isCut } from "./peers";
import { Publisher } from "./publisher";
import { Receiver } from "./receiver";
import type { RemoteStreams } from "./receiver";
import type { Relays } from "./relays";
import { Rerouting } from "./rerouting";
import type { ServerLine } from "./rerouting";

export const SIDE_LEG = "side";

export type SentDevices = Required<Pick<MediaDevices, "camera" | "microphone" | "signs">>;

/** What the server believes of a new attempt. */
const BOTH_ON: SentDevices = { camera: "on", microphone: "on", signs: false };

const KEYS = ["camera", "microphone", "signs"] as const;

export interface SideLegEvents {
  send: (message: BrowserMessage) => boolean;
  /** The others' streams, or none during a restart. */
  streams: (streams: RemoteStreams) => void;
  /** A connection was lost; the owner decides when to restart. */
  lost: () => void;
  /** The others have become silent, or are so no longer. */
  silenceChanged?: () => void;
  /** What the picture is now. */
  picture: () => SentPicture;
  /** What is sent with. */
  devices: () => SentDevices;
  /** What both connections report each second; null where the way is cut, or at its end. */
  sampled?: (reports: RTCStatsReport[] | null) => void;
}

export class SideLeg {
  private attempt = 0;
  private joined = false;
  /** The server was asked to connect this attempt before the press. */
  private isAsked = false;
  private publisher: Publisher | null = null;
  private preparing: Promise<Publisher | null> | null = null;
  private receiver: Receiver | null = null;
  private former: { close: () => void }[] = [];
  /** Given while the publisher was being prepared with other tracks. */
  private shown: MediaStreamTrack | null = null;
  private spokenWith: MediaStreamTrack | null = null;
  private told = BOTH_ON;
  /** Our line carries the others' voices alone: the server has paused their pictures. */
  isPicturePaused = false;
  /** Our line carries the others' pictures alone, since somebody signs. */
  isSoundPaused = false;
  /** Neither sound nor picture of the others has arrived for two seconds, after some had. */
  isSilent = false;
  private readonly arrivals = new Arrivals();
  /** Sound or picture of the others arrives. */
  isReceiving = false;
  private readonly ofOthers = new Arrivals();
  private readonly stats = new StatsTeller(
    () => this.connections,
    (told, attempt) => this.events.send({ type: "media.stats", leg: SIDE_LEG, attempt, ...told }),
    (reports) => this.sampled(reports),
  );
  private patience = new Patience();
  private readonly line = new LineTeller((told) => {
    const { attempt } = this;
    const picture_first = this.events.picture().picturesFirst;
    this.events.send({ type: "media.line", leg: SIDE_LEG, attempt, ...told, picture_first });
  });
  private readonly rerouting: Rerouting;

  constructor(
    private readonly relays: Relays,
    line: ServerLine,
    private readonly events: SideLegEvents,
  ) {
    this.rerouting = new Rerouting(line, {
      isSilent: () => isSilent(this.connections),
      isCut: () => this.isCut(),
      reroute: () => this.reroute(),
      lost: () => this.events.lost(),
    });
  }

  // Lifecycle

  /** Prepares the next attempt, so that joining is a single message. */
  prepare(stream: MediaStream): Promise<Publisher | null> {
    return (this.preparing ??= this.prepareNow(stream));
  }

  /**
   * Connects the prepared attempt before the press. Nothing is sent, and whatever would be sent
   * reaches nobody: the server opens the gate when the press is committed.
   */
  connect(): void {
    if (this.isAsked || this.joined || !this.publisher) return;
    const { attempt } = this;
    const sdp = this.publisher.offer;
    this.isAsked = this.events.send({ type: "media.prepare", leg: SIDE_LEG, attempt, sdp });
    if (!this.isAsked) return;
    this.publisher.holdBack();
    markMoment("connection-asked");
    this.begun();
  }

  /**
   * Joins: with the connection that is there, with the prepared attempt, or as soon as it is
   * prepared.
   */
  join(stream: MediaStream): void {
    if (this.joined) return;
    this.joined = true;
    if (this.publisher && this.isAsked) return this.open(this.publisher);
    if (this.publisher) return this.joinWith(this.publisher, this.attempt);
    this.prepare(stream)
      .then((publisher) => {
        if (publisher && this.joined) this.joinWith(publisher, this.attempt);
      })
      .catch(() => this.events.lost());
  }

  /** Gives up this attempt; the next `prepare` or `join` begins a new one. */
  drop(): void {
    this.renew();
    this.isSilent = false;
    this.closeFormer();
  }

  /**
   * Gives up this attempt, but closes its connections only when the next one has joined: the
   * server then knows why they close, and does not ask for another restart.
   */
  renew(): void {
    if (!this.preparing) return;
    this.joined = this.isAsked = false;
    this.preparing = null;
    this.stats.stop();
    this.line.forget();
    this.events.sampled?.(null);
    this.patience = new Patience();
    this.isPicturePaused = this.isSoundPaused = false;
    this.arrivals.forget();
    this.ofOthers.forget();
    this.isReceiving = false;
    this.rerouting.settle();
    if (this.publisher) this.former.push(this.publisher);
    if (this.receiver) this.former.push(this.receiver);
    this.publisher = null;
    this.receiver = null;
    this.attempt += 1; // messages still on their way belong to the attempt that was given up
    this.events.streams(new Map());
  }

  // Actions

  get isJoined(): boolean {
    return this.joined;
  }

  /** Whether the server has this attempt: joined, or connected before the press. */
  get isKnown(): boolean {
    return this.joined || this.isAsked;
  }

  /** Whether an attempt has begun, with the tracks that were there then. */
  get isBegun(): boolean {
    return this.preparing !== null;
  }

  get isReady(): boolean {
    return this.publisher !== null;
  }

  /** Whether this is the current attempt: messages for an earlier one come too late. */
  isAt(attempt: number): boolean {
    return this.isKnown && this.attempt === attempt;
  }

  receive(message: MediaMessage): void {
    if (!("attempt" in message) || message.attempt !== this.attempt) return;
    if (message.type === "media.picture") {
      this.isPicturePaused = message.paused;
      this.isSoundPaused = message.sound_paused;
    } else if (message.type === "media.unheard") this.rerouting.unheard();
    else if (message.type === "media.offer") this.receiver?.answer(message);
    else if (message.type === "media.answer")
      this.publisher?.accept(message.sdp, this.events.picture()).catch(() => this.events.lost());
  }

  /** Sends this track instead, now or as soon as the leg is prepared. */
  show(track: MediaStreamTrack): void {
    this.shown = track;
    void this.publisher?.show(track, this.events.picture());
  }

  /** Sends this sound instead, now or as soon as the leg is prepared. */
  speakWith(track: MediaStreamTrack): void {
    this.spokenWith = track;
    void this.publisher?.speakWith(track);
  }

  /** Whether this picture can take the place of the one that is sent. */
  fits(track: MediaStreamTrack): boolean {
    return this.publisher?.fits(track) ?? true;
  }

  /** How many layers the picture was offered with. */
  get layerCount(): number {
    return this.publisher?.layerCount ?? 0;
  }

  /**
   * Says what is sent with, if that has changed: who receives expects no picture where there is no
   * camera, and reads why. Said before the tracks change.
   */
  tellDevices(): void {
    if (!this.isKnown || !this.publisher) return;
    const devices = this.events.devices();
    const { told, attempt } = this;
    if (KEYS.every((key) => devices[key] === told[key])) return;
    this.told = devices;
    this.events.send({ type: "media.devices", leg: SIDE_LEG, attempt, ...devices });
  }

  sendWholePicture(): void {
    void this.publisher?.sendWholePicture();
  }

  // Private

  private async prepareNow(stream: MediaStream): Promise<Publisher | null> {
    // The first attempt of a page is 1.
    if (this.attempt === 0) this.attempt = 1;
    const attempt = this.attempt;
    this.shown = this.spokenWith = null; // the stream has the right ones
    const isCurrent = (): boolean => this.attempt === attempt;
    const lost = (): void => {
      if (isCurrent()) this.events.lost();
    };
    const doubtful = (): void => {
      if (isCurrent()) this.rerouting.doubt();
    };
    const iceServers = this.relays.serversFor(SIDE_LEG, attempt);
    this.receiver = new Receiver(iceServers, {
      answered: (sdp) => this.events.send({ type: "media.accept", leg: SIDE_LEG, attempt, sdp }),
      changed: (streams) => {
        if (isCurrent()) this.events.streams(streams);
      },
      doubtful,
      lost,
    });
    this.receiver.prepare();
    const publisher = await Publisher.prepare(stream, iceServers, {
      connected: () => markMoment(this.joined ? "publisher-up" : "connected-at-check"),
      doubtful,
      lost,
    });
    if (!isCurrent()) {
      publisher.close();
      return null;
    }
    if (this.shown) void publisher.show(this.shown, this.events.picture());
    if (this.spokenWith) void publisher.speakWith(this.spokenWith);
    this.publisher = publisher;
    return publisher;
  }

  private joinWith(publisher: Publisher, attempt: number): void {
    this.events.send({ type: "media.join", leg: SIDE_LEG, attempt, sdp: publisher.offer });
    publisher.open(this.events.picture());
    this.stats.begin(attempt);
    this.begun();
  }

  private begun(): void {
    this.told = BOTH_ON;
    this.tellDevices();
    this.closeFormer();
  }

  private open(publisher: Publisher): void {
    publisher.open(this.events.picture());
    this.stats.begin(this.attempt);
    if (publisher.isConnected) markMoment("publisher-up");
  }

  private get connections(): RTCPeerConnection[] {
    const both = [this.publisher?.connection, this.receiver?.connection];
    return both.filter((peer) => peer !== null && peer !== undefined);
  }

  private sampled(reports: RTCStatsReport[]): void {
    const receivers = this.receiver?.connection?.getReceivers() ?? [];
    holdBack(receivers, this.patience.after(soundIn(reports)));
    const now = performance.now();
    // A line on which nothing comes is cut, not thin: its gap must not lessen the picture.
    const isCut = !this.arrivals.add(arrivedIn(reports), now);
    if (isCut) this.line.forget();
    else this.line.take(reports);
    this.events.sampled?.(isCut ? null : reports);
    if (this.arrivals.isSilentAt(now)) this.rerouting.doubt();
    this.ofOthers.add(lineIn(reports).packets, now);
    this.isReceiving = this.ofOthers.isArrivingAt(now);
    // A leg that has begun again for silence stays silent until something arrives on it.
    const isSilent = !this.isReceiving && (this.isSilent || this.ofOthers.isSilentAt(now));
    if (isSilent === this.isSilent) return;
    this.isSilent = isSilent;
    this.events.silenceChanged?.();
  }

  /** Before the press nothing arrives either way, and the connections alone can say that. */
  private async isCut(): Promise<boolean> {
    return this.connections.some(isCut) || (this.joined && isSilent(this.connections));
  }

  private async reroute(): Promise<boolean> {
    const { attempt, publisher, receiver } = this;
    if (!publisher || !this.isKnown) return false;
    const servers = await this.relays.serversFor(SIDE_LEG, attempt);
    if (this.attempt !== attempt) return false;
    receiver?.useRelays(servers);
    const sdp = await publisher.reroute(servers);
    if (sdp === null || this.attempt !== attempt) return false;
    markMoment("reroute-asked");
    return this.events.send({ type: "media.reroute", leg: SIDE_LEG, attempt, sdp });
  }

  private closeFormer(): void {
    for (const connection of this.former.splice(0)) connection.close();
  }
}
