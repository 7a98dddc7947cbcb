// Our own picture as the others get it: the camera, or a sign that says that none is on.
import { CameraSign } from "./camera_sign";
import { isPictureTooMuch } from "./encodings";
import type { Needs } from "./encodings";
import { THREE_LAYERS } from "./uplink_ladder";

export interface SentPicture extends Needs {
  /** A sign takes the camera's place: it is off, taken away, not there, or too much for the line. */
  isSign: boolean;
}

export class OwnPicture {
  isCameraOff = false;
  /** Nobody sees the picture while a visit is paused. */
  isPaused = false;
  /** What our line carries up: see `uplink_ladder`. */
  rung = THREE_LAYERS;
  /** Somebody in the visit signs. */
  picturesFirst = false;
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
    this.rung = THREE_LAYERS;
    this.picturesFirst = false;
  }

  // What is sent

  get sent(): SentPicture {
    const { rung, picturesFirst } = this;
    const isSign = !this.isThere || this.isTooMuch;
    return { isSign, isReduced: isSign || this.isPaused, rung, picturesFirst };
  }

  /** There is a picture of a camera, whatever the line carries. */
  get isThere(): boolean {
    return this.camera !== null && !this.isCameraOff && !this.camera.muted;
  }

  /** The line does not carry a picture. */
  get isTooMuch(): boolean {
    const { rung, picturesFirst } = this;
    return isPictureTooMuch({ isReduced: false, rung, picturesFirst });
  }

  /** The track to be sent now. */
  track(): MediaStreamTrack {
    if (this.camera) {
      this.camera.enabled = !this.isCameraOff;
      this.camera.contentHint = this.picturesFirst ? "motion" : "";
    }
    if (this.sent.isSign || !this.camera) return this.signTrack;
    this.sign?.close();
    this.sign = null;
    return this.camera;
  }

  private get signTrack(): MediaStreamTrack {
    return (this.sign ??= new CameraSign()).track;
  }
}
