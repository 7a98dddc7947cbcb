// Our own picture as the others get it: the camera, or a sign that says that none is on.
import { CameraSign } from "./camera_sign";

export interface SentPicture {
  /** A sign takes the camera's place: it is off, taken away, or not there. */
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

  // Lifecycle

  use(camera: MediaStreamTrack | null): void {
    this.camera = camera;
  }

  /** For the next person. */
  reset(): void {
    this.sign?.close();
    this.camera = this.sign = null;
    this.isCameraOff = this.isPaused = false;
  }

  // What is sent

  get sent(): SentPicture {
    const isSign = this.isCameraOff || this.camera === null || this.camera.muted;
    return { isSign, isReduced: isSign || this.isPaused };
  }

  /** The track to be sent now. */
  track(): MediaStreamTrack {
    if (this.camera) this.camera.enabled = !this.isCameraOff;
    if (this.sent.isSign || !this.camera) return this.signTrack;
    this.sign?.close();
    this.sign = null;
    return this.camera;
  }

  private get signTrack(): MediaStreamTrack {
    return (this.sign ??= new CameraSign()).track;
  }
}
