// One person's end of a visit: devices, leg and video views, controlled by the current screen.
import { isAnother, openedDevice } from "./chosen_devices";
import type { ChosenDevices, DeviceKind } from "./chosen_devices";
import type { InputKind } from "./devices";
import { Others } from "./others";
import { OwnDevices } from "./own_devices";
import { OwnPicture } from "./own_picture";
import { OwnSound } from "./own_sound";
import { devicesOf, troublesOf } from "./own_troubles";
import type { OwnTrouble } from "./own_troubles";
import type { BrowserMessage, MediaMessage } from "./protocol";
import type { RemoteStreams, StreamSource } from "./receiver";
import type { Relays } from "./relays";
import type { ServerLine } from "./rerouting";
import { SIDE_LEG, SideLeg } from "./side_leg";
import type { SentDevices } from "./side_leg";
import { isSoundTooMuch } from "./encodings";
import { Uplink } from "./uplink";
import { rungOf } from "./uplink_ladder";
import type { Signing } from "./signing";
import { VideoView } from "./video_view";

/**
 * `off`: nothing. `ready`: devices open, and both directions connected with nothing in them.
 * `on`: publishing and receiving.
 */
export type Stage = "off" | "ready" | "on";

const RETRY_MS = [0, 1000, 2000, 5000];
/** The reason for which the server lets go of a connection that was not used for ten minutes. */
const UNUSED = "unused";

export interface CallHost {
  relays: Relays;
  line: ServerLine;
  send: (message: BrowserMessage) => boolean;
  isConnected: () => boolean;
  /** Whether the server can connect both directions before the press, at the stage `ready`. */
  connectsBefore: boolean;
  changed: () => void;
  chosen: ChosenDevices;
  signing: Signing;
  /** Camera and microphone can be sent, though nobody receives them yet. */
  prepared: (stream: MediaStream) => void;
}

export class Call {
  readonly own = new VideoView({ own: true, testId: "self-video" });
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
  private failures = 0;
  private retry = 0;
  private readonly seen: Others;
  private readonly devices: OwnDevices;
  private readonly sound: OwnSound;
  private readonly picture: OwnPicture;
  private readonly uplink: Uplink;
  private readonly leg: SideLeg;

