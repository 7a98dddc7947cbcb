// Our own sound as the others get it: the microphone, or silence that keeps its clock going.
import { meterOf } from "./levels";
import type { MicrophoneMeter } from "./levels";
import { MicrophoneSilence } from "./silence";
import { SilentTrack } from "./silent_track";

const LISTEN_EVERY_MS = 250;

export class OwnSound {
  isMuted = false;
  private microphone: MediaStreamTrack | null = null;
  private meter: MicrophoneMeter | null = null;
  private standIn: SilentTrack | null = null;
  private silence = new MicrophoneSilence();
  private listening = 0;

  /** `changed` is called when the microphone seems to be switched off, or on again. */
  constructor(private readonly changed: () => void) {}

  // Lifecycle

  use(microphone: MediaStreamTrack | null): void {
    if (microphone === this.microphone) return;
    this.close();
    this.microphone = microphone;
    if (!microphone) return;
    this.meter = meterOf(new MediaStream([microphone]));
    this.listening = window.setInterval(() => this.listen(), LISTEN_EVERY_MS);
  }

  close(): void {
    window.clearInterval(this.listening);
    this.meter?.close();
    this.silence = new MicrophoneSilence();
    this.microphone = this.meter = null;
  }

  /** For the next person. */
  reset(): void {
    this.close();
    this.standIn?.close();
    this.standIn = null;
    this.isMuted = false;
  }

  // What is sent

  /** Whether the microphone can be heard, if nobody has muted it. */
  get isThere(): boolean {
    return this.microphone?.muted === false;
  }

  /**
   * The track to be sent now. While a microphone is stopped, or there is none, browsers send
   * nothing, and the clock of the sound stands still: so silence takes its place. Null where the
   * browser can make none.
   */
  track(): MediaStreamTrack | null {
    if (this.microphone) this.microphone.enabled = !this.isMuted;
    if (this.isThere) return this.microphone;
    this.standIn ??= SilentTrack.made();
    return this.standIn?.track ?? this.microphone;
  }

  // What is heard of it

  get level(): number {
    return this.meter?.read() ?? 0;
  }

  /** Whether there is a level to be shown: a browser may be unable to measure sound. */
  get showsLevel(): boolean {
    return this.microphone === null || this.meter !== null;
  }

  /** Whether the microphone is on and yet sends nothing at all. */
  get isSilent(): boolean {
    return this.silence.isFound;
  }

  private listen(): void {
    const before = this.isSilent;
    const isMeant = !this.isMuted && this.isThere;
    this.silence.hear(isMeant ? (this.meter?.readZero() ?? null) : null, performance.now());
    if (this.isSilent !== before) this.changed();
  }
}
