// One person's end of a visit: devices, leg and video views, controlled by the current screen.
import { isAnother, openedDevice } from "./chosen_devices";
import type { ChosenDevices, DeviceKind } from "./chosen_devices";
import { DeviceTrouble, onDevicesChanged, openDevices, openInstead, stopDevices } from "./devices";
import type { TroubleKind } from "./devices";
import { meterOf } from "./levels";
import type { MicrophoneMeter } from "./levels";
import type { BrowserMessage, MediaMessage } from "./protocol";
import { markMoment } from "./moments";
import { OwnPicture } from "./own_picture";
import type { Relays } from "./relays";
import { SIDE_LEG, SideLeg } from "./side_leg";
import { VideoView } from "./video_view";
import type { StreamSource, RemoteStreams } from "./receiver";
import { Voice } from "./voice";

/**
 * `off`: nothing. `ready`: devices open, and both directions connected with nothing in them.
 * `on`: publishing and receiving.
 */
export type Stage = "off" | "ready" | "on";

const RETRY_MS = [0, 1000, 2000, 5000];
const VOICE = "voice";
/** The reason for which the server lets go of a connection that was not used for ten minutes. */
const UNUSED = "unused";

export interface CallHost {
  relays: Relays;
  send: (message: BrowserMessage) => boolean;
  isConnected: () => boolean;
  /** Whether the server can connect both directions before the press, at the stage `ready`. */
  connectsBefore: boolean;
  cameraOffSentence: () => string;
  changed: () => void;
  chosen: ChosenDevices;
}

export class Call {
  readonly own = new VideoView({ own: true, testId: "self-video" });
  readonly others = new Map<StreamSource, VideoView>();
  trouble: TroubleKind | null = null;
  isMuted = false;
  /** A chosen device did not start, and the browser's own choice is used. */
  choiceFailed = false;

  private stage: Stage = "off";
  private begun = false;
  private over = false;
  private stale = false;
  /** The server does not connect before the press now: the press does. */
  private connectsLate = false;
  /** What is received is shown from the press on. */
  private received: RemoteStreams = new Map();
  private devices: MediaStream | null = null;
  private opening = 0;
  private failures = 0;
  private retry = 0;
  private meter: MicrophoneMeter | null = null;
  private forgetDevices: (() => void) | null = null;
  private readonly voice = new Voice();
  private readonly picture: OwnPicture;
  private readonly leg: SideLeg;

  constructor(private readonly host: CallHost) {
    this.picture = new OwnPicture(host.cameraOffSentence, () => this.pictureChanged());
    this.leg = new SideLeg(host.relays, {
      send: host.send,
      picture: () => this.picture.sent,
      streams: (streams) => this.receiveStreams(streams),
      lost: () => this.restartLater(),
    });
    window.addEventListener("pagehide", () => this.setStage("off"));
  }

  // Lifecycle

  /** Brings devices and leg to the stage that the screen needs. */
  setStage(stage: Stage): void {
    if (stage === "off") return this.stop();
    if (stage === "ready" && this.stage === "on") {
      this.begun = false;
      this.leg.drop();
    }
    if (stage !== this.stage) this.over = this.connectsLate = false;
    this.stage = stage;
    if (!this.devices) return void this.openDevices();
    if (this.stale && this.leg.isKnown) return this.restart();
    this.stale = false;
    this.updateLeg();
  }

  /** Somebody receives from now on, and can begin with a whole picture only. */
  wentLive(): void {
    this.leg.sendWholePicture();
  }

  /** While a visit is paused the picture reaches nobody. */
  setPaused(isPaused: boolean): void {
    if (isPaused === this.picture.isPaused) return;
    this.picture.isPaused = isPaused;
    this.pictureChanged();
  }

  /**
   * Sends picture and sound right after the intent of "Begin visit", before that is answered; where
   * nothing is connected yet, the offer.
   */
  begin(): void {
    this.begun = true;
    this.over = false;
    if (!this.devices) return;
    this.leg.join(this.outgoing(this.devices));
    this.showOthers(this.received);
  }

  /** Withdraws the offer, since the server has refused to begin. */
  beginRefused(): void {
    if (!this.begun || this.stage === "on") return;
    this.begun = false;
    this.leg.drop();
    for (const view of this.others.values()) view.clear();
    this.others.clear();
    if (this.devices) this.updateLeg();
  }