  constructor(private readonly host: CallHost) {
    this.seen = new Others({ seen: () => this.othersSeen() });
    this.devices = new OwnDevices({
      changed: (kind) => this.deviceChanged(kind),
      listed: () => void this.followChoice(),
      constraints: () => host.chosen.constraints(),
    });
    this.sound = new OwnSound(() => this.silenceChanged());
    this.picture = new OwnPicture();
    this.picture.picturesFirst = host.signing.picturesFirst;
    this.uplink = new Uplink(() => this.carriesOther());
    this.leg = new SideLeg(host.relays, host.line, {
      send: host.send,
      picture: () => this.picture.sent,
      devices: () => ({
        camera: this.cameraState,
        microphone: this.microphoneState,
        signs: host.signing.isOwn,
      }),
      streams: (streams) => this.receiveStreams(streams),
      silenceChanged: () => host.changed(),
      sampled: (reports) => this.takeSample(reports),
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
    if (!this.devices.areKnown) return void this.devices.open();
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
    if (!this.devices.areKnown) return;
    this.leg.join(this.outgoing());
    this.showOthers(this.received);
  }

  /** Withdraws the offer, since the server has refused to begin. */
  beginRefused(): void {
    if (!this.begun || this.stage === "on") return;
    this.begun = false;
    this.leg.drop();
    this.seen.clear();
    this.updateLeg();
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

  /** Takes the devices again that a trouble is about. */
  takeAgain(trouble: OwnTrouble): void {
    if (this.stage !== "off") void this.devices.takeAgain(devicesOf(trouble));
  }

  /** Uses the device that was just chosen; sound and picture of the others go on. */
  async useChosen(kind: DeviceKind): Promise<void> {
    this.choiceFailed = false;
    if (kind === "speaker") return this.useSpeaker();
    if (this.stage === "off" || (await this.devices.exchange(kind))) return this.host.changed();
    this.host.chosen.forget(kind);
    this.choiceFailed = true;
    await this.devices.open();
    this.host.changed();
  }

  switchMicrophone(): void {
    this.sound.isMuted = !this.sound.isMuted;
    this.soundChanged();
    this.host.changed();
  }

  switchCamera(): void {
    this.picture.isCameraOff = !this.picture.isCameraOff;
    this.pictureChanged();
    this.host.changed();
  }

  /** Lets the picture come before the sound, since this person signs; or no longer. */
  sign(isSigning: boolean): void {
    this.host.signing.choose(isSigning);
    this.orderChanged();
  }

  /** The others sign, or do so no longer. */
  othersSign(areSigning: boolean): void {
    if (this.host.signing.hear(areSigning)) this.orderChanged();
  }

  allowSound(): void {
    this.seen.allowSound();
    this.host.changed();
  }

  // State

  get others(): ReadonlyMap<StreamSource, VideoView> {
    return this.seen.views;
  }

  /** A device works and the offer is made: beginning takes a single message. */
  get isReady(): boolean {
    return this.devices.both.some(({ track }) => track !== null) && this.leg.isReady;
  }

  /** The device that a visit would begin without; null if both or none are there. */
  get missing(): InputKind | null {
    const missing = this.devices.both.filter(({ failure }) => failure !== null);
    return missing.length === 1 ? (missing[0]?.kind ?? null) : null;
  }

  /** What is wrong with camera and microphone, as far as that is known. */
  get troubles(): OwnTrouble[] {
    return troublesOf(this.devices.camera, this.devices.microphone, this.sound.isSilent);
  }

  get hasCamera(): boolean {
    return this.devices.camera.track !== null;
  }

  /** The id of the device that is used now; empty where the browser says nothing of it. */
  deviceInUse(kind: DeviceKind): string {
    if (kind === "speaker") return this.host.chosen.current(kind)?.id ?? "";
    return openedDevice(this.devices.of(kind).track);
  }

  get isMuted(): boolean {
    return this.sound.isMuted;
  }

  get isCameraOff(): boolean {
    return this.picture.isCameraOff;
  }

  get level(): number {
    return this.sound.level;
  }

  get showsLevel(): boolean {
    return this.sound.showsLevel;
  }

  /** Whether nothing of the others arrives, after something has. */
  get isSilent(): boolean {
    return this.leg.isSilent;
  }

  /** Whether sound or picture of the others arrives, whatever became of the server. */
  get isReceiving(): boolean {
    return this.leg.isReceiving;
  }

  /** Whether our line carries our voice alone: the others see a sign in the place of our picture. */
  get isOwnPictureOff(): boolean {
    return this.cameraState === "thin";
  }

  /** Whether our line carries our picture alone: the others do not hear us. */
  get isOwnSoundOff(): boolean {
    return this.microphoneState === "thin";
  }

  /** Whether this person signs. */
  get isSigning(): boolean {
    return this.host.signing.isOwn;
  }

  /** Whether our line carries the others' pictures alone. */
  get isSoundPaused(): boolean {
    return this.leg.isSoundPaused;
  }

  /** Whether our line carries the others' voices alone. */
  get isPicturePaused(): boolean {
    return this.leg.isPicturePaused;
  }

  get soundHeldBack(): boolean {
    return this.seen.soundHeldBack;
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
    this.begun = this.over = this.stale = this.connectsLate = this.choiceFailed = false;
    window.clearTimeout(this.retry);
    this.leg.drop();
    this.devices.close();
    this.sound.reset();
    this.picture.reset();
    this.uplink.reset();
    this.host.signing.reset();
    this.picture.picturesFirst = this.host.signing.picturesFirst;
    this.own.clear();
    this.seen.close();
  }

  private updateLeg(): void {
    if (!this.devices.areKnown || this.over) return;
    const outgoing = this.outgoing();
    if (this.stage === "on" || this.begun) return this.leg.join(outgoing);
    this.leg
      .prepare(outgoing)
      .then(() => this.prepared())
      .catch(() => this.restartLater());
  }

  private prepared(): void {
    this.offerToTry();
    if (this.stage === "ready" && this.host.connectsBefore && !this.connectsLate) {
      this.leg.connect();
    }
    this.host.changed();
  }

  /** The silence in the place of a microphone proves no way: it may not have begun yet. */
  private offerToTry(): void {
    if (this.stage !== "ready" || this.begun) return;
    // The sign alone proves no visit, and somebody without devices has other things to do first.
    if (this.devices.both.every(({ track }) => track === null)) return;
    const sound = this.sound.isThere ? this.sound.track() : null;
    this.host.prepared(new MediaStream([...(sound ? [sound] : []), this.picture.track()]));
  }

  /** Nothing stays connected before the press. */
  private letGo(): void {
    if (this.stage === "on" || this.begun) return this.restart();
    this.connectsLate = true;
    this.leg.drop();
    this.updateLeg();
  }

  /** The published stream. */
  private outgoing(): MediaStream {
    const sound = this.sound.track();
    return new MediaStream([...(sound ? [sound] : []), this.picture.track()]);
  }

  private get cameraState(): SentDevices["camera"] {
    if (!this.devices.camera.track) return "none";
    if (!this.picture.isThere) return "off";
    return this.picture.isTooMuch ? "thin" : "on";
  }

  private get microphoneState(): SentDevices["microphone"] {
    if (!this.devices.microphone.track) return "none";
    if (isSoundTooMuch(this.picture.sent)) return "thin";
    const isHeard = this.sound.isThere && !this.sound.isMuted && !this.sound.isSilent;
    return isHeard ? "on" : "off";
  }

  private silenceChanged(): void {
    this.leg.tellDevices();
    this.host.changed();
  }

  /** While hardly anything is sent on purpose, the reports say nothing of what the line carries. */
  private takeSample(reports: RTCStatsReport[] | null): void {
    const tells = this.picture.isThere && !this.picture.isPaused;
    this.uplink.take(
      tells ? reports : null,
      rungOf(this.leg.layerCount),
      this.picture.picturesFirst,
    );
  }

  /** What the line carries is found out again, since it is asked for other things. */
  private orderChanged(): void {
    const { picturesFirst } = this.host.signing;
    if (picturesFirst !== this.picture.picturesFirst) this.uplink.reset();
    this.picture.picturesFirst = picturesFirst;
    this.carriesOther();
  }

  private carriesOther(): void {
    this.picture.rung = this.uplink.rung;
    this.pictureChanged();
    this.host.changed();
  }

  private pictureChanged(): void {
    this.leg.tellDevices();
    const track = this.picture.track();
    if (this.picture.sent.isSign || this.leg.fits(track)) return this.leg.show(track);
    this.restart(); // a camera of another size took the place of the sign
  }

  private soundChanged(): void {
    this.leg.tellDevices();
    const track = this.sound.track();
    if (track) this.leg.speakWith(track);
  }

  private deviceChanged(kind: InputKind): void {
    const { track } = this.devices.of(kind);
    if (kind === "microphone") {
      this.sound.use(track);
      this.soundChanged();
    } else {
      this.picture.use(track);
      this.pictureChanged();
    }
    this.showOwn();
    if (!this.leg.isBegun) this.updateLeg();
    else if (this.leg.isReady) this.offerToTry();
    this.host.changed();
  }

  private showOwn(): void {
    const { camera, microphone } = this.devices;
    this.own.mirror(!this.host.chosen.isTurnedAround);
    if (camera.track) this.own.showTracks(camera.track, microphone.track);
    else this.own.clear();
  }

  /** Takes the chosen device once the browser names it, or when it is plugged in again. */
  private async followChoice(): Promise<void> {
    const { chosen } = this.host;
    await chosen.look();
    this.useSpeaker();
    for (const kind of ["camera", "microphone"] as const) {
      if (isAnother(this.devices.of(kind).track, kind, chosen)) await this.useChosen(kind);
    }
    this.host.changed();
  }

  private useSpeaker(): void {
    this.seen.playAt(this.host.chosen.current("speaker")?.id ?? "");
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
    this.seen.show(received);
    this.host.changed();
  }

  private othersSeen(): void {
    this.failures = 0;
    this.host.changed();
  }
}
