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

/** The level is that of the last samples. */
const LEVEL_SAMPLES = 1024;
/** Smaller than the smallest step of a microphone: what remains in filters after the last sound. */
const ZERO = 1e-6;

export class MicrophoneMeter {
  private readonly context = new AudioContext();
  private readonly analyser = this.context.createAnalyser();
  private readonly samples: Float32Array<ArrayBuffer>;
  private readonly forget: () => void;
  /** A context that has no device to play at may say that it runs while its clock stands still. */
  private measuredUntil = 0;

  constructor(stream: MediaStream) {
    this.analyser.fftSize = 8 * LEVEL_SAMPLES;
    this.samples = new Float32Array(this.analyser.fftSize);
    this.context.createMediaStreamSource(stream).connect(this.analyser);
    this.forget = wakeWithPerson(this.context);
  }

  read(): number {
    this.analyser.getFloatTimeDomainData(this.samples);
    let sum = 0;
    for (const sample of this.samples.subarray(-LEVEL_SAMPLES)) sum += sample * sample;
    return levelOf(Math.sqrt(sum / LEVEL_SAMPLES));
  }

  /** Returns whether all of the last sixth of a second is zero; null where nothing was measured. */
  readZero(): boolean | null {
    const { state, currentTime } = this.context;
    const goesOn = state === "running" && currentTime > this.measuredUntil;
    this.measuredUntil = currentTime;
    if (!goesOn) return null;
    this.analyser.getFloatTimeDomainData(this.samples);
    return this.samples.every((sample) => Math.abs(sample) < ZERO);
  }

  close(): void {
    this.forget();
    void this.context.close();
  }
}

/** Browsers suspend a context until the person has touched the page. Returns what stops waiting. */
export function wakeWithPerson(context: AudioContext): () => void {
  const stop = new AbortController();
  const wake = (): void => {
    if (context.state === "suspended") void context.resume();
  };
  for (const event of ["pointerdown", "keydown"]) {
    window.addEventListener(event, wake, { signal: stop.signal });
  }
  return () => stop.abort();
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
