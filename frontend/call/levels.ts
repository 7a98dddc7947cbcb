// Sound levels: of the own microphone for the sound check, of received tracks for the wall.

/** The level of older packets is not the present one. */
const STALE_MS = 1000;

/** Returns a level from 0 (silence) to 1 (loud), on a scale that speech fills. */
export function levelOf(rootMeanSquare: number): number {
  if (rootMeanSquare <= 0) return 0;
  const decibels = 20 * Math.log10(rootMeanSquare);
  return Math.min(1, Math.max(0, (decibels + 55) / 45));
}

/** Returns a meter, or null where the browser measures no sound. A visit does not need one. */
export function meterOf(stream: MediaStream): MicrophoneMeter | null {
  try {
    return new MicrophoneMeter(stream);
  } catch {
    return null;
  }
}

export class MicrophoneMeter {
  private readonly context = new AudioContext();
  private readonly analyser = this.context.createAnalyser();
  private readonly samples: Float32Array<ArrayBuffer>;

  constructor(stream: MediaStream) {
    this.analyser.fftSize = 1024;
    this.samples = new Float32Array(this.analyser.fftSize);
    this.context.createMediaStreamSource(stream).connect(this.analyser);
    // Browsers suspend a context until the person has touched the page.
    window.addEventListener("pointerdown", this.wake);
    window.addEventListener("keydown", this.wake);
  }

  read(): number {
    this.analyser.getFloatTimeDomainData(this.samples);
    let sum = 0;
    for (const sample of this.samples) sum += sample * sample;
    return levelOf(Math.sqrt(sum / this.samples.length));
  }

  close(): void {
    window.removeEventListener("pointerdown", this.wake);
    window.removeEventListener("keydown", this.wake);
    void this.context.close();
  }

  private readonly wake = (): void => {
    if (this.context.state === "suspended") void this.context.resume();
  };
}

/** Returns the level that the sender wrote into its packets. It needs no audio graph, so 72 can be
 * read. */
export function receivedLevel(receiver: RTCRtpReceiver | null): number {
  const source = receiver?.getSynchronizationSources?.()[0];
  if (source?.audioLevel === undefined) return 0;
  // In some browsers this clock begins with the page, in others in 1970.
  const now = performance.now();
  const age = Math.min(
    Math.abs(now - source.timestamp),
    Math.abs(performance.timeOrigin + now - source.timestamp),
  );
  return age > STALE_MS ? 0 : levelOf(source.audioLevel);
}
