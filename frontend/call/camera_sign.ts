// The image that the other side sees while no camera is on: a crossed-out camera, which a black
// rectangle would not explain. What it means is said beside it, in the language of who reads it.

const WIDTH = 1280;
const HEIGHT = 720;
/** Enough to show that the connection works. Who receives it expects no more. */
export const SIGN_FRAMES_A_SECOND = 2;

export class CameraSign {
  private readonly canvas = document.createElement("canvas");
  private readonly stream: MediaStream;
  private readonly redrawing: number;

  constructor() {
    this.canvas.width = WIDTH;
    this.canvas.height = HEIGHT;
    this.draw();
    this.stream = this.canvas.captureStream(2 * SIGN_FRAMES_A_SECOND);
    // A canvas sends a frame when it is drawn on; without frames the connection would look lost.
    this.redrawing = window.setInterval(() => this.draw(), 1000 / SIGN_FRAMES_A_SECOND);
  }

  get track(): MediaStreamTrack {
    const [track] = this.stream.getVideoTracks();
    if (!track) throw new Error("a canvas has a picture track");
    return track;
  }

  close(): void {
    window.clearInterval(this.redrawing);
    this.track.stop();
  }

  private draw(): void {
    const pen = this.canvas.getContext("2d");
    if (!pen) return;
    pen.fillStyle = "#12302c";
    pen.fillRect(0, 0, WIDTH, HEIGHT);
    pen.strokeStyle = pen.fillStyle = "#dcefe9";
    pen.lineWidth = 14;
    pen.lineJoin = pen.lineCap = "round";
    pen.strokeRect(510, 230, 180, 140);
    pen.beginPath();
    pen.moveTo(690, 285);
    pen.lineTo(770, 240);
    pen.lineTo(770, 360);
    pen.lineTo(690, 315);
    pen.moveTo(490, 400);
    pen.lineTo(790, 200);
    pen.stroke();
  }
}
