// The sound of an officer who speaks: it has no video, and does not wait for rendering.
import { playAt } from "./speaker";

export class Voice {
  private readonly audio = new Audio();

  constructor() {
    this.audio.autoplay = true;
    this.audio.dataset["testid"] = "officer-voice";
    document.body.append(this.audio);
  }

  /** Plays the stream; null stops it. */
  play(stream: MediaStream | null): void {
    if (this.audio.srcObject === stream) return;
    this.audio.srcObject = stream;
    // If sound needs a touch first, the button that allows the other's sound allows this one.
    if (stream) void this.audio.play().catch(() => undefined);
  }

  playAt(speaker: string): void {
    playAt(this.audio, speaker);
  }

  allowSound(): void {
    if (this.audio.srcObject) void this.audio.play().catch(() => undefined);
  }
}
