// A track of silence, which is sent in the place of a microphone.
import { wakeWithPerson } from "./levels";

export class SilentTrack {
  private readonly context = new AudioContext();
  private readonly target = this.context.createMediaStreamDestination();
  private readonly forget: () => void;

  /** Returns null where the browser can make no sound. */
  static made(): SilentTrack | null {
    try {
      return new SilentTrack();
    } catch {
      return null;
    }
  }

  private constructor() {
    // A target that gets nothing sends nothing.
    const nothing = this.context.createConstantSource();
    nothing.offset.value = 0;
    nothing.connect(this.target);
    nothing.start();
    this.forget = wakeWithPerson(this.context);
  }

  get track(): MediaStreamTrack | null {
    return this.target.stream.getAudioTracks()[0] ?? null;
  }

  close(): void {
    this.forget();
    this.track?.stop();
    void this.context.close();
  }
}
