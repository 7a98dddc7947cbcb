// The camera and the microphone, and what can be wrong with them.
import type { Wishes } from "./chosen_devices";

/** Each kind has its own text, since a person can do something different about it. */
export type TroubleKind = "denied" | "missing" | "busy" | "other";

export class DeviceTrouble extends Error {
  constructor(readonly kind: TroubleKind) {
    super(kind);
  }
}

const KINDS: Record<string, TroubleKind> = {
  NotAllowedError: "denied",
  SecurityError: "denied",
  PermissionDeniedError: "denied",
  NotFoundError: "missing",
  OverconstrainedError: "missing",
  NotReadableError: "busy",
  AbortError: "busy",
};

export function kindOfTrouble(error: unknown): TroubleKind {
  const name = error instanceof Error || error instanceof DOMException ? error.name : "";
  return KINDS[name] ?? "other";
}

const SOUND: MediaTrackConstraints = {
  echoCancellation: true,
  noiseSuppression: true,
  autoGainControl: true,
};
/** The frame rate that is asked of a camera. */
export const CAMERA_FRAMES_A_SECOND = 24;
const PICTURE: MediaTrackConstraints = {
  width: { ideal: 1280 },
  height: { ideal: 720 },
  frameRate: { ideal: CAMERA_FRAMES_A_SECOND },
};
const NO_WISHES: Wishes = { camera: { facingMode: "user" }, microphone: {} };

/** Opens camera and microphone together; throws DeviceTrouble. */
export async function openDevices(wishes: Wishes = NO_WISHES): Promise<MediaStream> {
  try {
    return await open(wanted(wishes));
  } catch (error) {
    const isDenied = error instanceof DeviceTrouble && error.kind === "denied";
    const isChosen =
      wishes.camera.deviceId !== undefined || wishes.microphone.deviceId !== undefined;
    if (isDenied || !isChosen) throw error;
    // A chosen device is gone or in use, while another one may be free.
    return open(wanted(NO_WISHES));
  }
}

/**
 * Opens the wished camera or microphone in the place of the one in `devices`, which is stopped
 * first: a phone opens one camera at a time. Returns a stream with it and the other tracks; throws
 * DeviceTrouble.
 */
export async function openInstead(
  devices: MediaStream,
  kind: "camera" | "microphone",
  wishes: Wishes,
): Promise<MediaStream> {
  const { video, audio } = wanted(wishes);
  const [replaced, kept] =
    kind === "camera"
      ? [devices.getVideoTracks(), devices.getAudioTracks()]
      : [devices.getAudioTracks(), devices.getVideoTracks()];
  for (const track of replaced) track.stop();
  const opened = await open(kind === "camera" ? { video } : { audio });
  return new MediaStream([...kept, ...opened.getTracks()]);
}

function wanted({
  camera,
  microphone,
}: Wishes): Required<Pick<MediaStreamConstraints, "video" | "audio">> {
  return { video: { ...PICTURE, ...camera }, audio: { ...SOUND, ...microphone } };
}

/** Opens the microphone only; throws DeviceTrouble. */
export function openMicrophone(): Promise<MediaStream> {
  return open({ audio: SOUND });
}

async function open(wanted: MediaStreamConstraints): Promise<MediaStream> {
  // It does not exist on plain http.
  if (!navigator.mediaDevices?.getUserMedia) throw new DeviceTrouble("other");
  try {
    return await navigator.mediaDevices.getUserMedia(wanted);
  } catch (error) {
    throw new DeviceTrouble(kindOfTrouble(error));
  }
}

export function stopDevices(stream: MediaStream | null): void {
  stream?.getTracks().forEach((track) => track.stop());
}

/** Calls back when a device is plugged in or permission is given. Returns what stops that. */
export function onDevicesChanged(changed: () => void): () => void {
  const stop = new AbortController();
  navigator.mediaDevices?.addEventListener("devicechange", changed, { signal: stop.signal });
  for (const name of ["camera", "microphone"]) {
    // Some browsers cannot be asked about these two: people use the "try again" button.
    navigator.permissions
      ?.query({ name: name as PermissionName })
      .then((status) => status.addEventListener("change", changed, { signal: stop.signal }))
      .catch(() => undefined);
  }
  return () => stop.abort();
}
