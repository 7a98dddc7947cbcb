// One person's picture: moving while it comes, its last frame while it does not.

/** Without a new frame for this long the picture stands still, and somebody has to say so. */
const STILL_AFTER_MS = 2500;

export interface VideoViewOptions {
  /** A person's own picture is shown as in a mirror and never heard. */
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
  /** The browser wants the person to touch the page before there is sound. */
  soundHeldBack = false;

  constructor(private readonly options: VideoViewOptions = {}) {
    this.element.className = options.own ? "v-video v-video--own" : "v-video";
    this.video.autoplay = true;
    this.video.playsInline = true;
    this.video.muted = Boolean(options.own || options.muted);
    if (options.testId) this.video.dataset["testid"] = options.testId;
    // What is to be seen is said in words beside the picture.
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
      this.video.requestVideoFrameCallback(() => {
        if (this.stream === stream) this.moved();
      });
    }
    this.frames = this.countFrames();
    this.play();
  }

  /** Keeps the last frame on view while the connection is made anew. */
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

  /** Leaves nothing of the person behind. */
  clear(): void {
    this.detach();
    this.still.width = 0;
    this.still.height = 0;
    this.still.hidden = true;
  }

  // Actions

  /** What is to be seen at this moment, or null where there is nothing. */
  grab(): HTMLCanvasElement | null {
    const source = this.still.hidden ? this.video : this.still;
    const canvas = document.createElement("canvas");
    canvas.width = this.still.hidden ? this.video.videoWidth : this.still.width;
    canvas.height = this.still.hidden ? this.video.videoHeight : this.still.height;
    if (!canvas.width || !this.isSeen) return null;
    canvas.getContext("2d")?.drawImage(source, 0, 0);
    return canvas;
  }

  /** A picture that was moved within the page stands still until it is told to play again. */
  resume(): void {
    if (this.stream && this.video.paused && this.video.isConnected) this.play();
  }

  allowSound(): void {
    this.soundHeldBack = false;
    this.video.muted = Boolean(this.options.own || this.options.muted);
    this.play();
  }

  /** Looks whether new frames have come; called about once a second. */
  observe(): void {
    const frames = this.countFrames();
    if (this.stream && frames > this.frames) this.moved();
    // A page that is not looked at decodes nothing, which says nothing about the link.
    else if (document.hidden && this.movedAt > 0) this.movedAt = performance.now();
    this.frames = frames;
  }

  get hasFrame(): boolean {
    return this.stream !== null && this.movedAt > 0 && this.video.videoWidth > 0;
  }

  get isMoving(): boolean {
    return this.hasFrame && performance.now() - this.movedAt < STILL_AFTER_MS;
  }

  /** There is something to see, moving or not. */
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

  private countFrames(): number {
    return this.video.getVideoPlaybackQuality().totalVideoFrames;
  }

  private play(): void {
    this.video.play().catch((error: unknown) => {
      // Another play or a removal interrupted this one, or sound is not allowed yet.
      if (!(error instanceof DOMException) || error.name !== "NotAllowedError") return;
      if (this.video.muted) return;
      this.soundHeldBack = true;
      this.video.muted = true;
      this.play();
    });
  }
}
