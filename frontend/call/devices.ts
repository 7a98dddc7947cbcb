// The camera and the microphone, and what can be wrong with them.
import type { DeviceConstraints } from "./chosen_devices";

/** What a person sends with. */
export type InputKind = "camera" | "microphone";

/** Each kind has its own text, since a person can do something different about it. */
export type TroubleKind = "denied" | "missing" | "busy" | "other";

/** A device that was opened, or why it was not. */
export type Opened = MediaStreamTrack | TroubleKind;

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
  if (error instanceof DeviceTrouble) return error.kind;
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
const NO_CHOICE: DeviceConstraints = { camera: { facingMode: "user" }, microphone: {} };

/** Opens camera and microphone with one question, or each alone where both cannot be had. */
export async function openBoth(constraints: DeviceConstraints): Promise<Record<InputKind, Opened>> {
  try {
    const stream = await openChosen(["camera", "microphone"], constraints);
    return { camera: pictureIn(stream), microphone: soundIn(stream) };
  } catch (error) {
    const why = kindOfTrouble(error);
    // Somebody who has just refused both is not asked again for each.
    if (why === "denied" && !(await isOneAloneDenied())) return { camera: why, microphone: why };
    const camera = await openOne("camera", constraints);
    return { camera, microphone: await openOne("microphone", constraints) };
  }
}

export function openOne(kind: InputKind, constraints: DeviceConstraints): Promise<Opened> {
  return openedBy(kind, openChosen([kind], constraints));
}

/** Opens the chosen device and no other. */
export function openExactly(kind: InputKind, constraints: DeviceConstraints): Promise<Opened> {
  return openedBy(kind, open(wanted([kind], constraints)));
}

async function openChosen(
  kinds: readonly InputKind[],
  constraints: DeviceConstraints,
): Promise<MediaStream> {
  try {
    return await open(wanted(kinds, constraints));
  } catch (error) {
    const isChosen = kinds.some((kind) => constraints[kind].deviceId !== undefined);
    if (kindOfTrouble(error) === "denied" || !isChosen) throw error;
    // A chosen device is gone or in use, while another one may be free.
    return open(wanted(kinds, NO_CHOICE));
  }
}

async function openedBy(kind: InputKind, opening: Promise<MediaStream>): Promise<Opened> {
  try {
    const stream = await opening;
    return kind === "camera" ? pictureIn(stream) : soundIn(stream);
  } catch (error) {
    return kindOfTrouble(error);
  }
}

function wanted(
  kinds: readonly InputKind[],
  constraints: DeviceConstraints,
): MediaStreamConstraints {
  return {
    ...(kinds.includes("camera") ? { video: { ...PICTURE, ...constraints.camera } } : {}),
    ...(kinds.includes("microphone") ? { audio: { ...SOUND, ...constraints.microphone } } : {}),
  };
}

function pictureIn(stream: MediaStream): Opened {
  return stream.getVideoTracks()[0] ?? "other";
}

function soundIn(stream: MediaStream): Opened {
  return stream.getAudioTracks()[0] ?? "other";
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

/** Returns how many devices of this kind the browser knows. */
export async function countOf(kind: InputKind): Promise<number> {
  const name = kind === "camera" ? "videoinput" : "audioinput";
  const found = await navigator.mediaDevices?.enumerateDevices().catch(() => []);
  return (found ?? []).filter((one) => one.kind === name).length;
}

/** Returns whether the page may use the device; null where the browser does not say. */
export async function permissionFor(kind: InputKind): Promise<PermissionState | null> {
  const asked = navigator.permissions?.query({ name: kind });
  const status = await asked?.catch(() => null);
  return status?.state ?? null;
}

async function isOneAloneDenied(): Promise<boolean> {
  const camera = await permissionFor("camera");
  const microphone = await permissionFor("microphone");
  return camera !== null && (camera === "denied") !== (microphone === "denied");
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
