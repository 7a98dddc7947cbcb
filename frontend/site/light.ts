/** The quality of a camera frame, measured on a small copy of it. */
export type FrameQuality = "tooDark" | "tooBright" | "blurred" | "good";

const WIDTH = 160;
const DARKEST = 50;
const BRIGHTEST = 215;
/** Mean square of the Laplacian: a sharp face has some hundreds, a moving one a few. */
const SHARPEST_BLUR = 12;

export class LightMeter {
  private readonly canvas = document.createElement("canvas");
  private readonly context = this.canvas.getContext("2d", { willReadFrequently: true });

  measure(video: HTMLVideoElement): FrameQuality | null {
    if (!this.context || video.videoWidth === 0) return null;
    this.canvas.width = WIDTH;
    this.canvas.height = Math.round((WIDTH * video.videoHeight) / video.videoWidth);
    const { width, height } = this.canvas;
    this.context.drawImage(video, 0, 0, width, height);
    // Only the middle half counts: there is the document or the face, not the wall behind it.
    const [left, top] = [Math.round(width / 4), Math.round(height / 4)];
    const middle = this.context.getImageData(
      left,
      top,
      Math.round(width / 2),
      Math.round(height / 2),
    );
    return judge(grey(middle.data), middle.width);
  }
}

export function grey(pixels: Uint8ClampedArray): Float32Array {
  const values = new Float32Array(pixels.length / 4);
  for (let place = 0; place < values.length; place += 1) {
    const at = place * 4;
    values[place] =
      0.299 * (pixels[at] ?? 0) + 0.587 * (pixels[at + 1] ?? 0) + 0.114 * (pixels[at + 2] ?? 0);
  }
  return values;
}

export function judge(values: Float32Array, width: number): FrameQuality {
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
  if (mean < DARKEST) return "tooDark";
  if (mean > BRIGHTEST) return "tooBright";
  return sharpness(values, width) < SHARPEST_BLUR ? "blurred" : "good";
}

function sharpness(values: Float32Array, width: number): number {
  const height = values.length / width;
  const at = (x: number, y: number): number => values[y * width + x] ?? 0;
  let sum = 0;
  for (let y = 1; y < height - 1; y += 1) {
    for (let x = 1; x < width - 1; x += 1) {
      const edge = 4 * at(x, y) - at(x - 1, y) - at(x + 1, y) - at(x, y - 1) - at(x, y + 1);
      sum += edge * edge;
    }
  }
  return sum / ((width - 2) * (height - 2));
}
