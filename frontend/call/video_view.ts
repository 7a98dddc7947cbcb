// One person's video: it moves while frames come, and shows the last frame while they do not.
import { playAt } from "./speaker";

/** Without a new frame for this long, the page says that the picture stands still. */
const STILL_AFTER_MS = 2500;

export interface VideoViewOptions {
  /** A person's own video is mirrored and silent. */
  own?: boolean;
  muted?: boolean;
  testId?: string;
  firstFrame?: () => void;
}

export class VideoView {
  readonly element = document.createElement("div");
  readonly video = document.createElement("video");
  private readonly still = document.createElement("canvas");
  private stream: MediaStream | null = null;
  private frames = 0;
  private movedAt = 0;
  private awaitsFirst = false;
  /** The browser allows no sound before the person touches the page. */
  soundHeldBack = false;

  constructor(private readonly options: VideoViewOptions = {}) {
    this.element.className = options.own ? "v-video v-video--own" : "v-video";
    this.video.autoplay = true;
    this.video.playsInline = true;
    this.video.muted = Boolean(options.own || options.muted);
    if (options.testId) this.video.dataset["testid"] = options.testId;
    // The text next to the video says what it shows.
    this.video.setAttribute("aria-hidden", "true");
    this.still.className = "v-video__still";
    this.still.setAttribute("aria-hidden", "true");
    this.still.hidden = true;
    this.element.append(this.video, this.still);
  }

  // Lifecycle

  show(stream: MediaStream): void {
    if (this.stream !== stream) {
      this.stream = stream;
      this.awaitsFirst = true;
      this.video.srcObject = stream;
      this.afterFirstFrame(() => {
        if (this.stream === stream) this.moved();
      });
    }
    this.frames = this.countFrames();
    this.play();
  }

  /** Shows these tracks, unless it does so already. */
  showTracks(...tracks: (MediaStreamTrack | null)[]): void {
    const wanted = tracks.filter((track) => track !== null);
    const shown = this.stream?.getTracks() ?? [];
    const isSame = shown.length === wanted.length && wanted.every((one) => shown.includes(one));
    if (!isSame) this.show(new MediaStream(wanted));
  }

  /** Shows the last frame while the connection restarts. */
  freeze(): void {
    if (!this.stream) return;
    if (this.hasFrame && this.still.hidden) {
      this.still.width = this.video.videoWidth;
      this.still.height = this.video.videoHeight;
      this.still.getContext("2d")?.drawImage(this.video, 0, 0);
      this.still.hidden = false;
    }
    this.detach();
  }

  /** Removes every frame of the person. */
  clear(): void {
    this.detach();
    this.still.width = 0;
    this.still.height = 0;
    this.still.hidden = true;
  }

  // Actions

  /** Returns the frame that is shown now, or null if there is none. */
  grab(): HTMLCanvasElement | null {
    const source = this.still.hidden ? this.video : this.still;
    const canvas = document.createElement("canvas");
    canvas.width = this.still.hidden ? this.video.videoWidth : this.still.width;
    canvas.height = this.still.hidden ? this.video.videoHeight : this.still.height;
    if (!canvas.width || !this.isSeen) return null;
    canvas.getContext("2d")?.drawImage(source, 0, 0);
    return canvas;
  }

  /** Plays again after the element was moved within the page, which stops it. */
  resume(): void {
    if (this.stream && this.video.paused && this.video.isConnected) this.play();
  }

  /** Plays the sound at this speaker. */
  playAt(speaker: string): void {
    playAt(this.video, speaker);
  }

  /** Shows one's own picture as a mirror does, or as others see what is behind a phone. */
  mirror(isMirrored: boolean): void {
    this.element.classList.toggle("v-video--unmirrored", !isMirrored);
  }

  allowSound(): void {
    this.soundHeldBack = false;
    this.video.muted = Boolean(this.options.own || this.options.muted);
    this.play();
  }

  /** Checks for new frames; called about once a second. */
  observe(): void {
    const frames = this.countFrames();
    if (this.stream && frames > this.frames) this.moved();
    // A hidden page decodes nothing, which says nothing about the link.
    else if (document.hidden && this.movedAt > 0) this.movedAt = performance.now();
    this.frames = frames;
  }

  get hasFrame(): boolean {
    return this.stream !== null && this.movedAt > 0 && this.video.videoWidth > 0;
  }

  get isMoving(): boolean {
    return this.hasFrame && performance.now() - this.movedAt < STILL_AFTER_MS;
  }

  /** Whether a frame is shown, moving or not. */
  get isSeen(): boolean {
    return this.hasFrame || !this.still.hidden;
  }

  // Private

  private moved(): void {
    this.movedAt = performance.now();
    this.still.hidden = true;
    if (!this.awaitsFirst) return;
    this.awaitsFirst = false;
    this.options.firstFrame?.();
  }

  private detach(): void {
    this.stream = null;
    this.movedAt = 0;
    this.video.srcObject = null;
  }

  /** Firefox before 132 has no frame callbacks; it fires the event once the first frame is there. */
  private afterFirstFrame(seen: () => void): void {
    const asked = this.video.requestVideoFrameCallback?.(seen);
    if (asked === undefined) this.video.addEventListener("loadeddata", seen, { once: true });
  }

  /** Returns a number that rises with the frames: where they are not counted, the time played. */
  private countFrames(): number {
    return this.video.getVideoPlaybackQuality?.().totalVideoFrames ?? this.video.currentTime;
  }

  private play(): void {
    this.video.play().catch((error: unknown) => {
      // Another call of play or a removal interrupted this one, or sound is not allowed yet.
      if (!(error instanceof DOMException) || error.name !== "NotAllowedError") return;
      if (this.video.muted) return;
      this.soundHeldBack = true;
      this.video.muted = true;
      this.play();
    });
  }
}
