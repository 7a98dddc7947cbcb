// The page that takes a photo: camera, a press, a preview, "Use this". Without a camera, or without
// this script, the form's own file input does it.
import { LightMeter } from "./light";

const CHECK_EVERY_MS = 500;
const LONGEST_SIDE = 2000;

class CameraPage {
  private readonly hint = this.part("hint");
  private readonly stage = this.part("stage");
  private readonly video = this.part<HTMLVideoElement>("video");
  private readonly taken = this.part<HTMLImageElement>("taken");
  private readonly buttons = {
    take: this.part("take"),
    use: this.part("use"),
    again: this.part("again"),
    retry: this.part("retry"),
  };
  private readonly meter = new LightMeter();
  private stream: MediaStream | null = null;
  private checking: number | undefined;
  private picture: Blob | null = null;
  /** The name of the text that is shown. */
  private said = "";

  constructor(
    private readonly root: HTMLElement,
    private readonly form: HTMLFormElement,
    private readonly input: HTMLInputElement,
  ) {}

  // Lifecycle

  begin(): void {
    this.root.hidden = false;
    this.offerUploadOnDemand();
    this.buttons.take.addEventListener("click", () => void this.take());
    this.buttons.again.addEventListener("click", () => void this.openAgain());
    this.buttons.retry.addEventListener("click", () => void this.openAgain());
    this.buttons.use.addEventListener("click", () => this.use());
    window.addEventListener("pagehide", () => this.close());
    window.addEventListener("pageshow", (event) => {
      if (event.persisted) void this.open();
    });
    void this.open();
  }

  // Actions

  private async open(): Promise<void> {
    this.close();
    this.picture = null;
    this.show([]);
    this.taken.hidden = true;
    if (!navigator.mediaDevices?.getUserMedia) return this.explain("noCamera");
    try {
      this.stream = await navigator.mediaDevices.getUserMedia({
        audio: false,
        video: {
          facingMode: this.root.dataset["facing"] ?? "user",
          width: { ideal: 1920 },
          height: { ideal: 1080 },
        },
      });
    } catch (error) {
      return this.explain(troubleOf(error));
    }
    this.video.srcObject = this.stream;
    // A mirror is what people expect of their own face; the picture itself is not mirrored.
    this.stage.classList.toggle("is-mirrored", this.root.dataset["frame"] === "oval");
    this.stage.hidden = false;
    await this.video.play().catch(() => undefined);
    this.show(["take"]);
    this.hideUpload();
    this.checking = window.setInterval(() => this.checkFrame(), CHECK_EVERY_MS);
  }

  /** The pressed button is gone then: moves the focus to the one that replaces it. */
  private async openAgain(): Promise<void> {
    await this.open();
    const { take, retry } = this.buttons;
    const next = [take, retry].find((button) => !button.hidden) ?? this.input;
    next.focus();
  }

  private async take(): Promise<void> {
    const picture = await photograph(this.video);
    if (!picture) return;
    this.picture = picture;
    this.close();
    if (this.taken.src) URL.revokeObjectURL(this.taken.src);
    this.taken.src = URL.createObjectURL(picture);
    this.taken.hidden = false;
    this.hint.textContent = this.said = "";
    this.show(["use", "again"]);
    this.buttons.use.focus();
  }

  private use(): void {
    if (!this.picture) return;
    const files = new DataTransfer();
    files.items.add(new File([this.picture], "photo.jpg", { type: "image/jpeg" }));
    this.input.files = files.files;
    // Safari before 16 has no requestSubmit.
    this.form.querySelector<HTMLButtonElement>("[data-upload-action] button")?.click();
  }

  // Private

  private checkFrame(): void {
    const quality = this.meter.measure(this.video);
    if (quality) this.say(quality);
  }

  private explain(trouble: string): void {
    this.stage.hidden = true;
    this.say(trouble);
    this.show(trouble === "noCamera" ? [] : ["retry"]);
    this.showUpload();
  }

  /** Shows the page's text with this name, if it is another one than before: screen readers
   * announce each, and the browser may have translated the text that is shown. */
  private say(name: string): void {
    if (this.said !== name) this.hint.textContent = this.root.dataset[name] ?? "";
    this.said = name;
    this.hint.classList.toggle("is-good", name === "good");
  }

  private close(): void {
    window.clearInterval(this.checking);
    this.stream?.getTracks().forEach((track) => track.stop());
    this.stream = null;
    this.stage.hidden = true;
  }

  private show(names: (keyof CameraPage["buttons"])[]): void {
    for (const [name, button] of Object.entries(this.buttons)) {
      button.hidden = !names.includes(name as keyof CameraPage["buttons"]);
    }
  }

  private get uploadParts(): HTMLElement[] {
    return [...this.form.querySelectorAll<HTMLElement>("[data-upload], [data-upload-action]")];
  }

  private showUpload(): void {
    this.uploadParts.forEach((part) => (part.hidden = false));
    this.offer().forEach((part) => (part.hidden = true));
  }

  private hideUpload(): void {
    const hasErrors = this.form.querySelector("[data-error-summary]") !== null;
    if (hasErrors) return;
    this.uploadParts.forEach((part) => (part.hidden = true));
    this.offer().forEach((part) => (part.hidden = false));
  }

  private offerUploadOnDemand(): void {
    document.querySelector("[data-show-upload]")?.addEventListener("click", () => {
      this.showUpload();
      this.input.focus();
    });
    this.input.addEventListener("change", () => this.showUpload());
  }

  private offer(): HTMLElement[] {
    return [...document.querySelectorAll<HTMLElement>("[data-upload-offer]")];
  }

  private part<Part extends HTMLElement = HTMLElement>(name: string): Part {
    const found = this.root.querySelector<Part>(`[data-${name}]`);
    if (!found) throw new Error(`the page has no ${name}`);
    return found;
  }
}

function troubleOf(error: unknown): string {
  const name = error instanceof DOMException ? error.name : "";
  if (name === "NotAllowedError" || name === "SecurityError") return "noPermission";
  if (name === "NotFoundError" || name === "OverconstrainedError") return "noCamera";
  if (name === "NotReadableError" || name === "AbortError") return "inUse";
  return "noAnswer";
}

function photograph(video: HTMLVideoElement): Promise<Blob | null> {
  const scale = Math.min(1, LONGEST_SIDE / Math.max(video.videoWidth, video.videoHeight));
  const canvas = document.createElement("canvas");
  canvas.width = Math.round(video.videoWidth * scale);
  canvas.height = Math.round(video.videoHeight * scale);
  canvas.getContext("2d")?.drawImage(video, 0, 0, canvas.width, canvas.height);
  return new Promise((resolve) => canvas.toBlob(resolve, "image/jpeg", 0.92));
}

const root = document.querySelector<HTMLElement>("[data-camera]");
const form = root?.closest("form");
const input = form?.querySelector<HTMLInputElement>("input[type=file]");
if (root && form && input) new CameraPage(root, form, input).begin();
