// A trial: proves the way to the media server and back, in a room of one's own for some seconds.
import { EVERYTHING } from "./encodings";
import { figuresBetween, measured, pathSample } from "./path_figures";
import type { Measured, PathFigures, PathSample } from "./path_figures";
import type { BrowserMessage, MediaMessage } from "./protocol";
import { Publisher } from "./publisher";
import { Receiver } from "./receiver";
import type { Relays } from "./relays";

export const TRIAL_LEG = "trial";

/** Why the server has not tried the way: none of these says anything about it. */
export const UNTRIED = ["elsewhere", "often", "busy", "unavailable"] as const;
export type Untried = (typeof UNTRIED)[number];

/** `none`: nothing comes back. */
export type Finding = Measured | "none" | Untried;

export interface TrialResult {
  finding: Finding;
  figures: PathFigures | null;
}

export interface TrialHost {
  relays: Relays;
  send: (message: BrowserMessage) => boolean;
  changed: () => void;
  /** Where a result is kept for some minutes, so that a page that reloads need not try again. */
  storage: Storage | null;
}

const SAMPLE_EVERY_MS = 500;
/** A browser that looks for its relay, over TCP, needs some seconds. */
const PROVEN_WITHIN_MS = 12_000;
const MEASURED_FOR_MS = 6000;
const KEPT_FOR_MS = 5 * 60_000;
const KEPT_AS = "parloir-trial";

/** Returns the storage of this tab, or null where the browser refuses it. */
export function storageOfTab(): Storage | null {
  try {
    return window.sessionStorage;
  } catch {
    return null;
  }
}

export class Trial {
  result: TrialResult | null = null;
  /** Something came back of everything that is sent. */
  isProven = false;
  private resultAt = 0;
  private stream: MediaStream | null = null;
  private attempt = 0;
  private running = false;
  /** The media server takes part. Without it, nothing can be said of the way. */
  private isAnswered = false;
  private beganAt = 0;
  private first: PathSample | null = null;
  private last: PathSample | null = null;
  private publisher: Publisher | null = null;
  private receiver: Receiver | null = null;
  private timer = 0;

  constructor(private readonly host: TrialHost) {
    this.recall();
  }

  // Lifecycle

  /** Takes the own picture and sound, and begins unless the way was tried some minutes ago. */
  offer(stream: MediaStream): void {
    this.stream = stream;
    if (this.running) return this.exchange(stream);
    if (!this.result || Date.now() - this.resultAt > KEPT_FOR_MS) this.begin();
  }

  tryAgain(): void {
    if (!this.running) this.begin();
  }

  /** Gives up. Nothing is known of the way if it was not proven yet. */
  stop(): void {
    if (!this.running) return;
    this.host.send({ type: "media.leave", leg: TRIAL_LEG });
    this.end();
  }

  // State

  get isRunning(): boolean {
    return this.running;
  }

  /**
   * Returns whether a visit may begin: the way is proven, or nobody could try it. It may not while
   * it is not known yet, and where nothing comes back.
   */
  get lets(): boolean {
    if (this.running) return this.isProven;
    return this.result !== null && this.result.finding !== "none";
  }

  receive(message: MediaMessage): void {
    if (!this.running) return;
    if (message.type === "media.closed") return this.closed(message.reason);
    if (!("attempt" in message) || message.attempt !== this.attempt) return;
    if (message.type === "media.offer") this.receiver?.answer(message);
    else if (message.type === "media.answer") {
      this.isAnswered = true;
      this.publisher?.accept(message.sdp, EVERYTHING).catch(() => this.finish("unavailable"));
    }
  }

  // Private

  private begin(): void {
    if (!this.stream) return;
    this.running = true;
    this.isProven = this.isAnswered = false;
    this.result = this.first = this.last = null;
    this.beganAt = performance.now();
    this.attempt += 1;
    void this.connect(this.stream, this.attempt).catch(() => {
      if (this.running) this.finish("unavailable");
    });
    this.timer = window.setInterval(() => void this.sample(), SAMPLE_EVERY_MS);
    this.host.changed();
  }

