// Camera and microphone of this device. Each may be missing, be lost, and come back by itself.
import type { DeviceConstraints } from "./chosen_devices";
import {
  countOf,
  onDevicesChanged,
  openBoth,
  openExactly,
  openOne,
  permissionFor,
} from "./devices";
import type { InputKind, Opened, TroubleKind } from "./devices";

const CHECK_EVERY_MS = 1000;
/** A device that is lost sooner than this after it was opened is not opened again immediately. */
const WORKED_FOR_MS = 2000;

export interface OneDeviceEvents {
  /** Another track, or none, or the system has taken the device or given it back. */
  changed: () => void;
  /** Unplugged, no longer permitted, or taken by another program. */
  lost: () => void;
}

export class OneDevice {
  track: MediaStreamTrack | null = null;
  /** Why there is no track. */
  failure: TroubleKind | null = null;
  /** How many devices of this kind there were when the last one could not be opened. */
  countThen = 0;
  private openedAt = 0;
  private listening = new AbortController();

  constructor(
    readonly kind: InputKind,
    private readonly events: OneDeviceEvents,
  ) {}

  use(track: MediaStreamTrack): void {
    this.close();
    this.track = track;
    this.openedAt = performance.now();
    const { signal } = this.listening;
    track.addEventListener("ended", this.events.lost, { signal });
    for (const event of ["mute", "unmute"]) {
      track.addEventListener(event, this.events.changed, { signal });
    }
    this.events.changed();
  }

  fail(why: TroubleKind, countThen: number): void {
    const isNew = this.track !== null || this.failure !== why;
    this.close();
    this.failure = why;
    this.countThen = countThen;
    if (isNew) this.events.changed();
  }

  /** Lets go of it, to be opened again. */
  letGo(): void {
    this.close();
    this.events.changed();
  }

  /** Forgets the device, and that it was ever asked for. */
  close(): void {
    this.listening.abort();
    this.listening = new AbortController();
    this.track?.stop();
    this.track = this.failure = null;
  }

  /** Whether it was asked for, and the answer is there. */
  get isKnown(): boolean {
    return this.track !== null || this.failure !== null;
  }

  /** Whether the system has taken it: for a call, by a switch, or since the lid is closed. */
  get isHeld(): boolean {
    return this.track?.muted === true;
  }

  get hasEnded(): boolean {
    return this.track?.readyState === "ended";
  }

  get hasWorked(): boolean {
    return performance.now() - this.openedAt >= WORKED_FOR_MS;
  }
}

export interface OwnDevicesEvents {
  /** See `OneDeviceEvents`. */
  changed: (kind: InputKind) => void;
  /** The browser may name other devices than before. */
  listed: () => void;
  /** Which devices the person has chosen. */
  constraints: () => DeviceConstraints;
}

export class OwnDevices {
  readonly camera: OneDevice;
  readonly microphone: OneDevice;
  private opening = 0;
  /** Devices are opened one after the other. */
  private running: Promise<void> | null = null;
  private watching: (() => void) | null = null;

  constructor(private readonly events: OwnDevicesEvents) {
    const made = (kind: InputKind): OneDevice =>
      new OneDevice(kind, {
        changed: () => events.changed(kind),
        lost: () => this.lost(this.of(kind)),
      });
    this.camera = made("camera");
    this.microphone = made("microphone");
  }

  // Lifecycle

  /** Opens what is missing. */
  open(): Promise<void> {
    this.watching ??= this.watch();
    return this.running ?? this.run((isCurrent) => this.openMissing(isCurrent));
  }

  close(): void {
    this.opening += 1;
    this.running = null;
    this.watching?.();
    this.watching = null;
    for (const one of this.both) one.close();
  }

  // Actions

  /** Opens a device again, also one that is there but of no use. */
  async takeAgain(kinds: readonly InputKind[]): Promise<void> {
    await this.running;
    for (const kind of kinds) this.of(kind).letGo();
    await this.open();
  }

