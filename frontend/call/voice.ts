// The sound of an officer who speaks: it has no picture, and does not wait to be drawn.
export class Voice {
  private readonly audio = new Audio();

  constructor() {
    this.audio.autoplay = true;
    this.audio.dataset["testid"] = "officer-voice";
    document.body.append(this.audio);
  }

  /** Heard as long as there is a stream. */
  play(stream: MediaStream | null): void {
    if (this.audio.srcObject === stream) return;
    this.audio.srcObject = stream;
    // Where sound needs a touch first, the button that lets the other be heard lets this be too.
    if (stream) void this.audio.play().catch(() => undefined);
  }

  allowSound(): void {
    if (this.audio.srcObject) void this.audio.play().catch(() => undefined);
  }
}