  /** Media continues without the socket, but the server may have closed the leg in the meantime. */
  connectionLost(): void {
    this.stale = true;
  }

  receive(message: MediaMessage): void {
    if (message.leg !== SIDE_LEG) return;
    if (message.type === "media.restart") {
      if (this.leg.isAt(message.attempt)) this.restart();
      return;
    }
    if (message.type === "media.closed") {
      if (message.reason === UNUSED) return this.letGo();
      this.over = true;
      return this.leg.drop();
    }
    this.leg.receive(message);
  }

  /** The server could not accept the leg now: offers it again later, or at the press. */
  mediaRefused(): void {
    if (this.stage === "on" || this.begun) this.restartLater();
    else if (this.stage === "ready" && this.leg.isKnown) this.letGo();
  }

  // Actions

  tryDevicesAgain(): void {
    if (this.stage !== "off" && !this.devices) void this.openDevices();
  }

  /** Uses the device that was just chosen; sound and picture of the others go on. */
  async useChosen(kind: DeviceKind): Promise<void> {
    this.choiceFailed = false;
    if (kind === "speaker") return this.useSpeaker();
    const before = this.devices;
    if (!before) return this.tryDevicesAgain();
    const opening = ++this.opening;
    try {
      const devices = await openInstead(before, kind, this.host.chosen.wishes());
      if (opening !== this.opening) return stopDevices(devices);
      this.exchangeDevices(devices);
    } catch {
      if (opening !== this.opening) return;
      this.host.chosen.forget(kind);
      this.choiceFailed = true;
      this.devicesGone(before);
    }
    this.host.changed();
  }

  switchMicrophone(): void {
    this.isMuted = !this.isMuted;
    this.devices?.getAudioTracks().forEach((track) => (track.enabled = !this.isMuted));
    this.host.changed();
  }

  switchCamera(): void {
    if (!this.devices) return;
    this.picture.isCameraOff = !this.picture.isCameraOff;
    this.pictureChanged();
    this.host.changed();
  }

  allowSound(): void {
    for (const view of this.others.values()) view.allowSound();
    this.voice.allowSound();
    this.host.changed();
  }

  /** Devices work and the offer is made: beginning takes a single message. */
  get isReady(): boolean {
    return this.devices !== null && this.leg.isReady;
  }

  /** The id of the device that is used now; empty where the browser says nothing of it. */
  deviceInUse(kind: DeviceKind): string {
    if (kind === "speaker") return this.host.chosen.current(kind)?.id ?? "";
    return this.devices ? openedDevice(this.devices, kind) : "";
  }

  get isCameraOff(): boolean {
    return this.picture.isCameraOff;
  }

  get level(): number {
    return this.meter?.read() ?? 0;
  }

  /** Whether there is a level to be shown: a browser may be unable to measure sound. */
  get showsLevel(): boolean {
    return this.devices === null || this.meter !== null;
  }

  get soundHeldBack(): boolean {
    return [...this.others.values()].some((view) => view.soundHeldBack);
  }

  /** Called once a second, and after each rendering. */
  observe(): void {
    for (const view of [this.own, ...this.others.values()]) {
      view.observe();
      view.resume();
    }
  }

  // Private

  private stop(): void {
    if (this.stage === "off") return;
    this.stage = "off";
    this.begun = this.over = this.stale = this.connectsLate = this.isMuted = false;
    this.choiceFailed = false;
    this.trouble = null;
    this.opening += 1;
    window.clearTimeout(this.retry);
    this.leg.drop();
    this.closeDevices();
    this.picture.reset();
    this.forgetDevices?.();
    this.forgetDevices = null;
    this.own.clear();
    this.voice.play(null);
    for (const view of this.others.values()) view.clear();
    this.others.clear();
  }

  private updateLeg(): void {
    if (!this.devices || this.over) return;
    const outgoing = this.outgoing(this.devices);
    if (this.stage === "on" || this.begun) return this.leg.join(outgoing);
    this.leg
      .prepare(outgoing)
      .then(() => this.prepared())
      .catch(() => this.restartLater());
  }

  private prepared(): void {
    if (this.stage === "ready" && this.host.connectsBefore && !this.connectsLate) {
      this.leg.connect();
    }
    this.host.changed();
  }

  /** Nothing stays connected before the press. */
  private letGo(): void {
    if (this.stage === "on" || this.begun) return this.restart();
    this.connectsLate = true;
    this.leg.drop();
    this.updateLeg();
  }