  /**
   * Opens the chosen device in the place of the one that is open, which is stopped first: a phone
   * opens one camera at a time. Returns whether it started.
   */
  async exchange(kind: InputKind): Promise<boolean> {
    await this.running;
    const one = this.of(kind);
    await this.run(async (isCurrent) => {
      if (kind === "microphone") one.letGo();
      else one.track?.stop(); // its last frame stays, instead of a sign for a moment
      const opened = await openExactly(kind, this.events.constraints());
      if (!isCurrent()) return stop(opened);
      if (typeof opened === "string") one.letGo();
      else one.use(opened);
    });
    return one.track !== null;
  }

  get both(): readonly OneDevice[] {
    return [this.camera, this.microphone];
  }

  of(kind: InputKind): OneDevice {
    return kind === "camera" ? this.camera : this.microphone;
  }

  get areKnown(): boolean {
    return this.both.every(({ isKnown }) => isKnown);
  }

  // Private

  private run(work: (isCurrent: () => boolean) => Promise<void>): Promise<void> {
    const opening = ++this.opening;
    const running = work(() => opening === this.opening).finally(() => {
      if (this.running === running) this.running = null;
    });
    return (this.running = running);
  }

  private async openMissing(isCurrent: () => boolean): Promise<void> {
    const missing = this.both.filter(({ track }) => track === null);
    if (missing.length === 0) return;
    const counts = await Promise.all(missing.map(({ kind }) => countOf(kind)));
    const opened = await openAll(missing, this.events.constraints());
    if (!isCurrent()) return opened.forEach(stop);
    missing.forEach((one, place) => take(one, opened[place] ?? "other", counts[place] ?? 0));
    this.events.listed();
  }

  private lost(one: OneDevice): void {
    const { hasWorked } = one;
    one.fail(hasWorked ? "missing" : "other", 0);
    if (hasWorked) void this.open();
  }

  /** Some browsers tell late, or never, that a device is back or that one has gone. */
  private watch(): () => void {
    const looking = window.setInterval(() => void this.look(), CHECK_EVERY_MS);
    const forget = onDevicesChanged(() => {
      void this.openIf(mayBeThere);
      this.events.listed();
    });
    return () => {
      window.clearInterval(looking);
      forget();
    };
  }

  private async look(): Promise<void> {
    if (this.running) return;
    for (const one of this.both) if (one.hasEnded) this.lost(one);
    await this.openIf(isThereAgain);
  }

  private async openIf(isWorthIt: (one: OneDevice) => Promise<boolean>): Promise<void> {
    const missing = this.both.filter(({ failure }) => failure !== null);
    const worthIt = await Promise.all(missing.map(isWorthIt));
    if (worthIt.includes(true)) await this.open();
  }
}

async function openAll(
  missing: readonly OneDevice[],
  constraints: DeviceConstraints,
): Promise<Opened[]> {
  const [only, other] = missing;
  if (only && !other) return [await openOne(only.kind, constraints)];
  const { camera, microphone } = await openBoth(constraints);
  return [camera, microphone];
}

function take(one: OneDevice, opened: Opened, countThen: number): void {
  if (typeof opened === "string") one.fail(opened, countThen);
  else one.use(opened);
}

function stop(opened: Opened): void {
  if (typeof opened !== "string") opened.stop();
}

/** Somebody who has refused a device is asked again only after they have changed that. */
async function mayBeThere({ kind, failure }: OneDevice): Promise<boolean> {
  return failure !== "denied" || (await permissionFor(kind)) === "granted";
}

/**
 * One that was plugged in again counts as one more. What another program uses, or what did not
 * start, is tried again where nobody is asked for it.
 */
async function isThereAgain(one: OneDevice): Promise<boolean> {
  if (one.failure !== "missing") return (await permissionFor(one.kind)) === "granted";
  const count = await countOf(one.kind);
  const isOneMore = count > one.countThen;
  one.countThen = Math.min(one.countThen, count);
  return isOneMore;
}
