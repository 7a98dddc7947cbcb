// Our own picture as the others get it: the camera, or a sign that says that there is none.
import { CameraSign } from "./camera_sign";

export interface SentPicture {
  /** The camera sends nothing, and a sign takes its place. */
  isSign: boolean;
  /** It hardly changes, or nobody sees it: the smallest layer is enough. */
  isReduced: boolean;
}

export class OwnPicture {
  isCameraOff = false;
  /** Nobody sees the picture while a visit is paused. */
  isPaused = false;
  private camera: MediaStreamTrack | null = null;
  private sign: CameraSign | null = null;
  private listening = new AbortController();

  /** `changed` is called when the system takes the camera away or gives it back. */
  constructor(
    private readonly sentence: () => string,
    private readonly changed: () => void,
  ) {}

  // Lifecycle

  use(camera: MediaStreamTrack | null): void {
    this.close();
    this.camera = camera;
    const { signal } = this.listening;
    for (const event of ["mute", "unmute"]) {
      camera?.addEventListener(event, this.changed, { signal });
    }
  }

  close(): void {
    this.listening.abort();
    this.listening = new AbortController();
    this.sign?.close();
    this.camera = this.sign = null;
  }

  /** For the next person. */
  reset(): void {
    this.close();
    this.isCameraOff = this.isPaused = false;
  }

  // What is sent

  get sent(): SentPicture {
    const isSign = this.isCameraOff || this.camera?.muted === true;
    return { isSign, isReduced: isSign || this.isPaused };
  }

  /** The track to be sent now. */
  track(): MediaStreamTrack | null {
    if (!this.camera) return null;
    this.camera.enabled = !this.isCameraOff;
    if (this.sent.isSign) return (this.sign ??= new CameraSign(this.sentence())).track;
    this.sign?.close();
    this.sign = null;
    return this.camera;
  }
}