  /** The published stream. */
  private outgoing(devices: MediaStream): MediaStream {
    const track = this.picture.track();
    return new MediaStream([...devices.getAudioTracks(), ...(track ? [track] : [])]);
  }

  private pictureChanged(): void {
    const track = this.picture.track();
    if (track) this.leg.show(track);
  }

  private async openDevices(): Promise<void> {
    this.forgetDevices ??= onDevicesChanged(() => {
      this.tryDevicesAgain();
      void this.followChoice();
    });
    const opening = ++this.opening;
    try {
      const devices = await openDevices(this.host.chosen.wishes());
      if (opening !== this.opening) return stopDevices(devices);
      this.useDevices(devices);
      void this.followChoice();
    } catch (error) {
      if (opening !== this.opening) return;
      this.trouble = error instanceof DeviceTrouble ? error.kind : "other";
    }
    this.host.changed();
  }

  private useDevices(devices: MediaStream): void {
    this.trouble = null;
    this.devices = devices;
    this.meter = meterOf(devices);
    this.picture.use(devices.getVideoTracks()[0] ?? null);
    for (const track of devices.getTracks()) {
      if (track.kind === "audio") track.enabled = !this.isMuted;
      // Unplugged, or used by another program: the leg is useless until there is another device.
      track.addEventListener("ended", () => this.devicesGone(devices));
    }
    this.own.mirror(!this.host.chosen.isTurnedAround);
    this.own.show(devices);
    this.updateLeg();
  }

  /** Other devices are open now: they are sent on the connections that are there. */
  private exchangeDevices(devices: MediaStream): void {
    this.meter?.close();
    this.useDevices(devices);
    this.pictureChanged();
    const [sound] = devices.getAudioTracks();
    if (sound) this.leg.speakWith(sound);
  }

  /** Takes the chosen device once the browser names it, or when it is plugged in again. */
  private async followChoice(): Promise<void> {
    const { chosen } = this.host;
    await chosen.look();
    this.useSpeaker();
    for (const kind of ["camera", "microphone"] as const) {
      if (this.devices && isAnother(this.devices, kind, chosen)) await this.useChosen(kind);
    }
    this.host.changed();
  }

  private useSpeaker(): void {
    const speaker = this.host.chosen.current("speaker")?.id ?? "";
    for (const view of this.others.values()) view.playAt(speaker);
    this.voice.playAt(speaker);
  }

  private devicesGone(devices: MediaStream): void {
    if (this.devices !== devices) return;
    this.closeDevices();
    this.leg.drop();
    void this.openDevices();
  }

  private closeDevices(): void {
    stopDevices(this.devices);
    this.devices = null;
    this.meter?.close();
    this.meter = null;
    this.picture.close();
  }

  private restart(): void {
    window.clearTimeout(this.retry);
    this.leg.renew();
    this.stale = !this.host.isConnected();
    if (!this.stale && this.stage !== "off") this.updateLeg();
  }

  private restartLater(): void {
    if (this.over) return;
    this.leg.renew();
    window.clearTimeout(this.retry);
    const delay = RETRY_MS[Math.min(this.failures++, RETRY_MS.length - 1)] ?? 0;
    this.retry = window.setTimeout(() => this.restart(), delay);
  }

  private receiveStreams(received: RemoteStreams): void {
    this.received = received;
    if (this.stage === "on" || this.begun) this.showOthers(received);
  }

  private showOthers(received: RemoteStreams): void {
    this.voice.play(received.get(VOICE) ?? null);
    const streams = new Map([...received].filter(([source]) => source !== VOICE));
    for (const [source, view] of this.others) {
      if (streams.has(source)) continue;
      view.freeze();
      // If there are several, one that left makes room; the only one stays visible while away.
      if (streams.size > 0) this.others.delete(source);
    }
    for (const [source, stream] of streams) {
      const view = this.others.get(source) ?? this.newView();
      this.others.set(source, view);
      view.show(stream);
    }
    this.host.changed();
  }

  private newView(): VideoView {
    const view = new VideoView({
      ...(this.others.size === 0 ? { testId: "remote-video" } : {}),
      firstFrame: () => {
        this.failures = 0;
        markMoment("first-remote-frame");
        this.host.changed();
      },
    });
    view.playAt(this.host.chosen.current("speaker")?.id ?? "");
    return view;
  }
}