  private async connect(stream: MediaStream, attempt: number): Promise<void> {
    const isCurrent = (): boolean => this.running && this.attempt === attempt;
    const lost = (): void => {
      if (isCurrent()) this.finish(this.isProven ? "weak" : "none");
    };
    const iceServers = this.host.relays.serversFor(TRIAL_LEG, attempt);
    this.receiver = new Receiver(iceServers, {
      answered: (sdp) => this.host.send({ type: "media.accept", leg: TRIAL_LEG, attempt, sdp }),
      changed: () => undefined,
      doubtful: lost,
      lost,
    });
    this.receiver.prepare();
    const publisher = await Publisher.prepare(stream, iceServers, {
      doubtful: lost,
      lost,
    });
    if (!isCurrent()) return publisher.close();
    this.publisher = publisher;
    const sdp = publisher.offer;
    if (!this.host.send({ type: "media.join", leg: TRIAL_LEG, attempt, sdp })) return this.end();
    publisher.open(EVERYTHING);
  }

  private exchange(stream: MediaStream): void {
    const [picture] = stream.getVideoTracks();
    const [sound] = stream.getAudioTracks();
    if (picture) void this.publisher?.show(picture, EVERYTHING);
    if (sound) void this.publisher?.speakWith(sound);
  }

  private async sample(): Promise<void> {
    const { attempt } = this;
    const peers = [this.publisher?.connection, this.receiver?.connection];
    const open = peers.filter((peer) => peer !== null && peer !== undefined);
    const reports = await Promise.all(open.map(async (peer) => peer.getStats())).catch(
      () => null, // closed meanwhile
    );
    if (!this.running || this.attempt !== attempt) return;
    if (reports) this.take(pathSample(reports, performance.now()));
  }

  private take(sample: PathSample): void {
    if (!this.isProven && this.comesBack(sample)) {
      this.isProven = true;
      this.first = sample;
      this.host.changed();
    }
    this.last = sample;
    if (!this.first) {
      if (sample.at - this.beganAt > PROVEN_WITHIN_MS) this.finish(this.unproven);
    } else if (sample.at - this.first.at > MEASURED_FOR_MS) this.finishMeasured();
  }

  private comesBack({ receivedSound, receivedPicture }: PathSample): boolean {
    const hasSound = this.stream?.getAudioTracks().length === 0 || receivedSound > 0;
    const hasPicture = this.stream?.getVideoTracks().length === 0 || receivedPicture > 0;
    return hasSound && hasPicture;
  }

  private closed(reason: string): void {
    const untried = UNTRIED.find((one) => one === reason);
    if (untried) this.finish(untried);
    else if (reason === "gone") this.end();
    else if (this.isProven) this.finishMeasured();
    else this.finish(reason === "lost" ? "none" : this.unproven);
  }

  private get unproven(): Finding {
    return this.isAnswered ? "none" : "unavailable";
  }

  private finishMeasured(): void {
    const { first, last } = this;
    if (!first || !last || first === last) return this.finish("good");
    const figures = figuresBetween(first, last);
    this.finish(measured(figures, last), figures);
  }

  private finish(finding: Finding, figures: PathFigures | null = null): void {
    this.host.send({ type: "media.leave", leg: TRIAL_LEG });
    this.result = { finding, figures };
    this.resultAt = Date.now();
    this.end();
    this.keep();
  }

  private end(): void {
    window.clearInterval(this.timer);
    this.running = this.isProven = false;
    this.publisher?.close();
    this.receiver?.close();
    this.publisher = this.receiver = null;
    this.host.changed();
  }

  // Private: the result for a page that is loaded again

  private keep(): void {
    const { result, resultAt } = this;
    try {
      if (result?.figures) {
        this.host.storage?.setItem(KEPT_AS, JSON.stringify({ ...result, at: resultAt }));
      } else this.host.storage?.removeItem(KEPT_AS);
    } catch {
      // Storage is full or refused: a page that is loaded again tries again.
    }
  }

  private recall(): void {
    try {
      const kept = this.host.storage?.getItem(KEPT_AS);
      if (!kept) return;
      const { finding, figures, at } = JSON.parse(kept) as TrialResult & { at: number };
      const age = Date.now() - at;
      if (!(age >= 0 && age <= KEPT_FOR_MS)) return;
      this.result = { finding, figures };
      this.resultAt = at;
    } catch {
      // Refused, or of another version of this page.
    }
  }
}
